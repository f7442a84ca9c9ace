/* names.c — findings about the names of the files and the order they give. */
#include "lint/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "lint/order.h"

#define MENTIONS_MAX 256 /* files */

enum lint_run
lint_run_of(const char *name, bool executable)
{
	size_t len = strlen(name);

	if (*name == '.')
		return LINT_NO_SCRIPT;
	if (str_ends(name, len, ".sh"))
		return executable ? LINT_SCRIPT : LINT_SOURCED;
	if (str_ends(name, len, ".sql"))
		return LINT_SQL;
	if (str_ends(name, len, ".sql.gz") || str_ends(name, len, ".sql.xz") ||
	    str_ends(name, len, ".sql.zst"))
		return LINT_PACKED;
	return LINT_NO_SCRIPT;
}

bool
lint_will_run(const struct lint_file *file)
{
	return file->run != LINT_NO_SCRIPT && !file->hidden && !file->directory;
}

/* .sql or .sh somewhere in the name, in any case, as a word of its own: a.SQL, b.sql.bz2, c.sh~. */
static bool
looks_like_script(const char *name)
{
	for (const char *p = name; (p = strchr(p, '.')) != NULL; p++) {
		size_t n = strcspn(p + 1, ".~_-");

		if (str_is_nocase(p + 1, n, "sql") || str_is_nocase(p + 1, n, "sh") ||
		    str_is_nocase(p + 1, n, "bash") || str_is_nocase(p + 1, n, "psql") ||
		    str_is_nocase(p + 1, n, "pgsql"))
			return true;
	}
	return false;
}

/* Whether a file that runs names this one: a template, data for \copy, a folder for \ir. Asked only
 * in folders that people write: it looks through all files. */
static bool
is_mentioned(const struct lint *lint, const struct lint_file *file)
{
	char buf[260];
	struct str name = str_on(buf, sizeof(buf));

	str_add(&name, file->name);
	str_add(&name, file->directory ? "/" : "");
	for (size_t i = 0; i < lint->nfiles && lint->nfiles <= MENTIONS_MAX; i++) {
		const struct lint_file *other = &lint->files[i];

		if (lint_will_run(other) && other->len > 0 &&
		    memmem(other->text, other->len, name.p, name.len) != NULL)
			return true;
	}
	return false;
}

static void
check_kind(struct lint *lint, const struct lint_file *file)
{
	if (file->hidden) {
		lint_find(lint, LINT_HIDDEN_FILE, file, 0, "\"%s\" never runs: %s takes its place",
		    file->name, file->hidden_by);
		return;
	}
	if (str_starts(file->name, "..")) /* a ConfigMap's own bookkeeping */
		return;
	if (file->run == LINT_NO_SCRIPT && is_mentioned(lint, file))
		return;
	if (file->run != LINT_NO_SCRIPT && file->directory)
		lint_find(lint, LINT_UNREADABLE, file, 0, "\"%s\" is a directory", file->name);
	else if (file->directory)
		lint_find(lint, LINT_IGNORED_SCRIPT, file, 0,
		    "\"%s\" is a directory: what is in it does not run", file->name);
	else if (file->run != LINT_NO_SCRIPT && file->unreadable)
		lint_find(lint, LINT_UNREADABLE, file, 0, "\"%s\" cannot be read", file->name);
	else if (file->run == LINT_NO_SCRIPT && looks_like_script(file->name))
		lint_find(lint, LINT_IGNORED_SCRIPT, file, 0, "\"%s\" will be ignored: %s",
		    file->name,
		    *file->name == '.' ? "its name begins with a dot" : "not a suffix that runs");
	else if (file->run == LINT_NO_SCRIPT)
		lint_find(lint, LINT_IGNORED_FILE, file, 0, "\"%s\" is ignored", file->name);
}

/* The digits a name begins with, when a separator follows. */
static size_t
prefix_length(const char *name)
{
	size_t n = strspn(name, "0123456789");

	return n > 0 && strchr("-_. ", name[n]) != NULL ? n : 0;
}

/* The prefixes as numbers, of any length. */
static int
compare_numbers(const char *a, const char *b)
{
	size_t n, m;

	a += strspn(a, "0");
	b += strspn(b, "0");
	n = strspn(a, "0123456789");
	m = strspn(b, "0123456789");
	if (n != m)
		return n < m ? -1 : 1;
	return memcmp(a, b, n);
}

/* The files are sorted, so those of one prefix stand close together; others of a longer name may
 * stand between them ("1.", "10-", "1_"). */
static void
check_prefix(struct lint *lint, size_t i)
{
	const struct lint_file *file = &lint->files[i];
	size_t n = prefix_length(file->name);

	for (size_t k = i; n > 0 && k-- > 0;) {
		const struct lint_file *other = &lint->files[k];

		if (strncmp(other->name, file->name, n) != 0)
			return;
		if (!lint_will_run(other) || other->source != file->source ||
		    prefix_length(other->name) != n)
			continue;
		lint_find(lint, LINT_SHARED_PREFIX, file, 0,
		    "prefix \"%.*s\" is taken already by \"%s\"", (int)n, file->name, other->name);
		return;
	}
}

