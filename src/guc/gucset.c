/* gucset.c — a list of settings on the caller's buffers. */
#include "guc/gucset.h"

#include <string.h>

static char
folded(char c)
{
	return c == '-' ? '_' : str_lower(c);
}

static bool
same_name(const char *stored, const char *asked)
{
	while (*stored != '\0' && *stored == folded(*asked)) {
		stored++;
		asked++;
	}
	return *stored == '\0' && *asked == '\0';
}

static enum guc_where
place(const struct guc *row)
{
	return row->where == GUC_INITDB ? GUC_CONF : row->where;
}

const struct guc *
guc_find(const struct gucset *set, const char *name)
{
	const struct guc *best = NULL;

	for (size_t i = 0; i < set->count; i++) {
		const struct guc *row = &set->rows[i];

		if (same_name(row->name, name) && (best == NULL || place(row) >= place(best)))
			best = row;
	}
	return best;
}

/* A copy of text, NUL-terminated, in the set's buffer; NULL when it is full. */
static char *
keep(struct gucset *set, const char *text)
{
	char *copy = set->text.p + set->text.len;
	size_t room = set->text.cap - set->text.len, len = strlen(text) + 1;

	if (len >= room) /* one byte stays for the str's own NUL */
		return NULL;
	memcpy(copy, text, len);
	set->text.len += len;
	set->text.p[set->text.len] = '\0';
	return copy;
}

/* Rows of one file follow each other: its name is kept once. */
static const char *
keep_file(struct gucset *set, const char *file)
{
	const char *last = set->count > 0 ? set->rows[set->count - 1].file : NULL;

	return last != NULL && strcmp(last, file) == 0 ? last : keep(set, file);
}

void
guc_add(struct gucset *set, const struct guc *row)
{
	size_t before = set->text.len;
	struct guc copy = *row;
	char *name;

	if (set->count == GUC_ROWS) {
		set->full = true;
		return;
	}
	copy.file = keep_file(set, row->file);
	copy.value = keep(set, row->value);
	copy.name = name = keep(set, row->name);
	if (copy.file == NULL || copy.value == NULL || name == NULL) {
		set->text.len = before;
		set->text.p[before] = '\0';
		set->full = true;
		return;
	}
	for (; *name != '\0'; name++)
		*name = folded(*name);
	set->rows[set->count++] = copy;
}
