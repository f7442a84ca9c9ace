/* span.c — cuts texts up. */
#include "base/span.h"

#include <stdio.h>
#include <string.h>

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct span
span_of(const char *text)
{
	return (struct span){ text, strlen(text) };
}

void
span_copy(struct span s, char *to, size_t cap)
{
	snprintf(to, cap, "%.*s", (int)s.len, s.p);
}

bool
span_is(struct span s, const char *word)
{
	return str_is(s.p, s.len, word);
}

bool
span_in(struct span s, const char *const *words)
{
	while (*words != NULL && !span_is(s, *words))
		words++;
	return *words != NULL;
}

bool
span_lists(struct span list, char separator, const char *word)
{
	struct span part;

	while (span_next(&list, separator, &part))
		if (span_is(part, word))
			return true;
	return false;
}

struct span
span_trim(struct span s)
{
	while (s.len > 0 && is_blank(s.p[s.len - 1]))
		s.len--;
	while (s.len > 0 && is_blank(s.p[0])) {
		s.p++;
		s.len--;
	}
	return s;
}

bool
span_line(struct span *rest, struct span *line)
{
	const char *end;

	if (rest->len == 0)
		return false;
	end = memchr(rest->p, '\n', rest->len);
	line->p = rest->p;
	line->len = end ? (size_t)(end - rest->p) : rest->len;
	rest->len -= line->len + (end != NULL);
	rest->p += line->len + (end != NULL);
	if (line->len > 0 && line->p[line->len - 1] == '\r')
		line->len--;
	return true;
}

bool
span_next(struct span *rest, char separator, struct span *part)
{
	const char *end;

	if (rest->p == NULL)
		return false;
	end = rest->len > 0 ? memchr(rest->p, separator, rest->len) : NULL;
	part->p = rest->p;
	part->len = end ? (size_t)(end - rest->p) : rest->len;
	rest->p = end ? end + 1 : NULL;
	rest->len -= part->len + (end != NULL);
	return true;
}

bool
span_fact(struct span *rest, struct span *word, struct span *value)
{
	if (rest->len == 0 || memchr(rest->p, '\n', rest->len) == NULL)
		return false;
	span_next(rest, '\n', value);
	span_next(value, ' ', word);
	if (value->p == NULL)
		value->p = "";
	return true;
}

bool
span_word(struct span *rest, struct span *word)
{
	*rest = span_trim(*rest);
	for (word->p = rest->p, word->len = 0; word->len < rest->len; word->len++)
		if (is_blank(rest->p[word->len]))
			break;
	rest->p += word->len;
	rest->len -= word->len;
	return word->len > 0;
}
