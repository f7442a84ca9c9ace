/* gucset.h — the settings an operator made, with where each stands. */
#ifndef GUC_GUCSET_H
#define GUC_GUCSET_H

#include "base/fail.h"
#include "base/str.h"

/* Strongest last: a later place beats an earlier one, as in the server (pgtune-auto(1), "Who
 * wins"). */
enum guc_where {
	GUC_INITDB, /* postgresql.conf, and exactly what initdb writes: not the operator's */
	GUC_CONF,   /* postgresql.conf and its includes */
	GUC_AUTO,   /* postgresql.auto.conf: ALTER SYSTEM */
	GUC_ARGV,   /* the command line */
};

#define GUC_ROWS 4096 /* a server knows some 400, but a file may repeat them */

struct guc {
	const char *name;  /* lower case, dashes made underscores */
	const char *value; /* unquoted */
	const char *file;  /* the file, or the flag as spelled ("-B", "-c") */
	int line;          /* 0 on the command line */
	enum guc_where where;
};

/* Texts live in `text`, on the caller's buffer; a row more than fits sets `full`. */
struct gucset {
	struct guc rows[GUC_ROWS];
	size_t count;
	struct str text;
	bool full;
};

/* The row that wins for name (any case, - or _), or NULL: the strongest place, in it the last. What
 * initdb wrote stands in the operator's own file: the later of the two wins, as in the server. */
const struct guc *guc_find(const struct gucset *set, const char *name);

/* Appends a row, copying the texts. */
void guc_add(struct gucset *set, const struct guc *row);

#endif
