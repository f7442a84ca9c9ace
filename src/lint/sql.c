/* sql.c — the SQL tokens. */
#include "lint/sql.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "lint/sql_chars.h"

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
is_space(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == SQL_NOTHING;
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
		int c = sql_take(sql);

		if ((c == '/' && sql_see(sql) == '*') || (c == '*' && sql_see(sql) == '/')) {
			sql_take(sql);
			depth += c == '/' ? 1 : -1;
		}
	} while (depth > 0 && sql->p < sql->end);
	if (depth > 0 && sql->unclosed == NULL)
		sql->unclosed = open;
}

/* psql reads lines as C strings: of one with a NUL it takes what stands before. */
static bool
is_cut_line(const struct sql *sql)
{
	return sql->psql && sql->text == SQL_FILE && *sql->p == '\0';
}

static void
skip_space(struct sql *sql)
{
	while (sql->p < sql->end && (*sql->p == ' ' || *sql->p == '\n'))
		sql->p++;
	while (sql->p < sql->end) {
		int c = sql_see(sql);

		if (is_space(c))
			sql_take(sql);
		else if (is_cut_line(sql) || (c == '-' && sql_ahead(sql, 1) == '-'))
			skip_line(sql);
		else if (c == '/' && sql_ahead(sql, 1) == '*')
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
	sql_take(sql);
	t->p = sql->p;
	while (sql->p < sql->end) {
		const char *here = sql->p;
		int c = sql_take(sql);

		if (sql->text == SQL_FILE && c != quote && c != '\\')
			continue;
		if (c == SQL_DYNAMIC)
			t->dynamic = true;
		if (escapes && c == '\\')
			sql_take(sql);
		if (c != quote)
			continue;
		if (sql_see(sql) == quote) {
			sql_take(sql);
			continue;
		}
		t->len = (size_t)(here - t->p);
		return;
	}
	t->len = (size_t)(sql->p - t->p);
	if (sql->unclosed == NULL)
		sql->unclosed = t->at;
}

/* `$tag$` where the shell expands $tag: of the quote a lone $ is left, which SQL does not know. */
static bool
is_lost_tag(const struct sql *sql, const struct sql_token *t)
{
	if (sql->text != SQL_HEREDOC && sql->text != SQL_DQUOTED)
		return false;
	if (t->len < 2 || *t->p != '$' || sql->p == sql->end || *sql->p != '$')
		return false;
	for (size_t i = 1; i < t->len; i++)
		if (!sql_is_name((unsigned char)t->p[i]))
			return false;
	return sql_see(sql) == '$';
}

static void
read_name(struct sql *sql, struct sql_token *t)
{
	t->kind = SQL_NAME;
	t->p = sql->p;
	if (sql->text == SQL_FILE)
		while (sql->p < sql->end && sql_is_name((unsigned char)*sql->p))
			sql->p++;
	while (sql_is_name(sql_see(sql)) || (sql_see(sql) == '$' && sql->text == SQL_FILE))
		t->dynamic |= sql_take(sql) == SQL_DYNAMIC;
	t->len = (size_t)(sql->p - t->p);
	if (sql->pid == NULL && is_lost_tag(sql, t))
		sql->pid = t->at;
}

/* `$tag$` at p: moves behind it and gives the tag's bytes; false when it is none. */
static bool
read_tag(struct sql *sql, const char **tag, size_t *len)
{
	struct sql look = *sql;

	if (sql_take(&look) != '$')
		return false;
	*tag = look.p;
	if (sql_is_digit(sql_see(&look)))
		return false;
	while (sql_is_name(sql_see(&look)) && sql_see(&look) != SQL_DYNAMIC)
		sql_take(&look);
	*len = (size_t)(look.p - *tag);
	if (sql_take(&look) != '$')
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
		if (sql_see(sql) != '$' || !read_tag(sql, &close, &close_len)) {
			t->dynamic |= sql_take(sql) == SQL_DYNAMIC;
			continue;
		}
		if (close_len == len && memcmp(close, tag, len) == 0)
			return;
		sql->p = here;
		sql_take(sql);
	}
	t->len = (size_t)(sql->p - t->p);
	if (sql->unclosed == NULL)
		sql->unclosed = t->at;
}

