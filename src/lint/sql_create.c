/* sql_create.c — CREATE statements: what is there afterwards, and what they need. */
#include <string.h>

#include "base/str.h"
#include "lint/reader.h"

/* What stands between CREATE and the name. */
struct head {
	struct lint_reader *r;
	struct sql *sql; /* behind the kind's words */
	bool sure;       /* no OR REPLACE, no IF NOT EXISTS */
};

/* Takes the name, with IF NOT EXISTS before it. */
static bool
take_name(struct head *h, struct lint_path *path)
{
	sql_accept(h->sql, "concurrently");
	if (sql_accept(h->sql, "if not exists"))
		h->sure = false;
	return lint_take_path(h->sql, path);
}

static struct lint_path
no_name(const struct head *h)
{
	return (struct lint_path){ .name = { .p = h->sql->p, .dynamic = true }, .at = h->sql->p };
}

/* IN ROLE a, b; ROLE a; ADMIN a; USER a. */
static void
read_memberships(struct lint_reader *r, struct sql *sql)
{
	static const char *const words[] = { "role", "group", "admin", "user", NULL };
	struct sql_token t;

	while (sql_next(sql, &t))
		if (sql_is_any(&t, words))
			lint_role_list(r, sql);
}

/* POSTGRES_USER and POSTGRES_DB are there before the first init file, where it was told who they
 * are. */
static void
check_made(const struct head *h, const struct lint_path *path, const char *what, const char *made)
{
	const struct lint_container *c = &h->r->lint->container;

	if ((c->user_given || c->database_given) && h->sure && h->r->runs == LINT_RUNS &&
	    !h->r->fragment && !path->name.dynamic && lint_name_is(&path->name, made))
		lint_report(h->r, LINT_MADE_ALREADY, path->at,
		    "%s \"%s\" is there before the init files run", what, made);
}

static void
create_role(struct head *h)
{
	struct lint_path path;

	if (sql_accept(h->sql, "mapping")) {
		sql_accept(h->sql, "if not exists");
		if (sql_accept(h->sql, "for"))
			lint_role(h->r, h->sql);
		return;
	}
	if (!take_name(h, &path))
		path = no_name(h);
	check_made(h, &path, "role", h->r->lint->container.user);
	lint_creates(h->r, LINT_ROLE, &path, h->sure);
	read_memberships(h->r, h->sql);
}

static void
create_database(struct head *h)
{
	struct lint_path path, word;
	struct sql_token t;

	if (!take_name(h, &path))
		path = no_name(h);
	check_made(h, &path, "database", h->r->lint->container.database);
	path.schema = lint_name_word("template1");
	while (sql_next(h->sql, &t)) {
		struct sql_token equals = sql_peek(h->sql);
		bool owner = sql_is(&t, "owner");

		if (!owner && !sql_is(&t, "template"))
			continue;
		if (sql_is_sign(&equals, '='))
			sql_next(h->sql, &t);
		if (owner)
			lint_role(h->r, h->sql);
		else if (lint_take_path(h->sql, &word))
			path.schema = word.name;
	}
	lint_creates(h->r, LINT_DATABASE, &path, h->sure);
}

static void
create_schema(struct head *h)
{
	struct lint_path path = { .at = NULL };
	struct sql look;

	if (sql_accept(h->sql, "if not exists"))
		h->sure = false;
	look = *h->sql;
	if (sql_accept(&look, "authorization")) {
		lint_take_path(&look, &path); /* the schema is called as its owner */
	} else if (!lint_take_path(h->sql, &path)) {
		path = no_name(h);
	}
	lint_creates(h->r, LINT_SCHEMA, &path, h->sure);
}

