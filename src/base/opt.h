/* opt.h — the option table's shape and its parser: long options only, before and after the command
 * word; built-in default < environment < flag; an empty variable is unset.
 *
 * The one table of options is in cmd/options.c. Usage text, completion and the docs check are made
 * from its rows. Values stay texts here: the command that reads one gives it its type, with the
 * num grammar, and names the flag or the variable it came from when it is wrong. */
#ifndef BASE_OPT_H
#define BASE_OPT_H

#include "base/fail.h"
#include "base/str.h"

#define OPT_MAX 96      /* a table has at most as many rows */
#define OPT_SAID_MAX 80 /* holds "--NAME" and every variable's name, and a NUL */

struct opt {
	const char *name;         /* "memory": --memory=SIZE or --memory SIZE */
	const char *env;          /* "POSTGRES_MEMORY", or NULL */
	const char *arg;          /* "SIZE" in the usage; NULL: a switch (--x, --x=yes, --x=no) */
	const char *const *words; /* the choices, NULL-terminated, or NULL: any text */
	const char *help;         /* one line, lower case, no full stop */
	unsigned commands;        /* which commands take it: bits of cmd/options.h */
};

/* An option's id is the number of its row. */
struct opt_table {
	const struct opt *rows;
	size_t count;
};

enum opt_from {
	OPT_UNSET,
	OPT_ENV,
	OPT_FLAG
};

struct optset {
	const char *value[OPT_MAX]; /* NULL when unset; a switch is "yes" or "no" */
	enum opt_from from[OPT_MAX];
};

/* The row of the option that `word` ("--name", "--name=value") is to one of the commands, or NULL.
 */
const struct opt *opt_find(const struct opt_table *table, unsigned commands, const char *word);

/* Takes one word of argv. Returns how many words it used (1 or 2), 0 when argv[0] is not an option
 * of the table for `command` (a foreign --word: the caller decides), -1 and e when it is one but
 * wrong: value missing, not one of the choices (they are listed), a switch that is no boolean. */
int opt_take(const struct opt_table *table, unsigned command, char *const *argv, struct optset *set,
    struct err *e);

/* Fills what is unset from the environment; -1 and e when a variable's word is not a choice.
 * Only rows that `command` takes are looked at. */
int opt_environment(const struct opt_table *table, unsigned command, char *const *env,
    struct optset *set, struct err *e);

/* "--memory" or "POSTGRES_MEMORY": the name an error message should use for option id, in buf. */
const char *opt_said_as(
    const struct opt_table *table, const struct optset *set, int id, char buf[OPT_SAID_MAX]);

/* Which of the words (NULL-terminated) the value is; -1 and e, which lists them. */
int opt_word(const char *const *words, const char *said_as, const char *value, struct err *e);

bool opt_yes(const struct optset *set, int id);

/* "did you mean": of the table's option names for `command` the one nearest to `word`, which is
 * read up to its "=", or else the only one that begins with it; NULL when there is none. */
const char *opt_nearest(const struct opt_table *table, unsigned command, const char *word);

/* The value of NAME in env ("NAME=value" strings), or NULL when unset or empty. */
const char *env_get(char *const *env, const char *name);

#endif