static void
read_number(struct sql *sql, struct sql_token *t)
{
	t->kind = SQL_NUMBER;
	while (sql_is_name(sql_see(sql)) || sql_see(sql) == '.')
		t->dynamic |= sql_take(sql) == SQL_DYNAMIC;
	t->len = (size_t)(sql->p - t->p);
}

/* psql's :name, :'name', :"name"; false when the colon is only a colon. */
static bool
read_variable(struct sql *sql, struct sql_token *t)
{
	int next = sql_ahead(sql, 1);

	if (!sql_is_name_start(next) && next != '\'' && next != '"' && next != '{')
		return false;
	sql_take(sql);
	if (next == '\'' || next == '"') {
		read_quoted(sql, t, (char)next, false);
	} else if (next == '{') {
		while (sql->p < sql->end && sql_take(sql) != '}')
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
	int c = sql_take(sql);

	t->kind = c == SQL_PID ? SQL_VARIABLE : SQL_SIGN;
	t->dynamic = c == SQL_PID;
	t->p = c == SQL_PID ? t->at : sql->p - 1;
	t->len = (size_t)(sql->p - t->p);
}

/* A cast's "::" is one sign, the second of the two. False: a colon that begins nothing. */
static bool
read_colon(struct sql *sql, struct sql_token *t)
{
	if (sql_ahead(sql, 1) != ':')
		return sql->psql && read_variable(sql, t);
	sql_take(sql);
	read_sign(sql, t);
	return true;
}

/* A meta-command goes to the end of its line or to `\\`. */
static void
read_meta(struct sql *sql, struct sql_token *t)
{
	const char *end = sql->end;

	sql_take(sql);
	if (sql_see(sql) == ';') { /* a semicolon that sends nothing yet: it ends a statement */
		read_sign(sql, t);
		return;
	}
	t->kind = SQL_META;
	t->p = sql->p - 1; /* of a heredoc's two backslashes the one that is left */
	while (sql->p < end && *sql->p != '\n' &&
	       !(*sql->p == '\\' && end - sql->p > 1 && sql->p[1] == '\\'))
		sql->p++;
	t->len = (size_t)(sql->p - t->p);
	if (sql->p < end && *sql->p == '\\')
		sql->p += 2;
}

/* A string's prefix: E'…', B'…', X'…', N'…', U&'…', U&"…". Returns its length. */
static unsigned
string_prefix(const struct sql *sql)
{
	int c = sql_see(sql) | 32, next;

	if (c != 'e' && c != 'b' && c != 'x' && c != 'n' && c != 'u')
		return 0;
	next = sql_ahead(sql, 1);
	if (c == 'u')
		return next == '&' && (sql_ahead(sql, 2) == '\'' || sql_ahead(sql, 2) == '"') ? 2
											      : 0;
	return next == '\'' ? 1 : 0;
}

static void
read_string(struct sql *sql, struct sql_token *t)
{
	bool escapes = (sql_see(sql) | 32) == 'e' || sql->backslashes;
	int quote;

	for (unsigned n = string_prefix(sql); n > 0; n--)
		sql_take(sql);
	quote = sql_see(sql);
	t->kind = quote == '"' ? SQL_QUOTED : SQL_STRING;
	read_quoted(sql, t, (char)quote, escapes && quote == '\'');
	if (t->kind == SQL_QUOTED && *t->at != '"') /* U&"d\0061t": not decoded */
		t->dynamic |= t->len > 0 && memchr(t->p, '\\', t->len) != NULL;
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
	c = sql_see(sql);
	if (c == '\'' || c == '"' || string_prefix(sql) > 0)
		read_string(sql, t);
	else if (sql_is_name_start(c))
		read_name(sql, t);
	else if (sql_is_digit(c))
		read_number(sql, t);
	else if (c == '$' && read_tag(sql, &tag, &len))
		read_dollar(sql, t, tag, len);
	else if (c == '\\' && sql->psql)
		read_meta(sql, t);
	else if (c != ':' || !read_colon(sql, t))
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
sql_is_any(const struct sql_token *t, const char *const *keywords)
{
	while (*keywords != NULL && !sql_is(t, *keywords))
		keywords++;
	return *keywords != NULL;
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
	if ((sql_see(&look) | 32) != *words) /* the usual case, told by its first letter */
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

bool
sql_accept_any(struct sql *sql, const char *const *list)
{
	while (*list != NULL && !sql_accept(sql, *list))
		list++;
	return *list != NULL;
}
