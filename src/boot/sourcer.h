/* sourcer.h — the one bash that sources init files, so that what a file sets is there for the next
 * as in the official image, and an `exit` ends bash and not the entrypoint. */
#ifndef BOOT_SOURCER_H
#define BOOT_SOURCER_H

#include <sys/types.h>

#include "base/fail.h"

struct sourcer {
	pid_t pid; /* 0: not started; the first file starts it */
	int ask, answer;
	int code; /* of a bash that has ended and was waited for */
};

/* Sources `path`, and takes over its exported environment, directory and umask for the files after
 * it. `args` are bash's "$@" (the server's arguments). -1, e and the exit code when the file failed
 * or ended bash. */
int sourcer_run(struct sourcer *s, const char *path, char *const *args, int *code, struct err *e);

/* Ends bash. */
void sourcer_end(struct sourcer *s);

#endif
