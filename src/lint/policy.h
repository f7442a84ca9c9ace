/* policy.h — which file must run before which: a small line format.
 *
 *	# a comment
 *	first 01-extensions.sql
 *	before 02-* 03-*
 *	forbid 00-*
 */
#ifndef LINT_POLICY_H
#define LINT_POLICY_H

#include "base/fail.h"
#include "base/span.h"

#define LINT_POLICY_ROWS 128

enum lint_policy_verb {
	LINT_FIRST,  /* what matches runs before all others */
	LINT_BEFORE, /* what matches `pattern` runs before what matches `behind`; what both match,
		      * or what is to be first, is left out of `behind` */
	LINT_FORBID  /* nothing may match */
};

struct lint_policy_row {
	enum lint_policy_verb verb;
	struct span pattern, behind;
};

struct lint_policy {
	struct lint_policy_row row[LINT_POLICY_ROWS];
	size_t n;
};

/* The stack's own order, in the same format. */
extern const char lint_default_policy[];

/* Reads the format; the rows point into the text. `before A B C` is before A B, before A C, before
 * B C. -1 and e with the line number when a line is no rule or there are too many. */
int lint_policy_read(struct lint_policy *policy, const char *text, size_t len, struct err *e);

/* A glob over a whole name: * ? [abc] [a-z] [!a] and \ before a byte meant as itself. */
bool lint_pattern_matches(const struct span *pattern, const char *name);

#endif
