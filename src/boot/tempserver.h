/* tempserver.h — the server that init files talk to: no TCP, and a socket where no client looks. */
#ifndef BOOT_TEMPSERVER_H
#define BOOT_TEMPSERVER_H

#include "boot/boot.h"

/* Starts postgres with `args` (plan and operator) and waits until it takes connections. Sets PGHOST
 * for what is started from now on, b->sockets to the private directory ("" with
 * PGTUNE_INIT_SOCKET=default). Its log goes to stdout. Returns its pid; -1, e and the exit code
 * when it ended instead. There is no time limit: it is waited for as long as it lives. */
pid_t tempserver_start(struct boot *b, char *const *args, int *code, struct err *e);

/* Stops it (fast: the checkpoint is written) and removes the private directory. */
int tempserver_stop(struct boot *b, pid_t pid, int *code, struct err *e);

#endif
