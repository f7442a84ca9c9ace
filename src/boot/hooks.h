/* hooks.h — /docker-entrypoint-startdb.d: run on every start against the real, ready server. */
#ifndef BOOT_HOOKS_H
#define BOOT_HOOKS_H

#include <sys/types.h>

#include "boot/boot.h"

#define HOOK_TIMEOUT_S 60 /* PGTUNE_HOOK_TIMEOUT, of each; 0 is no limit */

/* Starts the process that waits for `server` to be ready and runs the hooks, one after another,
 * in byte order, as init files are run. 0: there are none. A failure is logged and stops nothing.
 * -1 and e when it cannot be started. */
pid_t hooks_start(struct boot *b, pid_t server, struct err *e);

/* Warns of each hook that it is not run: without a supervisor nobody waits for the server. */
void hooks_warn_not_run(void);

#endif