static void
create_extension(struct head *h)
{
	struct lint_path path, schema;
	bool cascade = false;
	struct sql_token t;

	if (!take_name(h, &path))
		path = no_name(h);
	while (sql_next(h->sql, &t)) {
		if (sql_is(&t, "schema") && lint_take_path(h->sql, &schema))
			lint_needs(h->r, LINT_SCHEMA, &schema);
		cascade |= sql_is(&t, "cascade");
	}
	lint_creates(h->r, LINT_EXTENSION, &path, h->sure);
	lint_read_extension(h->r, &path, cascade);
}

static bool
is_language(struct sql tokens, const char *language)
{
	struct sql_token t;

	while (sql_next(&tokens, &t)) {
		if (!sql_is(&t, "language"))
			continue;
		sql_next(&tokens, &t);
		return str_is_nocase(t.p, t.len, language);
	}
	return false;
}

/* Of TRUNCATE, ANALYZE, ALTER and the like only the grammar is checked before they run. */
static bool
is_query(struct sql tokens)
{
	static const char *const words[] = { "select", "insert", "update", "delete", "merge",
		"with", "values", "table", "explain", "call", "declare", NULL };
	struct sql_token t = sql_peek(&tokens);

	return sql_is_any(&t, words) || sql_is_sign(&t, '(');
}

/* The body of an SQL function is checked when it is created, that of other languages is not. */
static void
read_body(struct lint_reader *r, struct sql tokens)
{
	struct sql_token t;

	if (r->bodies_unchecked || !is_language(tokens, "sql"))
		return;
	while (sql_next(&tokens, &t)) {
		struct sql_statement st;
		struct sql body;

		if (!sql_is(&t, "as"))
			continue;
		sql_next(&tokens, &t);
		if (t.kind != SQL_STRING && t.kind != SQL_DOLLAR)
			continue;
		body = sql_inside(&t);
		while (sql_statement(&body, &st))
			if (is_query(st.tokens))
				lint_read_uses(r, st.tokens, LINT_EXPRESSION);
		return;
	}
}

/* CREATE SCHEMA, CREATE ROLE … somewhere in a body: what its calls make cannot be seen. */
static void
foresee_body(struct lint_reader *r, const struct sql_token *body)
{
	static const struct {
		const char *word;
		enum lint_kind kind;
	} made[] = { { "schema", LINT_SCHEMA }, { "role", LINT_ROLE }, { "user", LINT_ROLE },
		{ "database", LINT_DATABASE }, { "extension", LINT_EXTENSION } };
	const char *p = body->p, *end = body->p + body->len;

	for (; end - p > 7; p++) {
		const char *word = p + 6;

		if ((*p | 32) != 'c' || !str_is_nocase(p, 6, "create"))
			continue;
		while (word < end && (*word == ' ' || *word == '\n' || *word == '\t'))
			word++;
		for (size_t i = 0; i < LEN(made); i++)
			if ((size_t)(end - word) >= strlen(made[i].word) &&
			    str_is_nocase(word, strlen(made[i].word), made[i].word))
				lint_objects_unseen(&r->lint->objects, made[i].kind, r->now);
	}
}

static void
foresee_calls(struct lint_reader *r, struct sql tokens)
{
	struct sql_token t;

	while (!r->reporting && sql_next(&tokens, &t))
		if (t.kind == SQL_STRING || t.kind == SQL_DOLLAR)
			foresee_body(r, &t);
}

static void
create_function(struct head *h)
{
	struct lint_path path;

	if (!take_name(h, &path))
		path = no_name(h);
	lint_needs_schema(h->r, &path);
	lint_read_definer(h->r, *h->sql, &path);
	read_body(h->r, *h->sql);
	foresee_calls(h->r, *h->sql);
	lint_read_uses(h->r, *h->sql, LINT_ROUTINE);
	lint_creates(h->r, LINT_FUNCTION, &path, h->sure);
}

