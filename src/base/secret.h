/* secret.h — a password from the environment: NAME, or a file named by NAME_FILE. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/fail.h"

#define SECRET_MAX 4096 /* bytes; PostgreSQL and PgBouncer both take less */

struct secret {
	char text[SECRET_MAX + 1]; /* NUL-terminated, carries no other NUL */
	size_t len;
	bool set; /* NAME or NAME_FILE is given, and not empty */
};

/* Reads the secret NAME. Trailing newlines of the file are cut and nothing else,
 * as the official image does: a password may end in CR or a blank. -1 and e, which never
 * holds the secret: both are given, the file is unreadable, a directory, a pipe whose writer does
 * not come to its end, holds a NUL or more than SECRET_MAX bytes. The caller wipes it when done,
 * also after -1. */
int secret_read(char *const *env, const char *name, struct secret *s, struct err *e);

/* The same from a file alone (a --…-file option). */
int secret_file(const char *path, struct secret *s, struct err *e);

/* What NAME_FILE names, or NULL. */
const char *secret_path(char *const *env, const char *name);

/* True for a pipe: what it holds can be read only once, and reading may wait for its writer. */
bool secret_is_pipe(const char *path);

void secret_wipe(struct secret *s);

/* Removes the variable from the environment of what is started from now on and from this process's
 * own memory, /proc/PID/environ included. `original`: main()'s third argument. */
void secret_forget(const char *name, char *const *original);

#endif
