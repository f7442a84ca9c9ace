/* The policy reader and its globs: any bytes, and a pattern that is a plain name matches itself. */
#include <stdlib.h>
#include <string.h>

#include "lint/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct lint_policy policy;
	struct err e;

	if (lint_policy_read(&policy, (const char *)data, len, &e) < 0)
		return 0;
	for (size_t i = 0; i < policy.n; i++) {
		const struct span *p = &policy.row[i].pattern;
		char name[256];

		lint_pattern_matches(p, "01-extensions.sql");
		lint_pattern_matches(p, "");
		if (p->len >= sizeof(name) || memchr(p->p, '\0', p->len) != NULL)
			continue;
		memcpy(name, p->p, p->len);
		name[p->len] = '\0';
		if (strpbrk(name, "*?[\\") == NULL && !lint_pattern_matches(p, name))
			abort();
	}
	return 0;
}
