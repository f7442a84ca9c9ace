/* explain.h — from the text of an error, as a client or a log shows it, to its cause and its fix.
 */
#ifndef POOLER_EXPLAIN_H
#define POOLER_EXPLAIN_H

#include "base/base.h"

struct pooler_cause {
	const char *text; /* what the error holds, lower case */
	const char *cause, *fix;
};

/* The cause whose text stands in the error, the most specific first; NULL when none does. */
const struct pooler_cause *pooler_explain(const char *error);

/* All of them, for the listing; *count of them. */
const struct pooler_cause *pooler_causes(size_t *count);

#endif