/* 10-a.sql before 2-b.sql. */
static void
check_numbers(struct lint *lint)
{
	const struct lint_file *before = NULL;

	for (size_t i = 0; i < lint->nfiles; i++) {
		const struct lint_file *file = &lint->files[i];

		if (!lint_will_run(file) || prefix_length(file->name) == 0)
			continue;
		if (before != NULL && compare_numbers(before->name, file->name) > 0)
			lint_find(lint, LINT_NUMBER_ORDER, file, 0,
			    "\"%s\" runs after \"%s\": names are compared as text, not as numbers",
			    file->name, before->name);
		before = file;
	}
}

static bool
matches_verb(const struct lint *lint, enum lint_policy_verb verb, const char *name)
{
	for (size_t i = 0; i < lint->policy.n; i++)
		if (lint->policy.row[i].verb == verb &&
		    lint_pattern_matches(&lint->policy.row[i].pattern, name))
			return true;
	return false;
}

static bool
must_wait(const struct lint *lint, const struct lint_policy_row *row, const char *name)
{
	if (lint_pattern_matches(&row->pattern, name) || matches_verb(lint, LINT_FORBID, name) ||
	    matches_verb(lint, LINT_FIRST, name))
		return false;
	return row->verb == LINT_FIRST || lint_pattern_matches(&row->behind, name);
}

/* Everything that must wait for the row's file but runs before it. */
static void
check_row(struct lint *lint, const struct lint_policy_row *row)
{
	size_t last = lint->nfiles;

	while (last > 0 && !(lint_will_run(&lint->files[last - 1]) &&
			       lint_pattern_matches(&row->pattern, lint->files[last - 1].name)))
		last--;
	for (size_t i = 0; i + 1 < last; i++)
		if (lint_will_run(&lint->files[i]) && must_wait(lint, row, lint->files[i].name))
			lint_find(lint, LINT_WRONG_PLACE, &lint->files[i], 0,
			    "\"%s\" runs before \"%s\", which must run first", lint->files[i].name,
			    lint->files[last - 1].name);
}

static void
check_policy(struct lint *lint)
{
	for (size_t i = 0; i < lint->nfiles; i++)
		if (lint_will_run(&lint->files[i]) &&
		    matches_verb(lint, LINT_FORBID, lint->files[i].name))
			lint_find(lint, LINT_FORBIDDEN_NAME, &lint->files[i], 0,
			    "the name \"%s\" is forbidden: it would run too early",
			    lint->files[i].name);
	for (size_t i = 0; i < lint->policy.n; i++)
		if (lint->policy.row[i].verb != LINT_FORBID)
			check_row(lint, &lint->policy.row[i]);
}

/* Where the orders differ, two neighbours of the one stand the other way round in the other. */
static void
check_locale(struct lint *lint)
{
	const struct lint_file *before = NULL;

	for (size_t i = 0; i < lint->nfiles; i++) {
		const struct lint_file *file = &lint->files[i];

		if (!lint_will_run(file))
			continue;
		if (before != NULL && lint_compare_locale(before->name, file->name) > 0)
			lint_find(lint, LINT_LOCALE_ORDER, file, 0,
			    "\"%s\" runs after \"%s\" in byte order, before it in the Debian "
			    "image's locale",
			    file->name, before->name);
		before = file;
	}
}

static const struct lint_file *
hidden_by(const struct lint *lint, size_t i)
{
	const struct lint_file *last = NULL;

	for (size_t k = i + 1;
	     k < lint->nfiles && strcmp(lint->files[k].name, lint->files[i].name) == 0; k++)
		last = &lint->files[k];
	return last;
}

static int
compare_files(const void *a, const void *b)
{
	const struct lint_file *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : x->source < y->source ? -1 : x->source > y->source;
}

void
lint_sort(struct lint *lint)
{
	if (lint->nfiles > 1)
		qsort(lint->files, lint->nfiles, sizeof(lint->files[0]), compare_files);
	for (size_t i = 0; i < lint->nfiles; i++) {
		const struct lint_file *other = hidden_by(lint, i);

		lint->files[i].hidden = other != NULL;
		lint->files[i].hidden_by = other ? other->path : NULL;
	}
}

void
lint_check_names(struct lint *lint)
{
	for (size_t i = 0; i < lint->nfiles; i++) {
		check_kind(lint, &lint->files[i]);
		if (lint_will_run(&lint->files[i]))
			check_prefix(lint, i);
	}
	check_policy(lint);
	check_locale(lint);
	check_numbers(lint);
}
