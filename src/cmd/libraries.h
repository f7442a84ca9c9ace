/* libraries.h — shared_preload_libraries: the server refuses to start when one is missing. */
#ifndef CMD_LIBRARIES_H
#define CMD_LIBRARIES_H

#include "cmd/context.h"

/* Reads --libraries into c->wish: those whose file is there, the others are a warning. Where the
 * server's library directory cannot be found (no postgres here, or --root), all are taken. */
void libraries_read(struct context *c);

/* The directory "$libdir" stands for, beside the server's programs (server_find). False: none. */
bool libraries_directory(int major, char *path, size_t cap);

/* Is the library loadable from there: "pg_cron", "$libdir/x", "/abs/x", with or without ".so". */
bool libraries_present(const char *directory, const char *name);

/* The next name of a list such as `pg_cron, "auto_explain"`, unquoted in place; NULL at its end. */
char *libraries_next(char **list);

#endif
