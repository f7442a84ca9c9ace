/* auth_read.c — the auth file, an entry a line. */
#include "pooler/auth_read.h"

#include <string.h>

/* A "…" at *s with "" for a quote, into buf; false when there is none or it does not end. */
static bool
take_quoted(struct span *s, struct str *out)
{
	size_t i = 1;

	if (s->len == 0 || s->p[0] != '"')
		return false;
	for (; i < s->len; i++) {
		if (s->p[i] == '"' && (i + 1 == s->len || s->p[i + 1] != '"'))
			break;
		i += s->p[i] == '"';
		str_addc(out, s->p[i]);
	}
	if (i >= s->len)
		return false;
	s->p += i + 1;
	s->len -= i + 1;
	return true;
}

/* Quoted texts may run over line ends: the entry is read from the whole rest. */
static bool
take_entry(struct span *rest, struct auth_line *entry)
{
	struct str name = str_on(entry->name, sizeof(entry->name));
	struct str password = str_on(entry->password, sizeof(entry->password));
	struct span line;

	if (!take_quoted(rest, &name) || rest->len == 0 || strchr(" \t", rest->p[0]) == NULL)
		return false;
	while (rest->len > 0 && strchr(" \t", rest->p[0]) != NULL) {
		rest->p++;
		rest->len--;
	}
	if (!take_quoted(rest, &password))
		return false;
	entry->cut = name.full || password.full;
	line.len = 0;
	if (span_line(rest, &line))
		line = span_trim(line);
	entry->trailing = line.len > 0;
	return true;
}

static int
count_lines(const char *p, const char *end)
{
	int n = 0;

	for (; p < end; p++)
		n += *p == '\n';
	return n;
}

enum auth_next
auth_next(struct span *rest, int *line, struct auth_line *entry)
{
	while (rest->len > 0) {
		struct span peek = *rest, first;
		const char *start = rest->p;

		span_line(&peek, &first);
		first = span_trim(first);
		if (first.len == 0 || first.p[0] == ';') {
			*rest = peek;
			++*line;
			continue;
		}
		rest->len -= (size_t)(first.p - rest->p);
		rest->p = first.p;
		entry->line = *line + 1;
		if (!take_entry(rest, entry))
			return AUTH_BROKEN;
		*line += count_lines(start, rest->p);
		return AUTH_ENTRY;
	}
	return AUTH_END;
}
