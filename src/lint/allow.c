/* allow.c — allow comments. */
#include "lint/allow.h"

#include <string.h>

#include "base/str.h"

static const char mark[] = "pgtune-auto:";

static const char *
line_end(const char *p, const char *end)
{
	const char *newline = memchr(p, '\n', (size_t)(end - p));

	return newline ? newline : end;
}

static size_t
blanks(const char *p, const char *end)
{
	const char *q = p;

	while (q < end && str_is_blank(*q))
		q++;
	return (size_t)(q - p);
}

/* The comment's sign before the mark at p: '-' (SQL), '#' (shell), 0 when there is none. */
static char
comment_sign(const char *start, const char *p, const char **sign)
{
	while (p > start && (p[-1] == ' ' || p[-1] == '\t'))
		p--;
	*sign = p;
	if (p - start >= 2 && p[-1] == '-' && p[-2] == '-')
		*sign = p - 2;
	else if (p > start && p[-1] == '#')
		*sign = p - 1;
	else
		return '\0';
	return **sign;
}

static bool
is_comment_line(const char *p, const char *end)
{
	return p < end && (*p == '#' || (end - p > 1 && p[0] == '-' && p[1] == '-'));
}

/* Where the statement below a comment ends. */
static const char *
statement_end(const char *p, const char *end, char sign)
{
	while (p < end) {
		const char *stop = line_end(p, end);
		const char *first = p + blanks(p, stop), *last = stop;

		while (last > first && str_is_blank(last[-1]))
			last--;
		p = stop < end ? stop + 1 : end;
		if (is_comment_line(first, last))
			continue;
		if (last == first || last[-1] == ';' || (sign == '#' && last[-1] != '\\'))
			return p;
	}
	return end;
}

static void
add(struct lint *lint, struct lint_allow allow)
{
	if (lint->nallows == lint->allows_cap) {
		lint->too_much = true;
		lint->too_much_in = allow.file;
		return;
	}
	lint->allows[lint->nallows++] = allow;
}

/* Behind the mark: "allow PGL0nn reason". */
static void
read_words(struct lint_allow *allow, const char *p, const char *stop)
{
	size_t len = 0;

	p += blanks(p, stop);
	if (stop - p < 6 || memcmp(p, "allow ", 6) != 0)
		return;
	p += 6;
	p += blanks(p, stop);
	while (p + len < stop && !str_is_blank(p[len]))
		len++;
	allow->rule = lint_rule_named(p, len);
	p += len;
	allow->reason = p + blanks(p, stop) < stop;
}

void
lint_read_allows(struct lint *lint, const struct lint_file *file)
{
	const char *text = file->text, *end = text + file->len, *p = text, *seen = text;
	const char *start = text, *stop = text, *sign;
	size_t below[2] = { 0, 0 }; /* where the last statement below a # or -- ended */
	char kind;

	if (file->len == 0)
		return;
	while ((p = memmem(p, (size_t)(end - p), mark, sizeof(mark) - 1)) != NULL) {
		const char *newline = memrchr(seen, '\n', (size_t)(p - seen));
		struct lint_allow allow = { .file = file, .rule = LINT_RULES };

		if (newline != NULL)
			start = newline + 1;
		if (stop < p)
			stop = line_end(p, end);
		kind = comment_sign(start, p, &sign);
		seen = p += sizeof(mark) - 1;
		if (kind == '\0')
			continue;
		read_words(&allow, p, stop);
		allow.at = (size_t)(sign - text);
		allow.from = (size_t)(start - text);
		allow.to = (size_t)(stop - text);
		if (start + blanks(start, sign) == sign && stop < end) {
			size_t *to = &below[kind == '-'];

			if (*to <= allow.to) /* it is another one */
				*to = (size_t)(statement_end(stop + 1, end, kind) - text);
			allow.to = *to;
		}
		add(lint, allow);
	}
}

/* The first finding of allow's file from `first` on that is not before the place it speaks for. */
static size_t
first_covered(const struct lint *lint, const struct lint_allow *allow, size_t first, size_t end)
{
	while (first < end) {
		size_t middle = first + (end - first) / 2;
		const struct lint_finding *finding = &lint->findings[middle];

		if (finding->file == allow->file && finding->offset < allow->from)
			first = middle + 1;
		else
			end = middle;
	}
	return first;
}

/* Marks what it covers of the findings from `first` on, which are sorted. */
static void
apply(struct lint *lint, struct lint_allow *allow, size_t first, size_t end)
{
	bool about_file = allow->rule != LINT_RULES && lint_rules[allow->rule].about_file;

	if (allow->rule == LINT_RULES || !allow->reason)
		return;
	if (!about_file)
		first = first_covered(lint, allow, first, end);
	for (size_t k = first; k < end; k++) {
		struct lint_finding *finding = &lint->findings[k];

		if (finding->file != allow->file || (!about_file && finding->offset >= allow->to))
			return;
		if (finding->rule == allow->rule)
			finding->allowed = allow->used = true;
	}
}

/* A rule that had nothing to look with cannot say that a comment is unused. */
static bool
was_silent(const struct lint_container *c, enum lint_need need)
{
	return (need == LINT_NEEDS_EXTENSIONS && c->extensions == NULL) ||
	       (need == LINT_NEEDS_PRELOAD && c->preload == NULL) ||
	       (need == LINT_NEEDS_DATABASE && !c->database_given) ||
	       (need == LINT_NEEDS_ROOT && !c->root_given);
}

static void
report_unused(struct lint *lint, const struct lint_allow *allow)
{
	const char *id = allow->rule == LINT_RULES ? "" : lint_rules[allow->rule].id;

	if (allow->rule == LINT_RULES)
		lint_find(lint, LINT_ALLOW, allow->file, allow->at,
		    "this allow comment names no rule (pgtune-auto: allow PGL0nn reason)");
	else if (!allow->reason)
		lint_find(lint, LINT_ALLOW, allow->file, allow->at,
		    "allow %s gives no reason, so it allows nothing", id);
	else if (!allow->used && !was_silent(&lint->container, lint_rules[allow->rule].need))
		lint_find(lint, LINT_ALLOW, allow->file, allow->at,
		    "allow %s: nothing here to allow", id);
}

void
lint_apply_allows(struct lint *lint)
{
	size_t findings = lint->nfindings, first = 0;

	for (size_t i = 0; i < lint->nallows; i++) {
		struct lint_allow *allow = &lint->allows[i];

		/* Both are in the order of the files. */
		while (first < findings && lint->findings[first].file < allow->file)
			first++;
		apply(lint, allow, first, findings);
		report_unused(lint, allow);
	}
}
