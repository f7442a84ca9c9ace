/* sql_alter.c — statements about what is there already: GRANT, ALTER, COMMENT, DROP, SET ROLE. */
#include "base/str.h"
#include "lint/reader.h"

/* Behind ON of GRANT and COMMENT: what kind of thing, and its names. */
static void
read_object(struct lint_reader *r, struct sql *sql)
{
	static const struct {
		const char *words;
		enum lint_kind kind;
		lint_need *needs;
	} objects[] = {
		{ "schema", LINT_SCHEMA, lint_needs },
		{ "all tables in schema", LINT_SCHEMA, lint_needs },
		{ "all sequences in schema", LINT_SCHEMA, lint_needs },
		{ "all functions in schema", LINT_SCHEMA, lint_needs },
		{ "all procedures in schema", LINT_SCHEMA, lint_needs },
		{ "all routines in schema", LINT_SCHEMA, lint_needs },
		/* The main database may have a name that nobody told us. */
		{ "database", LINT_DATABASE, lint_needs_if_known },
		{ "table", LINT_RELATION, lint_needs_if_known },
		{ "sequence", LINT_RELATION, lint_needs_if_known },
		{ "view", LINT_RELATION, lint_needs_if_known },
		{ "materialized view", LINT_RELATION, lint_needs_if_known },
		{ "type", LINT_TYPE, lint_needs_if_known },
		{ "domain", LINT_TYPE, lint_needs_if_known },
		{ "function", LINT_FUNCTION, lint_needs_if_known },
		{ "procedure", LINT_FUNCTION, lint_needs_if_known },
		{ "routine", LINT_FUNCTION, lint_needs_if_known },
		{ "extension", LINT_EXTENSION, lint_needs },
		{ "role", LINT_ROLE, lint_needs },
	};
	struct sql look;
	struct lint_path path;
	struct sql_token t;

	if (sql_accept(sql, "column")) {
		if (lint_take_column(sql, &path)) {
			lint_needs_schema(r, &path);
			lint_needs_if_known(r, LINT_RELATION, &path);
		}
		return;
	}
	for (size_t i = 0; i < LEN(objects); i++) {
		if (sql_accept(sql, objects[i].words)) {
			lint_name_list(r, sql, objects[i].kind, objects[i].needs);
			return;
		}
	}
	/* A table's name stands alone; the word of any other kind of thing has a name behind it. */
	look = *sql;
	if (!lint_take_path(&look, &path))
		return;
	t = sql_peek(&look);
	if (sql_is_sign(&t, ',') || sql_is(&t, "to") || sql_is(&t, "from"))
		lint_name_list(r, sql, LINT_RELATION, lint_needs_if_known);
}

/* GRANT a, b ON … TO c, or GRANT role TO c; REVOKE … FROM c. */
static void
read_grant(struct lint_reader *r, struct sql *sql, const char *to)
{
	struct sql look = *sql;
	struct sql_token t;
	bool on = false;

	while (sql_next(&look, &t) && !sql_is(&t, to)) {
		if (!sql_is(&t, "on"))
			continue;
		on = true;
		read_object(r, &look);
	}
	if (sql_is(&t, to))
		lint_role_list(r, &look);
	while (sql_next(&look, &t))
		if (sql_is(&t, "granted") && sql_accept(&look, "by"))
			lint_role(r, &look);
	if (!on) {
		if (!sql_accept(sql, "admin option for") && !sql_accept(sql, "inherit option for"))
			sql_accept(sql, "set option for");
		lint_role_list(r, sql);
	}
}