/* A relation or type: its name, then its definition. */
static void
create_thing(struct head *h, enum lint_kind kind, enum lint_sort sort)
{
	struct lint_path path;

	if (!take_name(h, &path))
		path = no_name(h);
	lint_needs_schema(h->r, &path);
	lint_creates(h->r, kind, &path, h->sure);
	lint_read_uses(h->r, *h->sql, sort);
}

static void
create_table(struct head *h)
{
	create_thing(h, LINT_RELATION, LINT_TABLE);
}

static void
create_view(struct head *h)
{
	create_thing(h, LINT_RELATION, LINT_EXPRESSION);
}

static void
create_type(struct head *h)
{
	create_thing(h, LINT_TYPE, LINT_TABLE);
}

static void
create_index(struct head *h)
{
	lint_read_uses(h->r, *h->sql, LINT_INDEX);
}

/* AS ON INSERT TO t */
static void
create_rule(struct head *h)
{
	struct sql look = *h->sql;
	struct lint_path table;
	struct sql_token t;

	while (sql_next(&look, &t) && !sql_is(&t, "do"))
		if (sql_is(&t, "to") && lint_take_path(&look, &table))
			lint_needs_if_known(h->r, LINT_RELATION, &table);
	create_index(h);
}

/* A language that is made by hand is as good as its extension. */
static void
create_language(struct head *h)
{
	struct lint_path path;

	if (take_name(h, &path))
		lint_creates(h->r, LINT_EXTENSION, &path, false);
}

static void
create_policy(struct head *h)
{
	struct sql look = *h->sql;
	struct sql_token t;

	while (sql_next(&look, &t) && !sql_is(&t, "using") && !sql_is(&t, "with"))
		if (sql_is(&t, "to"))
			lint_role_list(h->r, &look);
	create_index(h);
}

static void
create_tablespace(struct head *h)
{
	struct lint_path path;

	if (take_name(h, &path) && sql_accept(h->sql, "owner"))
		lint_role(h->r, h->sql);
}

static void
create_other(struct head *h)
{
	lint_read_uses(h->r, *h->sql, LINT_EXPRESSION);
}

static void
create_publication(struct head *h)
{
	struct sql look = *h->sql;

	lint_publication(h->r, &look);
	create_other(h);
}

static const struct {
	const char *words;
	void (*read)(struct head *h);
} forms[] = {
	{ "role", create_role },
	{ "user", create_role },
	{ "group", create_role },
	{ "database", create_database },
	{ "schema", create_schema },
	{ "extension", create_extension },
	{ "function", create_function },
	{ "procedure", create_function },
	{ "aggregate", create_function },
	{ "foreign table", create_table },
	{ "table", create_table },
	{ "view", create_view },
	{ "materialized view", create_view },
	{ "sequence", create_view },
	{ "type", create_type },
	{ "domain", create_type },
	{ "index", create_index },
	{ "trigger", create_index },
	{ "rule", create_rule },
	{ "policy", create_policy },
	{ "language", create_language },
	{ "publication", create_publication },
	{ "tablespace", create_tablespace },
};

/* CREATE TEMP TABLE, CREATE UNIQUE INDEX: words before the kind that change nothing here. */
static bool
take_modifier(struct sql *sql)
{
	static const char *const modifiers[] = { "temp", "temporary", "global", "local", "unlogged",
		"unique", "recursive", "constraint", "trusted", "procedural", NULL };

	return sql_accept_any(sql, modifiers);
}

void
lint_read_create(struct lint_reader *r, struct sql *sql)
{
	struct head h = { .r = r, .sql = sql, .sure = !sql_accept(sql, "or replace") };

	while (take_modifier(sql))
		continue;
	for (size_t i = 0; i < LEN(forms); i++) {
		struct sql rest = *sql;

		if (!sql_accept(&rest, forms[i].words))
			continue;
		*sql = rest;
		forms[i].read(&h);
		lint_read_password(r, rest);
		lint_read_owner(r, rest, false);
		return;
	}
	lint_read_password(r, *sql);
	create_other(&h);
}
