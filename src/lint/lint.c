/* lint.c — the whole check: names, then two readings of the contents. */
#include "lint/lint.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "lint/allow.h"
#include "lint/names.h"
#include "lint/reader.h"

void
lint_vfind(struct lint *lint, enum lint_rule rule, const struct lint_file *file, size_t offset,
    const char *fmt, va_list args)
{
	struct lint_finding *finding;

	if (lint->nfindings == lint->findings_cap) {
		lint->too_much = true;
		lint->too_much_in = file;
		return;
	}
	finding = &lint->findings[lint->nfindings++];
	*finding = (struct lint_finding){ .rule = rule, .file = file, .offset = offset };
	utf8_print(finding->text, sizeof(finding->text), fmt, args);
}

void
lint_find(struct lint *lint, enum lint_rule rule, const struct lint_file *file, size_t offset,
    const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	lint_vfind(lint, rule, file, offset, fmt, args);
	va_end(args);
}

static void
read_sql_file(struct lint_reader *r)
{
	const char *text = r->file->text;
	size_t len = r->file->len;
	struct lint_variables variables = { .n = 0 };

	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) /* psql skips a byte order mark */
		text += 3, len -= 3;
	r->variables = &variables;
	lint_read_sql(r, sql_on(text, len, SQL_FILE, true));
	r->variables = NULL;
}

/* A mark, or none before a first character of ASCII. */
static bool
is_utf16(const struct lint_file *file)
{
	return file->len >= 2 &&
	       (memcmp(file->text, "\xff\xfe", 2) == 0 || memcmp(file->text, "\xfe\xff", 2) == 0 ||
		   (file->text[0] == '\0') != (file->text[1] == '\0'));
}

/* What Windows programs begin a file with. psql takes UTF-8 after its mark, and nothing else. */
static void
check_byte_order_mark(struct lint_reader *r)
{
	const struct lint_file *file = r->file;
	bool script = file->run == LINT_SCRIPT || file->run == LINT_SOURCED;

	if (file->run != LINT_PACKED && is_utf16(file))
		lint_report(r, LINT_ENCODING, file->text, "the file is UTF-16, not UTF-8");
	else if (script && file->len >= 3 && memcmp(file->text, "\xef\xbb\xbf", 3) == 0)
		lint_report(r, LINT_ENCODING, file->text,
		    "a byte order mark stands before the first command: the shell does not know "
		    "it");
}

static void
read_file(struct lint_reader *r)
{
	check_byte_order_mark(r);
	r->now++;
	r->db = (struct lint_name){ .p = NULL };
	r->search_path = (struct lint_name){ .p = NULL };
	r->ifs = 0;
	r->runs = LINT_RUNS;
	r->bodies_unchecked = r->moved = false;
	switch (r->file->run) {
	case LINT_SQL:
		read_sql_file(r);
		break;
	case LINT_SCRIPT:
	case LINT_SOURCED:
		lint_read_shell(r);
		break;
	case LINT_PACKED:
		lint_unseen(r);
		break;
	case LINT_NO_SCRIPT:
	default:
		break;
	}
}

static void
read_files(struct lint *lint, bool reporting)
{
	struct lint_reader r = { .lint = lint, .reporting = reporting };

	for (size_t i = 0; i < lint->nfiles; i++) {
		r.file = &lint->files[i];
		if (r.file->hidden || r.file->directory)
			continue;
		if (!r.file->unreadable)
			read_file(&r);
		if (r.file->unreadable || r.file->cut)
			lint_unseen(&r);
		if (r.file->cut) {
			lint->too_much = true;
			lint->too_much_in = r.file;
		}
	}
}

static int
compare_findings(const void *a, const void *b)
{
	const struct lint_finding *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	if (x->rule != y->rule)
		return (int)x->rule - (int)y->rule;
	return strcmp(x->text, y->text);
}

/* A text that is read twice (a string in a block) says everything twice. */
static void
sort_findings(struct lint *lint)
{
	size_t kept = 0;

	if (lint->nfindings < 2)
		return;
	qsort(lint->findings, lint->nfindings, sizeof(lint->findings[0]), compare_findings);
	for (size_t i = 0; i < lint->nfindings; i++)
		if (kept == 0 ||
		    compare_findings(&lint->findings[kept - 1], &lint->findings[i]) != 0)
			lint->findings[kept++] = lint->findings[i];
	lint->nfindings = kept;
}

/* Lines and columns, counting through each file once. */
static void
place_findings(struct lint *lint)
{
	const struct lint_file *file = NULL;
	size_t at = 0, line_start = 0;
	uint32_t line = 1;

	for (size_t i = 0; i < lint->nfindings; i++) {
		struct lint_finding *finding = &lint->findings[i];

		if (finding->file != file) {
			file = finding->file;
			at = line_start = 0;
			line = 1;
		}
		for (; at < finding->offset && at < file->len; at++)
			if (file->text[at] == '\n') {
				line++;
				line_start = at + 1;
			}
		finding->line = line;
		finding->column = (uint32_t)(finding->offset - line_start) + 1;
	}
}

/* The last row is kept for this note. */
static void
report_too_much(struct lint *lint)
{
	lint->findings_cap++;
	if (lint->too_much || lint->objects.full)
		lint_find(lint, LINT_TOO_MUCH, lint->too_much_in ? lint->too_much_in : lint->files,
		    0, "more than the checker keeps track of: some findings may be missing");
}

void
lint_check(struct lint *lint)
{
	if (lint->nfiles == 0 || lint->findings_cap == 0)
		return;
	lint->findings_cap--;
	read_files(lint, false);
	lint_objects_sort(&lint->objects);
	lint_check_names(lint);
	read_files(lint, true);
	for (size_t i = 0; i < lint->nfiles; i++)
		lint_read_allows(lint, &lint->files[i]);
	sort_findings(lint);
	lint_apply_allows(lint);
	report_too_much(lint);
	sort_findings(lint);
	place_findings(lint);
}

enum severity
lint_worst(const struct lint *lint)
{
	enum severity worst = SEVERITY_NOTE;

	for (size_t i = 0; i < lint->nfindings; i++) {
		enum severity level = lint_rules[lint->findings[i].rule].level;

		if (!lint->findings[i].allowed && level > worst)
			worst = level;
	}
	return worst;
}
