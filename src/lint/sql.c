/* sql.c — the SQL tokens. */
#include "lint/sql.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"

/* What one step of the text is, beside its bytes: where the shell or format() puts text of its own
 * there is no character to see. */
#define DYNAMIC (-1)
#define PID (-2)
#define NOTHING (-3)

struct sql
sql_on(const char *p, size_t len, enum sql_text text, bool psql)
{
	return (struct sql){ .p = p, .end = p + len, .text = text, .psql = psql };
}

struct sql
sql_inside(const struct sql_token *body)
{
	enum sql_text text =
	    body->kind == SQL_STRING && body->text == SQL_FILE ? SQL_FORMAT : body->text;

	return sql_on(body->p, body->len, text, false);
}

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static inline bool
is_name_start(int c)
{
	return ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c >= 0x80 || c == DYNAMIC;
}

static bool
is_name(int c)
{
	return is_name_start(c) || is_digit(c);
}

static bool
is_space(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == NOTHING;
}

/* The length of a shell expansion's closed group: p is at the opening bracket. */
static size_t
group_length(const char *p, const char *end, char open, char close)
{
	size_t depth = 0;

	for (const char *q = p; q < end; q++) {
		if (*q == open)
			depth++;
		else if (*q == close && --depth == 0)
			return (size_t)(q - p) + 1;
	}
	return (size_t)(end - p);
}

/* A `$` of the shell at p: DYNAMIC, PID or the dollar itself. */
static int
expansion(const char *p, const char *end, size_t *width)
{
	const char *q = p + 1;

	*width = 1;
	if (q == end)
		return '$';
	if (*q == '$') {
		*width = 2;
		return PID;
	}
	if (*q == '{' || *q == '(') {
		*width = 1 + group_length(q, end, *q, *q == '{' ? '}' : ')');
		return DYNAMIC;
	}
	if (memchr("@*#?!-", *q, 6) != NULL || is_digit((unsigned char)*q)) {
		*width = 2;
		return DYNAMIC;
	}
	while (q < end && is_name((unsigned char)*q) && (unsigned char)*q < 0x80)
		q++;
	*width = (size_t)(q - p);
	return *width > 1 ? DYNAMIC : '$';
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
		return DYNAMIC;
	}
	if (*p == '\\' && end - p > 1) {
		bool escapes = memchr("$`\\\n", p[1], 4) != NULL;

		if (escapes || (text == SQL_DQUOTED && p[1] == '"')) {
			*width = 2;
			return p[1] == '\n' ? NOTHING : (unsigned char)p[1];
		}
	}
	return (unsigned char)*p;
}

