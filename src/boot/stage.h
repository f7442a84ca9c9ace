/* stage.h — a new data directory is made in a staging directory inside PGDATA and moved up when it
 * is whole, PG_VERSION last: a kill leaves no PG_VERSION, or a whole cluster. */
#ifndef BOOT_STAGE_H
#define BOOT_STAGE_H

#include "boot/boot.h"
#include "boot/marker.h"

/* 0: the WAL directory `dir` is empty or absent, or "" (none is asked for). 1 and e: there is
 * something in it. -1 and e: it cannot be read. */
int stage_check_waldir(const char *dir, struct err *e);

/* Writes the marker, with m->waldir as it is, and clears the staging directory; path: its full
 * name. -1 too when that directory is not empty. */
int stage_begin(const struct boot *b, struct marker *m, char *path, size_t cap, struct err *e);

/* Notes in the marker what was made, then moves it up to PGDATA. */
int stage_move_up(const struct boot *b, struct marker *m, struct err *e);

/* Everything of the new cluster is on disk, then the marker goes. */
int stage_finish(const struct boot *b, struct err *e);

#endif
