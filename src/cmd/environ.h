/* environ.h — the environment a command reads: the process's own, or, for a machine that is a
 * directory, what that machine's containers would see. */
#ifndef CMD_ENVIRON_H
#define CMD_ENVIRON_H

#include "base/fail.h"

/* Without root (NULL): *env = own. With it: the lines NAME=value of ROOT/env (there may be none),
 * then own without Kubernetes' variables, which tell of the machine we run on. First one wins, as
 * in env_get(). Call once. odd->text: why a ROOT/env that is there was not read, else as it was. -1
 * and e: ROOT is no directory. */
int environ_read(
    const char *root, char *const *own, char *const **env, struct err *odd, struct err *e);

#endif
