/* fail.h — what went wrong, in words a user can act on. Never allocated. */
#ifndef BASE_FAIL_H
#define BASE_FAIL_H

#include "base/base.h"

/* text: lower case, no full stop, what failed first, the culprit in double quotes.
 * hint: what to do about it, or empty. Control characters in both are replaced by '?'. */
struct err {
	char text[512];
	char hint[256];
};

/* Fills e and returns -1, so that a room says: return fail(e, "…", …). Clears the hint. */
int fail(struct err *e, const char *fmt, ...) PRINTF(2, 3);

/* The same, ended by ": " and the text of errno. Only after a call that sets errno. */
int fail_sys(struct err *e, const char *fmt, ...) PRINTF(2, 3);

/* Adds the hint to a failure already told, and returns -1. */
int fail_hint(struct err *e, const char *fmt, ...) PRINTF(2, 3);

/* Puts "context: " before the text; a context too long ends in "...", the reason stays. Returns -1.
 */
int fail_within(struct err *e, const char *fmt, ...) PRINTF(2, 3);

#endif
