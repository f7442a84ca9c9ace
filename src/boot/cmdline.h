/* cmdline.h — the command line of a program that a start runs, put together word by word. */
#ifndef BOOT_CMDLINE_H
#define BOOT_CMDLINE_H

#include "base/str.h"

#define CMDLINE_WORDS 64
#define CMDLINE_BYTES 16384 /* room for three paths and the other words */

struct cmdline {
	const char *argv[CMDLINE_WORDS + 1]; /* NULL behind the last word, at all times */
	int count;
	struct str text; /* the words, in store, each with its NUL; full: one is cut or missing */
	char store[CMDLINE_BYTES];
};

/* Begins with the program folder/name. */
void cmdline_begin(struct cmdline *c, const char *folder, const char *name);
/* Adds one word: flag and value, joined. */
void cmdline_add(struct cmdline *c, const char *flag, const char *value);

#endif
