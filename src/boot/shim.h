/* shim.h — runs PostgreSQL's programs under a uid that has no name. */
#ifndef BOOT_SHIM_H
#define BOOT_SHIM_H

#include "base/fail.h"

/* When this process's uid has no line in /etc/passwd: sets LD_PRELOAD for what is started from now
 * on, to a memory file that answers getpwuid(). The phase that calls it ends with its children. */
int shim_preload(struct err *e);

#endif