/* format()'s %I, %1$L, %-10s: text that only the server knows. */
static int
format_char(const char *p, const char *end, size_t *width)
{
	const char *q = p + 1;

	*width = 1;
	if (*p == '\'' && q < end && *q == '\'') {
		*width = 2;
		return '\'';
	}
	if (*p != '%')
		return (unsigned char)*p;
	while (q < end && (is_digit((unsigned char)*q) || *q == '$' || *q == '-'))
		q++;
	if (q == end || memchr("sIL", *q, 3) == NULL)
		return '%';
	*width = (size_t)(q - p) + 1;
	return DYNAMIC;
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

static int
peek_char(const struct sql *sql)
{
	size_t width;

	if (sql->text == SQL_FILE)
		return sql->p < sql->end ? (unsigned char)*sql->p : SQL_END;
	return char_at(sql, sql->p, &width);
}

/* The character `skip` characters ahead. */
static int
ahead(const struct sql *sql, unsigned skip)
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

static int
take_char(struct sql *sql)
{
	size_t width;
	int c;

	if (sql->text == SQL_FILE)
		return sql->p < sql->end ? (unsigned char)*sql->p++ : SQL_END;
	c = char_at(sql, sql->p, &width);
	if (c == PID && sql->pid == NULL)
		sql->pid = sql->p;
	sql->p += width;
	return c;
}

static void
skip_line(struct sql *sql)
{
	const char *newline = memchr(sql->p, '\n', (size_t)(sql->end - sql->p));

	sql->p = newline ? newline + 1 : sql->end;
}

/* Block comments nest. */
static void
skip_block_comment(struct sql *sql)
{
	const char *open = sql->p;
	int depth = 0;

	do {
		int c = take_char(sql);

		if (c == '/' && peek_char(sql) == '*')
			depth++, take_char(sql);
		else if (c == '*' && peek_char(sql) == '/')
			depth--, take_char(sql);
	} while (depth > 0 && sql->p < sql->end);
	if (depth > 0 && sql->unclosed == NULL)
		sql->unclosed = open;
}

static void
skip_space(struct sql *sql)
{
	while (sql->p < sql->end && (*sql->p == ' ' || *sql->p == '\n'))
		sql->p++;
	while (sql->p < sql->end) {
		int c = peek_char(sql);

		if (is_space(c))
			take_char(sql);
		else if (c == '-' && ahead(sql, 1) == '-')
			skip_line(sql);
		else if (c == '/' && ahead(sql, 1) == '*')
			skip_block_comment(sql);
		else
			return;
	}
}

/* Up to the closing quote, which a doubled one is not; with `escapes` a backslash hides the next.
 */
static void
read_quoted(struct sql *sql, struct sql_token *t, char quote, bool escapes)
{
	take_char(sql);
	t->p = sql->p;
	while (sql->p < sql->end) {
		const char *here = sql->p;
		int c = take_char(sql);

		if (sql->text == SQL_FILE && c != quote && c != '\\')
			continue;
		if (c == DYNAMIC)
			t->dynamic = true;
		if (escapes && c == '\\')
			take_char(sql);
		if (c != quote)
			continue;
		if (peek_char(sql) == quote) {
			take_char(sql);
			continue;
		}
		t->len = (size_t)(here - t->p);
		return;
	}
	t->len = (size_t)(sql->p - t->p);
	if (sql->unclosed == NULL)
		sql->unclosed = t->at;
}

static void
read_name(struct sql *sql, struct sql_token *t)
{
	t->kind = SQL_NAME;
	t->p = sql->p;
	if (sql->text == SQL_FILE)
		while (sql->p < sql->end && is_name((unsigned char)*sql->p))
			sql->p++;
	while (is_name(peek_char(sql)) || (peek_char(sql) == '$' && sql->text == SQL_FILE))
		t->dynamic |= take_char(sql) == DYNAMIC;
	t->len = (size_t)(sql->p - t->p);
}

/* `$tag$` at p: moves behind it and gives the tag's bytes; false when it is none. */
static bool
read_tag(struct sql *sql, const char **tag, size_t *len)
{
	struct sql look = *sql;

	if (take_char(&look) != '$')
		return false;
	*tag = look.p;
	if (is_digit(peek_char(&look)))
		return false;
	while (is_name(peek_char(&look)) && peek_char(&look) != DYNAMIC)
		take_char(&look);
	*len = (size_t)(look.p - *tag);
	if (take_char(&look) != '$')
		return false;
	*sql = look;
	return true;
}

static void
read_dollar(struct sql *sql, struct sql_token *t, const char *tag, size_t len)
{
	t->kind = SQL_DOLLAR;
	t->p = sql->p;
	while (sql->p < sql->end) {
		const char *here = sql->p, *close = NULL;
		size_t close_len = 0;

		if (sql->text == SQL_FILE && *here != '$') {
			const char *next = memchr(here, '$', (size_t)(sql->end - here));

			sql->p = next ? next : sql->end;
			continue;
		}
		t->len = (size_t)(here - t->p);
		if (peek_char(sql) != '$' || !read_tag(sql, &close, &close_len)) {
			t->dynamic |= take_char(sql) == DYNAMIC;
			continue;
		}
		if (close_len == len && memcmp(close, tag, len) == 0)
			return;
		sql->p = here;
		take_char(sql);
	}
	t->len = (size_t)(sql->p - t->p);
	if (sql->unclosed == NULL)
		sql->unclosed = t->at;
}

static void
read_number(struct sql *sql, struct sql_token *t)
{
	t->kind = SQL_NUMBER;
	while (is_name(peek_char(sql)) || peek_char(sql) == '.')
		t->dynamic |= take_char(sql) == DYNAMIC;
	t->len = (size_t)(sql->p - t->p);
}

/* psql's :name, :'name', :"name"; false when the colon is only a colon. */
static bool
read_variable(struct sql *sql, struct sql_token *t)
{
	int next = ahead(sql, 1);

	if (!is_name_start(next) && next != '\'' && next != '"' && next != '{')
		return false;
	take_char(sql);
	if (next == '\'' || next == '"') {
		read_quoted(sql, t, (char)next, false);
	} else if (next == '{') {
		while (sql->p < sql->end && take_char(sql) != '}')
			;
	} else {
		read_name(sql, t);
	}
	t->kind = SQL_VARIABLE;
	t->dynamic = true;
	t->p = t->at;
	t->len = (size_t)(sql->p - t->at);
	return true;
}

static void
read_sign(struct sql *sql, struct sql_token *t)
{
	int c = take_char(sql);

	t->kind = c == PID ? SQL_VARIABLE : SQL_SIGN;
	t->dynamic = c == PID;
	t->p = c == PID ? t->at : sql->p - 1;
	t->len = (size_t)(sql->p - t->p);
}

/* A meta-command goes to the end of its line or to `\\`. */
static void
read_meta(struct sql *sql, struct sql_token *t)
{
	const char *newline = memchr(sql->p, '\n', (size_t)(sql->end - sql->p));
	const char *stop = newline ? newline : sql->end;

	take_char(sql);
	if (peek_char(sql) == ';') { /* a semicolon that sends nothing yet: it ends a statement */
		read_sign(sql, t);
		return;
	}
	t->kind = SQL_META;
	while (sql->p < stop && !(*sql->p == '\\' && stop - sql->p > 1 && sql->p[1] == '\\'))
		sql->p++;
	t->len = (size_t)(sql->p - t->p);
	if (sql->p < stop)
		sql->p += 2;
}

/* A string's prefix: E'…', B'…', X'…', N'…', U&'…', U&"…". Returns its length. */
static unsigned
string_prefix(const struct sql *sql)
{
	int c = peek_char(sql) | 32, next;

	if (c != 'e' && c != 'b' && c != 'x' && c != 'n' && c != 'u')
		return 0;
	next = ahead(sql, 1);
	if (c == 'u')
		return next == '&' && (ahead(sql, 2) == '\'' || ahead(sql, 2) == '"') ? 2 : 0;
	return next == '\'' ? 1 : 0;
}

static void
read_string(struct sql *sql, struct sql_token *t)
{
	bool escapes = (peek_char(sql) | 32) == 'e';
	int quote;

	for (unsigned n = string_prefix(sql); n > 0; n--)
		take_char(sql);
	quote = peek_char(sql);
	t->kind = quote == '"' ? SQL_QUOTED : SQL_STRING;
	read_quoted(sql, t, (char)quote, escapes && quote == '\'');
}

bool
sql_next(struct sql *sql, struct sql_token *t)
{
	const char *tag;
	size_t len;
	int c;

	skip_space(sql);
	*t = (struct sql_token){ .kind = SQL_END, .p = sql->p, .at = sql->p, .text = sql->text };
	if (sql->p >= sql->end)
		return false;
	c = peek_char(sql);
	if (c == '\'' || c == '"' || string_prefix(sql) > 0)
		read_string(sql, t);
	else if (is_name_start(c))
		read_name(sql, t);
	else if (is_digit(c))
		read_number(sql, t);
	else if (c == '$' && read_tag(sql, &tag, &len))
		read_dollar(sql, t, tag, len);
	else if (c == '\\' && sql->psql)
		read_meta(sql, t);
	else if (c == ':' && ahead(sql, 1) == ':')
		take_char(sql), read_sign(sql, t);
	else if (c != ':' || !sql->psql || !read_variable(sql, t))
		read_sign(sql, t);
	return true;
}

bool
sql_is(const struct sql_token *t, const char *keyword)
{
	return t->kind == SQL_NAME && (t->p[0] | 32) == *keyword &&
	       str_is_nocase(t->p, t->len, keyword);
}

bool
sql_is_sign(const struct sql_token *t, char sign)
{
	return t->kind == SQL_SIGN && *t->p == sign;
}

struct sql_token
sql_peek(const struct sql *sql)
{
	struct sql look = *sql;
	struct sql_token t;

	do
		sql_next(&look, &t);
	while (t.kind == SQL_META);
	return t;
}

bool
sql_accept(struct sql *sql, const char *words)
{
	struct sql look = *sql;

	skip_space(&look);
	if ((peek_char(&look) | 32) != *words) /* the usual case, told by its first letter */
		return false;
	while (*words != '\0') {
		size_t len = strcspn(words, " ");
		struct sql_token t;

		sql_next(&look, &t);
		if (t.kind != SQL_NAME || t.len != len || strncasecmp(t.p, words, len) != 0)
			return false;
		words += len + (words[len] == ' ');
	}
	*sql = look;
	return true;
}
