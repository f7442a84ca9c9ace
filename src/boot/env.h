/* env.h — the entrypoint's variables: read with their _FILE forms, exported for init files as the
 * official image does, and taken away before the server could see the secrets. */
#ifndef BOOT_ENV_H
#define BOOT_ENV_H

#include "boot/boot.h"

/* Fills b from the environment, and exports what a _FILE said under its plain name. User and
 * database that nothing names are those of the last start on PGDATA. -1 and e: a variable and its
 * _FILE are both set, a file is unreadable, a name is more than a line, no PGDATA. To be called
 * while still root: a secret may be readable by root alone. */
int env_read(struct boot *b, struct err *e);

/* Removes every password from the environment of what is started from now on and from this
 * process's own memory, /proc/PID/environ included. `original`: main()'s third argument. */
void env_scrub(struct boot *b, char *const *original);

/* Refuses, with -1 and e, a value that holds a carriage return: a file with Windows line ends
 * leaves one. */
int env_check_cr(const char *name, const char *value, struct err *e);
/* Refuses a newline too. */
int env_check_line(const char *name, const char *value, struct err *e);

/* The variable's value, or `otherwise` when it is unset or empty. */
const char *env_or(const char *name, const char *otherwise);
/* Is the variable set to this word? With "": is it unset or empty? */
bool env_is(const char *name, const char *word);
/* The name of the i-th variable that the entrypoint reads and that has no option; NULL behind the
 * last. */
const char *env_variable(size_t i);
/* A whole number of seconds, or the default when unset or no number (with a warning). */
int64_t env_seconds(const char *name, int64_t otherwise);

#endif
