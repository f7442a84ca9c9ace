/* sql_statement.c — cuts SQL into statements where psql does. */
#include "lint/sql.h"

#include <string.h>

#include "base/str.h"

/* The name of a meta-command: "gexec" of `\gexec`. */
static size_t
meta_name_length(const struct sql_token *meta)
{
	size_t n = 1;

	while (n < meta->len &&
	       (((meta->p[n] | 32) >= 'a' && (meta->p[n] | 32) <= 'z') || meta->p[n] == '_'))
		n++;
	return n - 1;
}

size_t
sql_meta_misnamed(const struct sql_token *meta)
{
	size_t n = 1 + meta_name_length(meta);
	bool semicolon = n > 1 && n < meta->len && meta->p[n] == ';';

	return semicolon && meta->p[1] != 'd' ? n + 1 : 0;
}

/* \g, \gx, \gset, \gexec, \gdesc, \watch … send what was typed so far. */
static bool
sends(const struct sql_token *meta, struct sql_statement *st)
{
	const char *name = meta->p + 1;
	size_t len = meta_name_length(meta);

	st->gexec |= str_is(name, len, "gexec");
	st->sets |= str_is(name, len, "gset");
	return (len > 0 && name[0] == 'g' && !str_is(name, len, "getenv")) ||
	       str_is(name, len, "watch") || str_is(name, len, "crosstabview") ||
	       str_is(name, len, "bind");
}

/* COPY … FROM STDIN: its data follows. */
static bool
is_copy(struct sql tokens)
{
	struct sql_token t;

	if (!sql_accept(&tokens, "copy"))
		return false;
	do {
		if (sql_accept(&tokens, "from stdin"))
			return true;
	} while (sql_next(&tokens, &t));
	return false;
}

/* A line that ends COPY's data: `\.`, in a heredoc `\\.` too. */
static bool
ends_copy(const char *line, size_t len)
{
	if (len > 0 && line[len - 1] == '\r')
		len--;
	while (len > 0 && *line == '\t') {
		line++;
		len--;
	}
	return str_is(line, len, "\\.") || str_is(line, len, "\\\\.");
}

/* Data starts behind the line of the statement's end. */
static void
skip_copy_data(struct sql *sql)
{
	const char *line = memchr(sql->p, '\n', (size_t)(sql->end - sql->p));

	while (line != NULL && ++line < sql->end) {
		const char *newline = memchr(line, '\n', (size_t)(sql->end - line));
		size_t len = (size_t)((newline ? newline : sql->end) - line);

		if (ends_copy(line, len)) {
			sql->p = line + len;
			return;
		}
		line = newline;
	}
	sql->p = sql->end;
}

/* How deep the statement is in parentheses and in BEGIN ATOMIC … END. */
struct depth {
	int parens, begins;
};

static void
dive(struct depth *d, const struct sql_token *t, struct sql *sql)
{
	if (sql_is_sign(t, '('))
		d->parens++;
	else if (sql_is_sign(t, ')') && d->parens > 0)
		d->parens--;
	else if (sql_is(t, "begin") && sql_accept(sql, "atomic"))
		d->begins++;
	else if (d->begins > 0 && sql_is(t, "case"))
		d->begins++;
	else if (d->begins > 0 && sql_is(t, "end"))
		d->begins--;
}

/* True when the meta-command stands alone or ends what was read; psql ends at one it does not know.
 */
static bool
takes_meta(struct sql *sql, struct sql_statement *st, const struct sql_token *t, bool started)
{
	struct sql args = sql_on(t->p + 1, t->len - 1, t->text, false);
	bool known = sql_meta_misnamed(t) == 0;

	if (known && sends(t, st))
		return started;
	st->sets |= started; /* a \set in the midst of a statement */
	if (known && started)
		return false;
	st->meta = *t;
	if (is_copy(args)) {
		sql->p = t->p + t->len;
		skip_copy_data(sql);
	}
	return true;
}

bool
sql_statement(struct sql *sql, struct sql_statement *st)
{
	struct depth depth = { 0, 0 };
	const char *start = NULL, *end = sql->end;
	struct sql_token t;
	bool semicolon = false;

	*st = (struct sql_statement){ .meta = { .kind = SQL_END } };
	while (!semicolon && sql_next(sql, &t)) {
		if (t.kind == SQL_META) {
			if (!takes_meta(sql, st, &t, start != NULL))
				continue;
			end = t.at;
			break;
		}
		semicolon = sql_is_sign(&t, ';') && depth.parens == 0 && depth.begins == 0;
		if (semicolon)
			end = t.at;
		else if (start == NULL)
			start = t.at;
		st->gexec |= t.len == 11 && sql_is(&t, "dblink_exec");
		dive(&depth, &t, sql);
	}
	st->empty = start == NULL;
	st->tokens = *sql;
	st->tokens.p = start ? start : end;
	st->tokens.end = end;
	st->tokens.unclosed = st->tokens.pid = NULL;
	if (semicolon && sql->psql && is_copy(st->tokens))
		skip_copy_data(sql);
	return !st->empty || st->meta.kind != SQL_END || semicolon;
}
