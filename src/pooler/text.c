/* text.c — finds words in spans. */
#include "pooler/text.h"

#include <string.h>
#include <strings.h>

#include "base/num.h"

static bool
is_separator(char c)
{
	return c == ',' || (c != '\0' && strchr(" \t\r\n\v\f", c) != NULL);
}

const char *
text_find(struct span s, const char *text)
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
text_word(struct span s, const char *word)
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
text_number(struct span s, int64_t otherwise)
{
	int64_t n;
	struct err e;

	return num_int(s.p, s.len, INT32_MIN, INT32_MAX, &n, &e) < 0 ? otherwise : n;
}

bool
text_lists(struct span list, const char *word)
{
	size_t i = 0;

	while (i < list.len) {
		size_t start;

		while (i < list.len && is_separator(list.p[i]))
			i++;
		for (start = i; i < list.len && !is_separator(list.p[i]);)
			i++;
		if (i > start && str_is(list.p + start, i - start, word))
			return true;
	}
	return false;
}
