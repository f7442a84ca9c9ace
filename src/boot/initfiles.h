/* initfiles.h — /docker-entrypoint-initdb.d: which files there are, in which order, what is done
 * with each, and whether that can work, before anything is touched. */
#ifndef BOOT_INITFILES_H
#define BOOT_INITFILES_H

#include "lint/lint.h"

struct initfile {
	char *path;
	enum lint_run run;    /* as check-init has it */
	const char *unpacker; /* of LINT_PACKED: the program, to be called with -dc */
};

struct initfiles {
	struct initfile *files; /* allocated, for the life of the process */
	size_t count;
};

/* Reads `dir`: no dotfiles, links followed, in byte order, or as bash's glob has them when
 * in_locale (PGTUNE_INIT_ORDER=locale). -1 and e when it cannot be read. */
int initfiles_read(const char *dir, bool in_locale, struct initfiles *list, struct err *e);

/* Every file can be read and what runs it is there: interpreter, bash, decompressor. -1 and e with
 * the file's name. As the user who will run them. */
int initfiles_check(const struct initfiles *list, struct err *e);

/* One of them is not ignored. */
bool initfiles_any(const struct initfiles *list);

#endif
