/* watch.h — signals as PID 1 takes them, and the long phases of a start as children: a SIGTERM
 * during initdb or an init file ends all of it, cleanly and at once. */
#ifndef BOOT_WATCH_H
#define BOOT_WATCH_H

#include <sys/types.h>

#include "base/fail.h"

struct watch {
	int fd;     /* signalfd of every signal; they are blocked from the first instruction */
	int signal; /* the one that asked this start to end, 0: none yet */
};

/* Blocks the signals and opens the descriptor. */
int watch_open(struct watch *w, struct err *e);

/* Notes what has arrived, waiting up to timeout_ms (-1: for ever): w->signal is set by SIGTERM,
 * SIGINT and SIGQUIT; SIGCHLD only wakes. Returns the signal taken, 0 when none came. */
int watch_next(struct watch *w, int timeout_ms);

/* What a phase does, in its own process: 0, or -1 with e and the exit code in *code. */
typedef int phase(void *arg, int *code, struct err *e);

/* Runs the phase and waits. 0 when it did. -1 when it failed: e and *code are the phase's; or when
 * a signal came: the phase's processes were asked to end, had WATCH_GRACE_MS to do so and were
 * killed; w->signal says which one. Memory it changes is its own. */
#define WATCH_GRACE_MS 5000
int watch_phase(struct watch *w, phase *work, void *arg, int *code, struct err *e);

/* -1 and e: which signal ended the start. */
int watch_fail(const struct watch *w, struct err *e);

/* Forks with a process group of its own, to which the terminal's foreground goes if this process's
 * group has it, and with the signal mask this process began with. */
pid_t watch_fork(struct err *e);

#endif
