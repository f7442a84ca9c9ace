/* sql_uses.c — the functions, types, relations and schemas that a definition or query names. */
#include <string.h>

#include "lint/extensions.h"
#include "lint/sql_place.h"

struct uses {
	struct lint_reader *r;
	struct lint_where where;
};

static bool
unqualified(const struct lint_path *path)
{
	return path->schema.p == NULL || lint_name_is(&path->schema, "public") ||
	       lint_name_is(&path->schema, "extensions");
}

/* A schema that an extension makes: cron, net. */
static bool
schema_of_extension(struct uses *u, const struct lint_path *path, const char *what)
{
	const char *extension;

	if (path->schema.p == NULL || path->schema.dynamic ||
	    lint_objects_any(&u->r->lint->objects, LINT_SCHEMA, &path->schema))
		return false;
	extension = lint_brought_by(path->schema.p, path->schema.len, LINT_BRINGS_SCHEMA);
	if (extension == NULL)
		return false;
	lint_needs_extension(u->r, extension, what, path);
	return true;
}

/* `surely`: the path is no column's or alias's, as it may be within a query. */
static void
need_schema(struct uses *u, const struct lint_path *path, bool surely)
{
	struct lint_path schema = { .name = path->schema, .at = path->at };
	lint_need *needs = surely ? lint_needs : lint_needs_if_known;

	if (path->schema.p != NULL)
		needs(u->r, LINT_SCHEMA, &schema);
}

static void
brought(struct uses *u, const struct lint_path *path, enum lint_brings what, const char *what_word)
{
	const char *extension = lint_brought_by(path->name.p, path->name.len, what);

	if (extension != NULL && !path->name.dynamic && unqualified(path))
		lint_needs_extension(u->r, extension, what_word, path);
}

static void
use_function(struct uses *u, const struct lint_path *path, bool surely)
{
	if (path->name.dynamic || schema_of_extension(u, path, "function"))
		return;
	need_schema(u, path, surely);
	if (lint_objects_any(&u->r->lint->objects, LINT_FUNCTION, &path->name))
		lint_needs_if_known(u->r, LINT_FUNCTION, path);
	else
		brought(u, path, LINT_BRINGS_FUNCTION, "function");
}

static void
use_type(struct uses *u, const struct lint_path *path)
{
	if (path->name.dynamic || schema_of_extension(u, path, "type"))
		return;
	if (lint_objects_any(&u->r->lint->objects, LINT_TYPE, &path->name))
		lint_needs_if_known(u->r, LINT_TYPE, path);
	else if (!lint_objects_any(&u->r->lint->objects, LINT_RELATION, &path->name))
		brought(u, path, LINT_BRINGS_TYPE, "type");
	else if (u->where.sort == LINT_ROUTINE) /* RETURNS SETOF t: a table is a type, too */
		lint_needs_if_known(u->r, LINT_RELATION, path);
}

static void
use_relation(struct uses *u, const struct lint_path *path, bool surely)
{
	if (path->name.dynamic || schema_of_extension(u, path, "table or view"))
		return;
	need_schema(u, path, surely);
	if (lint_objects_any(&u->r->lint->objects, LINT_RELATION, &path->name))
		lint_needs_if_known(u->r, LINT_RELATION, path);
	else
		brought(u, path, LINT_BRINGS_RELATION, "view");
}

/* cron.database_name and pg_net.database_name must be the database at hand. */
static void
check_database_name(struct uses *u, const struct lint_path *path)
{
	const struct lint_container *c = &u->r->lint->container;
	struct sql look = u->where.sql;
	struct lint_name here = u->r->db;
	struct sql_token t;

	if (!c->database_given || !lint_name_is(&path->name, "database_name") ||
	    (!lint_name_is(&path->schema, "cron") && !lint_name_is(&path->schema, "pg_net")))
		return;
	sql_next(&look, &t);
	sql_next(&look, &t);
	if (here.p == NULL)
		here = lint_name_word(c->database);
	if (t.dynamic || here.dynamic || (t.len == here.len && memcmp(t.p, here.p, t.len) == 0))
		return;
	lint_report(u->r, LINT_OTHER_DATABASE, t.at,
	    "%.*s.database_name is \"%.*s\", but this runs in \"%.*s\"", (int)path->schema.len,
	    path->schema.p, lint_name_shown(t.p, t.len), t.p, lint_name_shown(here.p, here.len),
	    here.p);
}

