/* lint_check.h — the whole check over one file, as the fuzzers of its readers call it: in arrays of
 * their own, small enough to overflow. What must hold of any text is asserted. */
#ifndef LINT_CHECK_H
#define LINT_CHECK_H

#include <stdlib.h>
#include <string.h>

#include "lint/lint.h"

static inline void
lint_check_text(const char *name, enum lint_run run, const char *text, size_t len)
{
	static struct lint_object objects[64];
	static struct lint_finding findings[128];
	static struct lint_allow allows[8];
	static struct lint lint;
	static const char *const extensions[] = { "vector" };
	struct lint_file files[2] = {
		{ .path = name, .name = name, .text = text, .len = len, .run = run },
		{ .path = "z.sql",
		    .name = "z.sql",
		    .text = "CREATE ROLE r; CREATE TABLE t (a int);",
		    .len = 38,
		    .run = LINT_SQL },
	};
	struct err e;

	memset(&lint, 0, sizeof(lint));
	lint.container = (struct lint_container){ .user = "postgres",
		.database = "postgres",
		.database_given = true,
		.preload = "pgaudit",
		.extensions = extensions,
		.nextensions = 1 };
	if (lint_policy_read(&lint.policy, lint_default_policy, strlen(lint_default_policy), &e) <
	    0)
		abort();
	lint.files = files;
	lint.nfiles = 2;
	lint.objects = lint_objects_on(objects, LEN(objects));
	lint.findings = findings;
	lint.findings_cap = LEN(findings);
	lint.allows = allows;
	lint.allows_cap = LEN(allows);
	lint_sort(&lint);
	lint_check(&lint);
	for (size_t i = 0; i < lint.nfindings; i++) {
		const struct lint_finding *f = &findings[i];

		if (f->offset > f->file->len || f->line < 1 || f->column < 1 ||
		    f->rule >= LINT_RULES || memchr(f->text, '\0', sizeof(f->text)) == NULL)
			abort();
		if (i > 0 && f->file == f[-1].file && f->offset < f[-1].offset)
			abort();
	}
	if (lint.nfindings > LEN(findings) || lint.objects.n > LEN(objects))
		abort();
}

#endif
