/* sql_content.c — passwords in plain text, and functions that run as their owner. */
#include <string.h>

#include "base/num.h"
#include "base/str.h"
#include "crypto/password.h"
#include "lint/reader.h"

/* $NAME, ${NAME}, @NAME@, {{ name }}, %NAME%, __NAME__, <name>: for another program to fill in. */
static bool
is_placeholder(const struct sql_token *t)
{
	bool quoted = t->len > 1 && *t->p == '"';

	return memchr("$@{%_<", t->p[quoted], 6) != NULL;
}

/* db_password, apppasswd, db_pw; not compass. */
static bool
names_password(const struct lint_name *name)
{
	static const char *const ends[] = { "password", "passwd", "_pass", "_pwd", "_pw" };
	static const char *const whole[] = { "pass", "pgpass", "pwd", "pw" };

	for (size_t i = 0; i < LEN(ends); i++) {
		size_t n = strlen(ends[i]);

		if (name->len >= n && str_is_nocase(name->p + name->len - n, n, ends[i]))
			return true;
	}
	for (size_t i = 0; i < LEN(whole); i++)
		if (str_is_nocase(name->p, name->len, whole[i]))
			return true;
	return false;
}

void
lint_read_variable(
    struct lint_reader *r, const struct lint_name *name, const struct lint_name *value)
{
	struct err e;
	bool yes;

	/* with_password is a switch */
	if (names_password(name) && value->len > 0 && !value->dynamic && !r->fragment &&
	    !password_is_hash(value->p, value->len) && num_bool(value->p, value->len, &yes, &e) < 0)
		lint_report_password(r, value->p);
}

/* CONNECTION 'host=… password=x' of a subscription. */
static void
read_conninfo(struct lint_reader *r, const struct sql_token *t)
{
	static const char key[] = "password=";
	const char *p = t->kind == SQL_STRING ? memmem(t->p, t->len, key, sizeof(key) - 1) : NULL;
	const char *end = t->p + t->len;

	if (p != NULL && !t->dynamic && p + sizeof(key) - 1 < end && p[sizeof(key) - 1] != ' ')
		lint_report_password(r, p);
}

/* The text never goes into the finding. */
void
lint_read_password(struct lint_reader *r, struct sql tokens)
{
	struct sql_token t;

	while (sql_next(&tokens, &t)) {
		if (sql_is(&t, "connection") && sql_next(&tokens, &t))
			read_conninfo(r, &t);
		if (!sql_is(&t, "password"))
			continue;
		sql_next(&tokens, &t);
		if ((t.kind != SQL_STRING && t.kind != SQL_DOLLAR) || t.dynamic || t.len == 0 ||
		    password_is_hash(t.p, t.len) || (r->fragment && is_placeholder(&t)))
			continue;
		lint_report_password(r, t.at);
	}
}

/* The list behind SET search_path = or TO, or FROM CURRENT: does it end in pg_temp? */
static bool
ends_in_pg_temp(struct sql *sql)
{
	struct sql_token t;
	bool last = false;

	if (sql_accept(sql, "from current"))
		return true;
	sql_next(sql, &t);
	do {
		sql_next(sql, &t);
		last = t.dynamic || str_is_nocase(t.p, t.len, "pg_temp");
		t = sql_peek(sql);
	} while (sql_is_sign(&t, ',') && sql_next(sql, &t));
	return last;
}

bool
lint_sets_search_path(struct sql tokens)
{
	struct sql_token t;

	while (sql_next(&tokens, &t))
		if (sql_is(&t, "set") && sql_accept(&tokens, "search_path") &&
		    ends_in_pg_temp(&tokens))
			return true;
	return false;
}

void
lint_read_definer(struct lint_reader *r, struct sql tokens, const struct lint_path *function)
{
	struct sql look = tokens;
	const char *at = NULL;
	struct sql_token t;

	if (!r->reporting)
		return;
	while (sql_next(&look, &t))
		if (sql_is(&t, "security") && sql_accept(&look, "definer"))
			at = t.at;
	if (at == NULL || lint_sets_search_path(tokens) || function->name.dynamic ||
	    lint_objects_any_in(
		&r->lint->objects, LINT_HARDENED, &function->name, &function->schema))
		return;
	lint_report(r, LINT_DEFINER_PATH, at,
	    "function \"%.*s\" is SECURITY DEFINER without SET search_path = ..., pg_temp",
	    lint_name_shown(function->name.p, function->name.len), function->name.p);
}
