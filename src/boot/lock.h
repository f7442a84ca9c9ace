/* lock.h — one server per volume: a flock on PGDATA that the server inherits. */
#ifndef BOOT_LOCK_H
#define BOOT_LOCK_H

#include "boot/watch.h"

#define LOCK_WAIT_S 10 /* PGTUNE_LOCK_WAIT */

/* Opens PGDATA and locks it, waiting up to wait_s seconds for the one who has it. The descriptor,
 * close-on-exec: lock_inherit() hands it to the server; with `off` it is only opened. -1 and e: it
 * is locked by another server, the file system has no flock (hint: the way to do without), or
 * w->signal came meanwhile. */
int lock_take(const char *pgdata, int64_t wait_s, bool off, struct watch *w, struct err *e);

/* What is executed next keeps the lock for as long as it, or a process it forks, lives. */
void lock_inherit(int fd);

/* Somebody holds the lock on PGDATA. False also when it cannot be asked. */
bool lock_is_held(const char *pgdata);

#endif
