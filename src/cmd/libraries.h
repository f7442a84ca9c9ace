/* libraries.h — shared_preload_libraries: the server refuses to start when one is missing. */
#ifndef CMD_LIBRARIES_H
#define CMD_LIBRARIES_H

#include "cmd/context.h"

/* Reads --libraries into c->wish: those whose file is there, the others are a warning. Where the
 * server's library directory cannot be found (no postgres here, or --root), all are taken. */
void libraries_read(struct context *c);

/* Where the server looks for a library. */
struct libraries_path {
	char libdir[PATH_MAX + 32]; /* "$libdir", beside the server's programs (server_find) */
	const char *dynamic;        /* dynamic_library_path, which lives in the context */
};

/* For the server of this major, with the operator's dynamic_library_path. False: no $libdir. */
bool libraries_path(struct libraries_path *path, const struct context *c, int major);

/* What a message names: the operator's path, else $libdir's directory. */
const char *libraries_path_said(const struct libraries_path *path);

/* Is the library loadable from there: "pg_cron", "$libdir/x", "/abs/x", with or without ".so". */
bool libraries_present(const struct libraries_path *path, const char *name);

/* What ends a name that is not quoted: in a list of ours, and in one of the server's, where a blank
 * is a part of it (SplitDirectoriesString). */
#define LIBRARIES_OURS ", \t\n"
#define LIBRARIES_SERVERS ","

/* The next name of a list such as `pg_cron, "auto_explain"`, unquoted in place; NULL at its end. */
char *libraries_next(char **list, const char *ends);

#endif
