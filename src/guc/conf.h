/* conf.h — postgresql.conf and postgresql.auto.conf, read by the server's own grammar. */
#ifndef GUC_CONF_H
#define GUC_CONF_H

#include "guc/gucset.h"

#define CONF_DEPTH 10   /* includes within includes, as the server allows */
#define CONF_ERRORS 100 /* the server gives up on a file after as many */

enum conf_kind {
	CONF_INCLUDE,
	CONF_INCLUDE_IF_EXISTS,
	CONF_INCLUDE_DIR
};

/* An include directive; relative names are relative to the folder of `file`. */
struct conf_include {
	enum conf_kind kind;
	const char *name;
	const char *file; /* the file it stands in, and the line */
	int line;
	int depth; /* of the file to be read: 1 and up */
};

/* A text to read. */
struct conf_text {
	const char *p;
	size_t len;
	const char *file;     /* its name in rows and messages */
	enum guc_where where; /* GUC_CONF or GUC_AUTO */
	int depth;            /* 0: the main file */
	/* Both may be NULL. include reads the file meant (guc_read_conf again, with the depth)
	 * before it returns, so that rows come in the server's order. complain tells of a line that
	 * is no assignment, and which the server refuses to start with. */
	void (*include)(void *ctx, const struct conf_include *what);
	void (*complain)(void *ctx, const char *file, int line, const char *what);
	void *ctx;
};

/* Adds a row for each assignment. Values that initdb itself writes into a main postgresql.conf are
 * GUC_INITDB rows. */
void guc_read_conf(struct gucset *set, const struct conf_text *text);

/* The two WAL sizes that initdb --wal-segsize writes, 64 and 5 segments, become GUC_INITDB rows
 * too. To be called once the size of a segment is known, from pg_control. */
void guc_know_segment(struct gucset *set, int64_t segment_bytes);

/* PG_VERSION: "18\n" → 18. -1 and e: not a version. */
int guc_read_major(const char *p, size_t len, int *major, struct err *e);

#endif
