/* sql_chars.c — what the shell and format() leave of a text. */
#include "lint/sql_chars.h"

#include <string.h>

#include "lint/shell.h"

/* A `$` of the shell at p: SQL_DYNAMIC, SQL_PID or the dollar itself. */
static int
expansion(const char *p, const char *end, size_t *width)
{
	const char *q = p + 1;

	*width = 1;
	if (q == end)
		return '$';
	if (*q == '$') {
		*width = 2;
		return SQL_PID;
	}
	if (*q == '{' || *q == '(') {
		q = *q == '{' ? shell_skip_group(q, end) : shell_behind_substitution(p, end);
		*width = (size_t)(q - p);
		return SQL_DYNAMIC;
	}
	if (memchr("@*#?!-", *q, 6) != NULL || sql_is_digit((unsigned char)*q)) {
		*width = 2;
		return SQL_DYNAMIC;
	}
	while (q < end && sql_is_name((unsigned char)*q) && (unsigned char)*q < 0x80)
		q++;
	*width = (size_t)(q - p);
	return *width > 1 ? SQL_DYNAMIC : '$';
}

/* The logical character at p and how many bytes it takes, as the shell leaves it. */
static int
shell_char(const char *p, const char *end, enum sql_text text, size_t *width)
{
	*width = 1;
	if (*p == '$')
		return expansion(p, end, width);
	if (*p == '`') {
		const char *close = memchr(p + 1, '`', (size_t)(end - p) - 1);

		*width = close ? (size_t)(close - p) + 1 : (size_t)(end - p);
		return SQL_DYNAMIC;
	}
	if (*p == '\\' && end - p > 1) {
		bool escapes = memchr("$`\\\n", p[1], 4) != NULL;

		if (escapes || (text == SQL_DQUOTED && p[1] == '"')) {
			*width = 2;
			return p[1] == '\n' ? SQL_NOTHING : (unsigned char)p[1];
		}
	}
	return (unsigned char)*p;
}

/* format()'s %I, %1$L, %-10s: text that only the server knows. \n and \t of an E'…' are blanks. */
static int
format_char(const char *p, const char *end, size_t *width)
{
	const char *q = p + 1;

	*width = 1;
	if (*p == '\'' && q < end && *q == '\'') {
		*width = 2;
		return '\'';
	}
	if (*p == '\\' && q < end && memchr("nrt", *q, 3) != NULL) {
		*width = 2;
		return ' ';
	}
	if (*p != '%')
		return (unsigned char)*p;
	while (q < end && (sql_is_digit((unsigned char)*q) || *q == '$' || *q == '-'))
		q++;
	if (q == end || memchr("sIL", *q, 3) == NULL)
		return '%';
	*width = (size_t)(q - p) + 1;
	return SQL_DYNAMIC;
}

/* The same for text that nothing is done to before psql reads it, which is nearly all there is. */
static int
char_at(const struct sql *sql, const char *p, size_t *width)
{
	*width = p < sql->end;
	if (p >= sql->end)
		return SQL_END;
	if (sql->text == SQL_FILE)
		return (unsigned char)*p;
	return sql->text == SQL_FORMAT ? format_char(p, sql->end, width)
				       : shell_char(p, sql->end, sql->text, width);
}

int
sql_ahead(const struct sql *sql, unsigned skip)
{
	const char *p = sql->p;
	size_t width;
	int c = char_at(sql, p, &width);

	while (skip-- > 0) {
		p += width;
		c = char_at(sql, p, &width);
	}
	return c;
}

int
sql_take(struct sql *sql)
{
	size_t width;
	int c;

	if (sql->text == SQL_FILE)
		return sql->p < sql->end ? (unsigned char)*sql->p++ : SQL_END;
	c = char_at(sql, sql->p, &width);
	if (c == SQL_PID && sql->pid == NULL)
		sql->pid = sql->p;
	sql->p += width;
	return c;
}
