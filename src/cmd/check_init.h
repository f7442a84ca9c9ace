/* check_init.h — the init-script checks for another command: the entrypoint's pre-flight. */
#ifndef CMD_CHECK_INIT_H
#define CMD_CHECK_INIT_H

#include "base/fail.h"

/* What is known about the container; NULL: not known, the rules that need it stay silent. */
struct check_init {
	const char *const *paths; /* folders and files, merged as the container sees them */
	size_t npaths;
	const char *user;           /* POSTGRES_USER; NULL: postgres */
	const char *database;       /* POSTGRES_DB */
	const char *preload;        /* shared_preload_libraries, comma-separated */
	const char *extensions_dir; /* holds NAME.control files */
	const char *root;           /* the image's root, for interpreters */
	const char *policy;         /* a policy file; NULL: the stack's own order */
};

/* Checks the files and calls each() for every finding, in the order of the files, with one line of
 * text: "FILE:LINE:COL: level: text [PGL0nn]", no line end, no control characters. Prints nothing
 * itself. -1 and e when a path or the policy cannot be read. */
int check_init_findings(const struct check_init *what, void (*each)(const char *line, void *ctx),
    void *ctx, struct err *e);

#endif