static void
read_default_privileges(struct lint_reader *r, struct sql *sql)
{
	struct sql_token t;
	const char *to;

	for (;;) {
		if (sql_accept(sql, "for role") || sql_accept(sql, "for user"))
			lint_role_list(r, sql);
		else if (sql_accept(sql, "in schema"))
			lint_name_list(r, sql, LINT_SCHEMA, lint_needs);
		else if (!sql_next(sql, &t))
			return;
		else if (sql_is(&t, "grant") || sql_is(&t, "revoke"))
			break; /* the last clause: WITH GRANT OPTION begins no other */
	}
	to = sql_is(&t, "grant") ? "to" : "from";
	while (sql_next(sql, &t))
		if (sql_is(&t, to))
			lint_role_list(r, sql);
}

/* RENAME TO new: that name exists from now on. */
static void
read_rename(struct lint_reader *r, struct sql sql, enum lint_kind kind)
{
	struct lint_path path;
	struct sql_token t;

	while (sql_next(&sql, &t))
		if (sql_is(&t, "rename") && sql_accept(&sql, "to") && lint_take_path(&sql, &path))
			lint_creates(r, kind, &path, false);
}

static void
alter_role(struct lint_reader *r, struct sql *sql)
{
	if (sql_accept(sql, "mapping for")) {
		lint_role(r, sql);
		return;
	}
	lint_role(r, sql);
	if (sql_accept(sql, "add user") || sql_accept(sql, "drop user"))
		lint_role_list(r, sql);
	if (sql_accept(sql, "in database"))
		lint_name_list(r, sql, LINT_DATABASE, lint_needs_if_known);
	read_rename(r, *sql, LINT_ROLE);
}

static void
alter_schema(struct lint_reader *r, struct sql *sql)
{
	lint_name_list(r, sql, LINT_SCHEMA, lint_needs);
	read_rename(r, *sql, LINT_SCHEMA);
}

static void
alter_extension(struct lint_reader *r, struct sql *sql)
{
	lint_name_list(r, sql, LINT_EXTENSION, lint_needs);
}

static void
alter_database(struct lint_reader *r, struct sql *sql)
{
	lint_name_list(r, sql, LINT_DATABASE, lint_needs_if_known);
	read_rename(r, *sql, LINT_DATABASE);
}

static void
alter_table(struct lint_reader *r, struct sql *sql)
{
	bool maybe = sql_accept(sql, "if exists");
	struct lint_path path;

	sql_accept(sql, "only");
	if (!lint_take_path(sql, &path) || maybe)
		return;
	lint_needs_schema(r, &path);
	lint_needs_if_known(r, LINT_RELATION, &path);
	read_rename(r, *sql, LINT_RELATION);
	lint_read_uses(r, *sql, LINT_TABLE);
}

static void
alter_function(struct lint_reader *r, struct sql *sql)
{
	struct lint_path path;
	struct sql look = *sql;

	if (!lint_take_path(&look, &path))
		return;
	lint_needs_if_known(r, LINT_FUNCTION, &path);
	if (lint_sets_search_path(look))
		lint_creates(r, LINT_HARDENED, &path, false);
	else
		lint_read_definer(r, look, &path);
	read_rename(r, look, LINT_FUNCTION);
}

static void
alter_type(struct lint_reader *r, struct sql *sql)
{
	lint_name_list(r, sql, LINT_TYPE, lint_needs_if_known);
	read_rename(r, *sql, LINT_TYPE);
}

static void
alter_policy(struct lint_reader *r, struct sql *sql)
{
	struct sql_token t;

	while (sql_next(sql, &t) && !sql_is(&t, "using") && !sql_is(&t, "with"))
		if (sql_is(&t, "rename"))
			return;
		else if (sql_is(&t, "to"))
			lint_role_list(r, sql);
}

static void
grant(struct lint_reader *r, struct sql *sql)
{
	read_grant(r, sql, "to");
}

static void
revoke(struct lint_reader *r, struct sql *sql)
{
	read_grant(r, sql, "from");
}

static void
drop_roles(struct lint_reader *r, struct sql *sql)
{
	bool mapping = sql_accept(sql, "mapping"), maybe = sql_accept(sql, "if exists");

	if (mapping)
		sql_accept(sql, "for");
	if (!maybe)
		lint_role_list(r, sql);
}

