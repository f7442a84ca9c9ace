/* conffile.h — the files a server reads its settings from, found and followed as it does. */
#ifndef HOST_CONFFILE_H
#define HOST_CONFFILE_H

#include "guc/gucset.h"
#include "host/root.h"

struct conffile_wish {
	const struct root *root;
	const char *root_dir; /* its path; see root_place */
	const char *pgdata;   /* -D, else $PGDATA; NULL: none */
	/* Told of everything the server would stumble over: a missing include, a syntax error with
	 * its line, includes nested too deeply, an unreadable file. May be NULL. */
	void (*warn)(void *ctx, const char *text);
	void *ctx;
};

/* set holds the GUC_ARGV rows already (guc_read_argv). Reads config_file or PGDATA/postgresql.conf
 * with its includes, then postgresql.auto.conf of the data directory, which data_directory may
 * have moved. A main file that is not there is no warning: it is not yet the first boot. Relative
 * names on the command line are relative to the working directory, below a root to its "/". */
void conffile_read(struct gucset *set, const struct conffile_wish *wish);

/* The data directory by the rows of set: data_directory if someone set it, else pgdata (NULL). */
const char *conffile_data_directory(const struct gucset *set, const char *pgdata);

#endif
