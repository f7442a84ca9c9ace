/* text.c — spans. */
#include "pooler/text.h"

#include <string.h>
#include <strings.h>

#include "base/num.h"

bool
text_line(struct text *rest, struct text *line)
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

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

struct text
text_trim(struct text s)
{
	while (s.len > 0 && is_blank(s.p[0])) {
		s.p++;
		s.len--;
	}
	while (s.len > 0 && is_blank(s.p[s.len - 1]))
		s.len--;
	return s;
}

bool
text_is(struct text s, const char *word)
{
	return str_is(s.p, s.len, word);
}

const char *
text_find(struct text s, const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i + len <= s.len; i++)
		if (strncasecmp(s.p + i, text, len) == 0)
			return s.p + i;
	return NULL;
}

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

const char *
text_word(struct text s, const char *word)
{
	size_t len = strlen(word);
	const char *at;

	while ((at = text_find(s, word)) != NULL) {
		const char *behind = at + len;

		if ((at == s.p || !is_word(at[-1])) && (behind == s.p + s.len || !is_word(*behind)))
			return at;
		s.len -= (size_t)(at + 1 - s.p);
		s.p = at + 1;
	}
	return NULL;
}

int64_t
text_number(struct text s, int64_t otherwise)
{
	int64_t n;
	struct err e;

	return num_int(s.p, s.len, INT32_MIN, INT32_MAX, &n, &e) < 0 ? otherwise : n;
}

bool
text_lists(struct text list, const char *word)
{
	size_t i = 0;

	while (i < list.len) {
		size_t start;

		while (i < list.len && (list.p[i] == ',' || is_blank(list.p[i])))
			i++;
		for (start = i; i < list.len && list.p[i] != ',' && !is_blank(list.p[i]);)
			i++;
		if (i > start && str_is(list.p + start, i - start, word))
			return true;
	}
	return false;
}

void
text_copy(struct text s, char *buf, size_t cap)
{
	struct str out = str_on(buf, cap);

	str_addn(&out, s.p, s.len);
}
