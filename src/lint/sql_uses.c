/* sql_uses.c — the functions, types, relations and schemas that a definition or query names.
 *
 * This is no parser: it looks at each name with the word before and the sign behind it. Where that
 * does not tell what the name is, nothing is said. */
#include <string.h>

#include "lint/extensions.h"
#include "lint/reader.h"

struct uses {
	struct lint_reader *r;
	struct sql sql;
	enum lint_sort sort;
	struct sql_token before;  /* the token before the name */
	struct sql_token before2; /* and the one before that */
	int parens;
	int cast;  /* depth of the innermost CAST( , or 0 */
	bool with; /* a WITH query: names may be its own */
	bool from; /* in a FROM list outside of brackets: behind a comma stands the next of it */
	/* By depth of brackets: SELECT, DELETE or UPDATE stood there, its FROM is a list's. */
	uint64_t queries;
	bool changes; /* DELETE or MERGE, whose USING is a list's */
	bool selects; /* SELECT stood somewhere: the definitions are behind */
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
	else if (u->sort == LINT_ROUTINE) /* RETURNS SETOF t: a table is a type, too */
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

/* (a, b) AS: the columns of a WITH query. */
static bool
is_query_head(struct sql look)
{
	struct sql_token t;

	sql_next(&look, &t); /* the bracket */
	do
		sql_next(&look, &t);
	while (t.kind == SQL_NAME || t.kind == SQL_QUOTED || sql_is_sign(&t, ','));
	return sql_is_sign(&t, ')') && sql_accept(&look, "as");
}

/* Words before a name followed by "(" that is no call. */
static bool
is_no_call(const struct uses *u)
{
	static const char *const words[] = { "into", "table", "references", "copy", "using", "as",
		"with", "recursive", "of", NULL };
	bool names_table = u->sort == LINT_INDEX && sql_is(&u->before, "on");
	bool names_prepared = u->before2.kind == SQL_END &&
			      (sql_is(&u->before, "prepare") || sql_is(&u->before, "execute"));

	return sql_is_any(&u->before, words) || names_table || names_prepared ||
	       sql_is_sign(&u->before, ')') ||
	       (u->with && sql_is_sign(&u->before, ',') && is_query_head(u->sql));
}

/* SFUNC = f, PROCEDURE = f, EXECUTE FUNCTION f. */
static bool
names_function(const struct uses *u)
{
	static const char *const keys[] = { "sfunc", "finalfunc", "combinefunc", "msfunc",
		"minvfunc", "procedure", "function", NULL };
	static const char *const words[] = { "function", "procedure", "handler", "validator",
		NULL };

	return (sql_is_sign(&u->before, '=') && sql_is_any(&u->before2, keys)) ||
	       (sql_is_any(&u->before, words) && u->sort != LINT_ROUTINE);
}

static const char *const modes[] = { "in", "out", "inout", "variadic", NULL };

/* f(IN vector int): the name of a parameter; f(IN vector): its type. */
static bool
names_parameter(const struct uses *u, const struct sql_token *after)
{
	return u->sort == LINT_ROUTINE && sql_is_any(&u->before, modes) &&
	       (after->kind == SQL_NAME || after->kind == SQL_QUOTED) && !sql_is(after, "default");
}

static bool
is_cast(const struct uses *u)
{
	return u->before.kind == SQL_SIGN && *u->before.p == ':' && u->before.p != u->before.at;
}

/* Behind the name of a column or parameter: its list is the outermost one. */
static bool
is_defined(const struct uses *u)
{
	static const char *const adds[] = { "add", "column", "exists", NULL };
	bool listed =
	    u->parens == 1 && (sql_is_sign(&u->before2, '(') || sql_is_sign(&u->before2, ','));
	bool added = u->sort == LINT_TABLE ? u->parens == 0 && sql_is_any(&u->before2, adds)
					   : u->parens == 1 && sql_is_any(&u->before2, modes);

	return (listed || added) && (u->before.kind == SQL_NAME || u->before.kind == SQL_QUOTED) &&
	       !sql_is(&u->before, "column") && !sql_is(&u->before, "constraint");
}

/* Whether the name between `before` and `after` stands where a type does. */
static bool
is_type_place(const struct uses *u, const struct sql_token *after)
{
	static const char *const type_words[] = { "type", "setof", "returns", NULL };
	bool defines = (u->sort == LINT_TABLE || u->sort == LINT_ROUTINE) && !u->selects;
	bool in_parameters = sql_is_sign(&u->before, '(') || sql_is_sign(&u->before, ',');

	if (is_cast(u) || sql_is_any(&u->before, type_words))
		return true;
	if (u->sort == LINT_TABLE && sql_is(&u->before, "of")) /* CREATE TABLE t OF type */
		return defines && u->parens == 0;
	if (names_parameter(u, after))
		return false;
	if (sql_is(&u->before, "as"))
		return u->cast > 0 ? u->parens == u->cast
				   : u->sort == LINT_TABLE && u->before2.kind == SQL_END;
	if (defines && u->sort == LINT_ROUTINE && u->parens > 0 && in_parameters)
		return sql_is_sign(after, ',') || sql_is_sign(after, ')');
	return defines && is_defined(u);
}

/* PARTITION OF t, ATTACH PARTITION t, INHERITS (t), (LIKE t): where the word before does not tell
 * it alone. */
static bool
is_parent_place(const struct uses *u)
{
	bool first = sql_is_sign(&u->before2, '(') || sql_is_sign(&u->before2, ',');

	return (sql_is(&u->before, "of") && sql_is(&u->before2, "partition")) ||
	       (sql_is(&u->before, "partition") && sql_is(&u->before2, "attach")) ||
	       (sql_is_sign(&u->before, '(') && sql_is(&u->before2, "inherits")) ||
	       (sql_is(&u->before, "like") && first);
}

/* INSERT INTO t, MERGE INTO t, UPDATE t at the start or behind WITH, REFRESH MATERIALIZED VIEW t,
 * and what keeps a table in order: VACUUM ANALYZE t. */
static bool
is_changed_place(const struct uses *u)
{
	static const char *const orders[] = { "analyze", "cluster", "vacuum", NULL };
	bool starts = u->before2.kind == SQL_END || sql_is_sign(&u->before2, ')');

	return (sql_is(&u->before, "into") &&
		   (sql_is(&u->before2, "insert") || sql_is(&u->before2, "merge"))) ||
	       (sql_is(&u->before, "update") && starts) ||
	       (sql_is_any(&u->before, orders) && (starts || sql_is(&u->before2, "vacuum"))) ||
	       (sql_is(&u->before, "view") && sql_is(&u->before2, "materialized")) ||
	       (sql_is(&u->before, "concurrently") && sql_is(&u->before2, "view"));
}

static uint64_t
depth_bit(const struct uses *u)
{
	return (uint64_t)1 << (u->parens < 63 ? u->parens : 63);
}

/* The FROM of a query, or USING of DELETE and MERGE; not IS DISTINCT FROM, extract(year FROM c),
 * FETCH FROM c, ORDER BY c USING <. */
static bool
is_from(const struct uses *u, const struct sql_token *t, const struct sql_token *before)
{
	return (sql_is(t, "from") && !sql_is(before, "distinct") &&
		   (u->queries & depth_bit(u)) != 0) ||
	       (sql_is(t, "using") && u->sort == LINT_EXPRESSION && u->changes);
}

static void
follow_queries(struct uses *u, const struct sql_token *t)
{
	if (sql_is_sign(t, '(')) /* counted already */
		u->queries &= ~depth_bit(u);
	if (sql_is(t, "select") || sql_is(t, "delete") || sql_is(t, "update"))
		u->queries |= depth_bit(u);
	u->selects |= sql_is(t, "select");
	u->changes |= sql_is(t, "delete") || sql_is(t, "merge");
}

/* Follows where a FROM list begins, and what ends it with commas of its own. */
static void
follow_from(struct uses *u, const struct sql_token *t)
{
	static const char *const ends[] = { "group", "window", "order", "for", "returning", "set",
		"select", NULL };

	if (u->parens > 0)
		return;
	if (is_from(u, t, &u->before))
		u->from = true;
	else if (sql_is_any(t, ends))
		u->from = false;
}

/* Whether a table or view stands here: behind INTO, REFERENCES, … or FROM and JOIN of a query. */
static bool
is_relation_place(const struct uses *u, bool *surely)
{
	static const char *const words[] = { "references", "table", "truncate", "copy", NULL };
	bool on = u->sort == LINT_INDEX && sql_is(&u->before, "on");
	bool from = sql_is(&u->before, "join") || is_from(u, &u->before, &u->before2) ||
		    (u->from && u->parens == 0 && sql_is_sign(&u->before, ','));

	*surely = true;
	if (u->sort == LINT_PROCEDURE)
		return false;
	if (sql_is_any(&u->before, words) || on || is_changed_place(u))
		return true;
	*surely = from && u->parens == 0;
	return from && !u->with;
}

static bool
is_setting(const struct uses *u, const struct lint_path *path)
{
	static const char *const words[] = { "set", "local", "session", "reset", NULL };

	return path->schema.p != NULL && sql_is_any(&u->before, words);
}

/* cron.database_name and pg_net.database_name must be the database at hand. */
static void
check_database_name(struct uses *u, const struct lint_path *path)
{
	const struct lint_container *c = &u->r->lint->container;
	struct sql look = u->sql;
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
	bool plain = u->before2.kind == SQL_END || sql_is(&u->before2, "set");

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
	struct sql_token after = sql_peek(&u->sql);
	bool surely;

	if (is_setting(u, path)) {
		use_setting(u, path);
	} else if (sql_is(&u->before, "language")) {
		brought(u, path, LINT_BRINGS_LANGUAGE, "language");
	} else if (sql_is(&u->before, "wrapper")) {
		brought(u, path, LINT_BRINGS_WRAPPER, "foreign data wrapper");
	} else if (u->sort == LINT_INDEX && sql_is(&u->before, "using")) {
		brought(u, path, LINT_BRINGS_METHOD, "index method");
	} else if (u->sort == LINT_TABLE && is_parent_place(u)) {
		use_relation(u, path, true);
	} else if (is_type_place(u, &after)) {
		use_type(u, path);
	} else if (names_function(u) || (sql_is_sign(&after, '(') && !is_no_call(u))) {
		use_function(u, path, names_function(u) || sql_is(&u->before, "call"));
	} else if (is_relation_place(u, &surely)) {
		use_relation(u, path, surely);
	} else if (u->sort == LINT_INDEX || u->sort == LINT_TABLE) { /* EXCLUDE is a table's */
		brought(u, path, LINT_BRINGS_OPCLASS, "operator class");
	}
}

/* Behind a string stands ::regclass. */
static bool
is_regclass(const struct uses *u)
{
	struct sql look = u->sql;
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
	if ((sql_is_sign(&u->before, '(') && sql_is_any(&u->before2, words)) || is_regclass(u))
		use_relation(u, &path, true);
	else if (sql_is(&u->before, "language"))
		brought(u, &path, LINT_BRINGS_LANGUAGE, "language");
}

static void
count_parens(struct uses *u, const struct sql_token *t)
{
	if (sql_is_sign(t, '(')) {
		u->parens++;
		if (sql_is(&u->before, "cast") && u->cast == 0)
			u->cast = u->parens;
	} else if (sql_is_sign(t, ')') && u->parens > 0) {
		if (u->cast == u->parens)
			u->cast = 0;
		u->parens--;
	}
}

/* The word before a table that stands for it alone, without those that inherit from it. */
static bool
is_only(const struct uses *u, const struct sql_token *t)
{
	static const char *const words[] = { "on", "from", "join", "using", "table", "truncate",
		"update", "into", "copy", NULL };

	return sql_is(t, "only") && (sql_is_any(&u->before, words) || sql_is_sign(&u->before, ','));
}

void
lint_read_uses(struct lint_reader *r, struct sql tokens, enum lint_sort sort)
{
	struct uses u = { .r = r, .sql = tokens, .sort = sort };
	struct sql_token t;

	if (!r->reporting)
		return;
	for (;;) {
		struct sql here = u.sql;
		struct lint_path path;

		if (!sql_next(&u.sql, &t))
			return;
		if (is_only(&u, &t))
			continue;
		u.with |= sql_is(&t, "with");
		if (t.kind == SQL_NAME || t.kind == SQL_QUOTED) {
			u.sql = here;
			if (!sql_is(&u.before, "by") || !sql_is(&u.before2, "owned")) {
				lint_take_path(&u.sql, &path);
				use_path(&u, &path);
			} else if (lint_take_column(&u.sql, &path)) {
				use_relation(&u, &path, true);
			}
		} else if (t.kind == SQL_STRING) {
			use_string(&u, &t);
		}
		count_parens(&u, &t);
		follow_queries(&u, &t);
		follow_from(&u, &t);
		u.before2 = u.before;
		u.before = t;
	}
}
