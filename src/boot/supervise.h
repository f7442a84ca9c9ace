/* supervise.h — PID 1 beside the server: forwards signals, reaps orphans, ends with its code. */
#ifndef BOOT_SUPERVISE_H
#define BOOT_SUPERVISE_H

#include "boot/watch.h"

/* Stays until `server` ends and returns its exit code (128+n). `hooks`, a process group that runs
 * the start hooks, is ended with it; 0: none. Never fails: from here on trouble is survived. */
int supervise(struct watch *w, pid_t server, pid_t hooks);

#endif