/* pgAudit's own manual: CREATE EXTENSION, in some database, comes before pgaudit.log is set. A
 * plain SET does no harm where the extension is left out on purpose. */
static void
use_pgaudit(struct uses *u, const struct lint_path *path)
{
	struct lint_path setting = { .name = path->schema, .at = path->at };
	struct lint_name pgaudit = lint_name_word("pgaudit"), db = u->r->db;
	bool plain = u->where.before2.kind == SQL_END || sql_is(&u->where.before2, "set");

	if (plain && !lint_objects_any(&u->r->lint->objects, LINT_EXTENSION, &pgaudit))
		return;
	u->r->db = (struct lint_name){ .p = "", .dynamic = true };
	lint_needs_extension(u->r, "pgaudit", "setting", &setting);
	u->r->db = db;
}

static void
use_setting(struct uses *u, const struct lint_path *path)
{
	if (lint_name_is(&path->schema, "pgaudit"))
		use_pgaudit(u, path);
	check_database_name(u, path);
}

static void
use_path(struct uses *u, const struct lint_path *path)
{
	static const struct {
		enum lint_brings what;
		const char *word;
	} brings[] = {
		[LINT_PLACE_LANGUAGE] = { LINT_BRINGS_LANGUAGE, "language" },
		[LINT_PLACE_WRAPPER] = { LINT_BRINGS_WRAPPER, "foreign data wrapper" },
		[LINT_PLACE_METHOD] = { LINT_BRINGS_METHOD, "index method" },
		[LINT_PLACE_OPCLASS] = { LINT_BRINGS_OPCLASS, "operator class" },
	};
	bool surely;
	enum lint_place place = lint_place(&u->where, path, &surely);

	if (place == LINT_PLACE_SETTING)
		use_setting(u, path);
	else if (place == LINT_PLACE_TYPE)
		use_type(u, path);
	else if (place == LINT_PLACE_FUNCTION)
		use_function(u, path, surely);
	else if (place == LINT_PLACE_RELATION)
		use_relation(u, path, surely);
	else if (place != LINT_PLACE_OTHER)
		brought(u, path, brings[place].what, brings[place].word);
}

/* Behind a string stands ::regclass. */
static bool
is_regclass(const struct uses *u)
{
	struct sql look = u->where.sql;
	struct sql_token t;

	return sql_next(&look, &t) && t.kind == SQL_SIGN && *t.p == ':' && t.p != t.at &&
	       sql_accept(&look, "regclass");
}

/* A name that is written as a string: nextval('seq'), 'seq'::regclass, LANGUAGE 'plpython3u'. */
static void
use_string(struct uses *u, const struct sql_token *t)
{
	static const char *const words[] = { "nextval", "setval", "currval", NULL };
	struct sql inside = sql_inside(t);
	struct lint_path path;

	if (!lint_take_path(&inside, &path))
		return;
	if ((sql_is_sign(&u->where.before, '(') && sql_is_any(&u->where.before2, words)) ||
	    is_regclass(u))
		use_relation(u, &path, true);
	else if (sql_is(&u->where.before, "language"))
		brought(u, &path, LINT_BRINGS_LANGUAGE, "language");
}

void
lint_read_uses(struct lint_reader *r, struct sql tokens, enum lint_sort sort)
{
	struct uses u = { .r = r, .where = { .sql = tokens, .sort = sort } };
	struct sql_token t;

	if (!r->reporting)
		return;
	for (;;) {
		struct sql here = u.where.sql;
		struct lint_path path;

		if (!sql_next(&u.where.sql, &t))
			return;
		if (lint_place_is_only(&u.where, &t))
			continue;
		if (t.kind == SQL_NAME || t.kind == SQL_QUOTED) {
			u.where.sql = here;
			if (!sql_is(&u.where.before, "by") || !sql_is(&u.where.before2, "owned")) {
				lint_take_path(&u.where.sql, &path);
				use_path(&u, &path);
			} else if (lint_take_column(&u.where.sql, &path)) {
				use_relation(&u, &path, true);
			}
		} else if (t.kind == SQL_STRING) {
			use_string(&u, &t);
		}
		lint_place_follow(&u.where, &t);
	}
}
