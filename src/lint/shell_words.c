/* shell_words.c — words of the shell without their quotes. */
#include <string.h>

#include "base/str.h"
#include "lint/shell.h"

/* The end of a $…, ${…} or $(…) that starts at p. Braces in quotes count: good enough here. */
static const char *
expansion_end(const char *p, const char *end)
{
	const char *q = p + 1;

	if (q < end && *q == '(')
		return shell_behind_substitution(p, end);
	if (q < end && *q == '{')
		return shell_skip_group(q, end);
	if (q < end && strchr("@*#?$!-0123456789", *q) != NULL)
		return q + 1;
	while (q < end && shell_is_name(*q))
		q++;
	return q;
}

/* Puts "$NAME" for any form of it. */
static const char *
add_expansion(const char *p, const char *end, struct str *out)
{
	const char *stop = expansion_end(p, end), *q = p + 1;

	str_addc(out, '$');
	if (q < stop && *q == '(') {
		str_add(out, "()");
		return stop;
	}
	if (q < stop && *q == '{')
		q++;
	while (q < stop && strchr(":}-+=?/%#[^,@", *q) == NULL)
		str_addc(out, *q++);
	if (q < stop && *p == '$' && (p[1] == '@' || (p[1] == '{' && p[2] == '@')))
		str_addc(out, '@');
	return stop;
}

static const char *
add_double(const char *p, const char *end, struct str *out, bool *dynamic)
{
	while (p < end && *p != '"' && !out->full) {
		if (*p == '\\' && p + 1 < end && strchr("$`\"\\\n", p[1]) != NULL) {
			str_addc(out, p[1]);
			p += 2;
		} else if (*p == '$') {
			*dynamic = true;
			p = add_expansion(p, end, out);
		} else {
			str_addc(out, *p++);
		}
	}
	return p < end ? p + 1 : end;
}

bool
shell_text(const struct shell_word *word, struct str *out)
{
	const char *p = word->p, *end = word->p + word->len;
	bool dynamic = false;

	while (p < end && !out->full) {
		if (*p == '\'') {
			const char *close = memchr(p + 1, '\'', (size_t)(end - p) - 1);

			if (close == NULL)
				close = end;
			str_addn(out, p + 1, (size_t)(close - p) - 1);
			p = close < end ? close + 1 : end;
		} else if (*p == '"') {
			p = add_double(p + 1, end, out, &dynamic);
		} else if (*p == '\\' && p + 1 < end) {
			str_addc(out, p[1]);
			p += 2;
		} else if (*p == '$' || *p == '`') {
			dynamic = true;
			p = *p == '$' ? add_expansion(p, end, out) : end;
		} else {
			str_addc(out, *p++);
		}
	}
	return dynamic || out->full;
}

static size_t
quoted_length(const char *p, const char *end)
{
	const char *q = p + 1;

	while (q < end && *q != *p)
		if (*p == '"' && end - q > 1 && q[0] == '$' && q[1] == '(')
			q = shell_behind_substitution(q, end);
		else
			q += *p == '"' && *q == '\\' && q + 1 < end ? 2 : 1;
	return (size_t)(q - p);
}

bool
shell_piece(const struct shell_word *word, size_t *at, struct shell_piece *piece)
{
	const char *p = word->p + *at, *end = word->p + word->len, *q = p;

	if (p >= end)
		return false;
	if (*p == '\'' || *p == '"') {
		size_t len = quoted_length(p, end);

		*piece = (struct shell_piece){ p + 1, len - 1, *p == '"' ? SQL_DQUOTED : SQL_FILE,
			*at == 0 && len + 1 >= word->len };
		*at += len + 1;
		return true;
	}
	while (q < end && *q != '\'' && *q != '"')
		q += *q == '\\' && q + 1 < end ? 2 : 1;
	if (q > end)
		q = end;
	*piece = (struct shell_piece){ p, (size_t)(q - p), SQL_DQUOTED, *at == 0 && q == end };
	*at += (size_t)(q - p);
	return true;
}
