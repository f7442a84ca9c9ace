/* tempserver.h — the server that init files talk to: no TCP, and a socket where no client looks. */
#ifndef BOOT_TEMPSERVER_H
#define BOOT_TEMPSERVER_H

#include "boot/boot.h"

/* Starts postgres with `args` (plan and operator) and waits until it takes connections. Sets PGHOST
 * for what is started from now on, b->sockets to the private directory ("" with
 * PGTUNE_INIT_SOCKET=default), b->temp to its pid. Its log goes to stdout. -1, e and the exit code
 * when it ended instead. There is no time limit: it is waited for as long as it lives. */
int tempserver_start(struct boot *b, char *const *args, int *code, struct err *e);

/* Runs it again where init file `path` ended it: files call "pg_ctl restart". A server that the
 * file left on PGDATA in its place is stopped first. */
int tempserver_again(struct boot *b, const char *path, int *code, struct err *e);

/* Stops it, and one that an init file left in its place, and removes the private directory. SIGINT:
 * once it has recovered, if it crashed, and the checkpoint is written. SIGQUIT: at once, for a
 * cluster that is not to be used; 18.4 was seen to hang when SIGINT came while it recovered from a
 * crash. */
int tempserver_stop(struct boot *b, int how, int *code, struct err *e);

#endif
