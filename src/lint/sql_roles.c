/* sql_roles.c — roles, and lists of names, wherever a statement has them. */
#include <string.h>

#include "base/str.h"
#include "lint/reader.h"

void
lint_role(struct lint_reader *r, struct sql *sql)
{
	static const char *const nobody[] = { "public", "current_user", "current_role",
		"session_user", "none", "all", "default" };
	struct lint_path role;
	struct sql_token t;

	sql_accept(sql, "group");
	t = sql_peek(sql);
	if (t.kind == SQL_STRING) { /* SET ROLE 'name', where 'none' is no name */
		sql_next(sql, &t);
		if (t.len == 4 && memcmp(t.p, "none", 4) == 0)
			return;
		role = (struct lint_path){ .name = lint_name_of(&t), .at = t.at };
	} else if (!lint_take_path(sql, &role)) {
		return;
	}
	for (size_t i = 0; i < LEN(nobody); i++)
		if (!role.name.quoted && str_is_nocase(role.name.p, role.name.len, nobody[i]))
			return;
	lint_needs(r, LINT_ROLE, &role);
}

static bool
take_comma(struct sql *sql)
{
	struct sql_token t = sql_peek(sql);

	return sql_is_sign(&t, ',') && sql_next(sql, &t);
}

void
lint_role_list(struct lint_reader *r, struct sql *sql)
{
	do
		lint_role(r, sql);
	while (take_comma(sql));
}

void
lint_name_list(struct lint_reader *r, struct sql *sql, enum lint_kind kind, lint_need *needs)
{
	struct lint_path path;

	do {
		if (!lint_take_path(sql, &path))
			return;
		lint_needs_schema(r, &path);
		needs(r, kind, &path);
	} while (take_comma(sql));
}

/* FOR, ADD, SET or DROP TABLES IN SCHEMA a, CURRENT_SCHEMA, TABLE t */
void
lint_publication(struct lint_reader *r, struct sql *sql)
{
	struct sql_token t;

	while (sql_next(sql, &t)) {
		if (!sql_is(&t, "in") || !sql_accept(sql, "schema"))
			continue;
		do {
			struct lint_path schema;

			t = sql_peek(sql);
			if (sql_is(&t, "table") || !lint_take_path(sql, &schema))
				break;
			if (!sql_is(&t, "current_schema"))
				lint_needs(r, LINT_SCHEMA, &schema);
		} while (take_comma(sql));
	}
}

/* OWNER TO role, AUTHORIZATION role, REASSIGN … TO role: wherever they stand. */
void
lint_read_owner(struct lint_reader *r, struct sql sql, bool reassign)
{
	struct sql_token t;

	while (sql_next(&sql, &t)) {
		if (sql_is(&t, "owner") && sql_accept(&sql, "to"))
			lint_role(r, &sql);
		else if (sql_is(&t, "authorization") || (reassign && sql_is(&t, "to")))
			lint_role(r, &sql);
		else if (sql_is(&t, "set") && sql_accept(&sql, "schema"))
			lint_name_list(r, &sql, LINT_SCHEMA, lint_needs);
	}
}