/* Without IF EXISTS what is not there makes it fail. */
static void
drop_objects(struct lint_reader *r, struct sql *sql)
{
	struct sql look = *sql;
	struct sql_token t;

	while (sql_next(&look, &t))
		if (sql_is(&t, "if") && sql_accept(&look, "exists"))
			return;
	read_object(r, sql);
}

static void
drop_database(struct lint_reader *r, struct sql *sql)
{
	bool perhaps = sql_accept(sql, "if exists");
	struct lint_path path;

	if (!lint_take_path(sql, &path))
		return;
	lint_drops_database(r, &path);
	if (!perhaps)
		lint_needs(r, LINT_DATABASE, &path);
}

static void
import_schema(struct lint_reader *r, struct sql *sql)
{
	struct sql_token t;

	while (sql_next(sql, &t))
		if (sql_is(&t, "into"))
			lint_name_list(r, sql, LINT_SCHEMA, lint_needs);
}

static void
set_role(struct lint_reader *r, struct sql *sql)
{
	struct sql_token t = sql_peek(sql);

	if (sql_is_sign(&t, '=') || sql_is(&t, "to"))
		sql_next(sql, &t);
	lint_role(r, sql);
}

static const struct {
	const char *words;
	void (*read)(struct lint_reader *r, struct sql *sql);
	bool whole; /* nothing else is to be read in the statement */
} forms[] = {
	{ "grant", grant, true },
	{ "revoke", revoke, true },
	{ "alter role", alter_role, false },
	{ "alter user", alter_role, false },
	{ "alter group", alter_role, false },
	{ "alter default privileges", read_default_privileges, true },
	{ "alter schema", alter_schema, false },
	{ "alter extension", alter_extension, false },
	{ "alter database", alter_database, false },
	{ "alter table", alter_table, false },
	{ "alter foreign table", alter_table, false },
	{ "alter view", alter_table, false },
	{ "alter materialized view", alter_table, false },
	{ "alter sequence", alter_table, false },
	{ "alter function", alter_function, false },
	{ "alter procedure", alter_function, false },
	{ "alter routine", alter_function, false },
	{ "alter type", alter_type, false },
	{ "alter policy", alter_policy, true },
	{ "alter publication", lint_publication, false },
	{ "comment on", read_object, true },
	{ "security label on", read_object, true },
	{ "drop role", drop_roles, true },
	{ "drop user", drop_roles, true },
	{ "drop group", drop_roles, true },
	{ "drop owned by", lint_role_list, true },
	{ "drop database", drop_database, true },
	{ "drop", drop_objects, true },
	{ "import foreign schema", import_schema, true },
	{ "reassign owned by", lint_role_list, false },
	{ "set role", set_role, true },
	{ "set local role", set_role, true },
	{ "set session role", set_role, true },
	{ "set session authorization", set_role, true },
	{ "set local session authorization", set_role, true },
};

/* The first words of the forms; `create` was taken by sql_create.c. */
static bool
begins_form(const struct sql *sql)
{
	static const char *const verbs[] = { "grant", "revoke", "alter", "comment", "security",
		"drop", "reassign", "set", "import", NULL };
	struct sql_token t = sql_peek(sql);

	return sql_is_any(&t, verbs);
}

bool
lint_read_alter(struct lint_reader *r, struct sql *sql)
{
	struct sql start = *sql;

	if (!begins_form(sql))
		return false;
	for (size_t i = 0; i < LEN(forms); i++) {
		struct sql rest = start;

		if (!sql_accept(&rest, forms[i].words))
			continue;
		forms[i].read(r, &rest);
		if (forms[i].whole)
			return true;
		break;
	}
	lint_read_password(r, start);
	lint_read_owner(r, start, sql_accept(sql, "reassign"));
	return sql_accept(&start, "alter table");
}
