/* reader.c — "this is created here", "this must be there by now". */
#include "lint/reader.h"

#include <string.h>

#include "base/str.h"
#include "lint/builtins.h"
#include "lint/extensions.h"

void
lint_report(struct lint_reader *r, enum lint_rule rule, const char *at, const char *fmt, ...)
{
	va_list args;

	if (!r->reporting)
		return;
	va_start(args, fmt);
	lint_vfind(r->lint, rule, r->file, (size_t)(at - r->file->text), fmt, args);
	va_end(args);
}

void
lint_report_password(struct lint_reader *r, const char *at)
{
	lint_report(r, LINT_PLAIN_PASSWORD, at, "the password is written down in plain text");
}

void
lint_report_postgres(struct lint_reader *r, const char *at, const char *what)
{
	lint_report(r, LINT_FIXED_POSTGRES, at, "%s \"postgres\" is written down", what);
}

bool
lint_host_is_here(const char *host)
{
	return strcmp(host, "localhost") == 0 || strcmp(host, "127.0.0.1") == 0 ||
	       strcmp(host, "::1") == 0;
}

void
lint_report_host(struct lint_reader *r, const char *at, const char *host)
{
	bool directory = host[0] == '/' && !r->lint->container.usual_socket;

	if (lint_host_is_here(host) || directory)
		lint_report(r, LINT_HOST, at,
		    "host \"%s\": while init files run the server listens in $PGHOST alone", host);
}

bool
lint_take_path(struct sql *sql, struct lint_path *path)
{
	struct sql look = *sql;
	struct sql_token t;

	*path = (struct lint_path){ .at = NULL };
	do {
		if (!sql_next(&look, &t) ||
		    (t.kind != SQL_NAME && t.kind != SQL_QUOTED && t.kind != SQL_VARIABLE))
			return false;
		if (path->at == NULL)
			path->at = t.at;
		else
			path->schema = path->name;
		path->name = lint_name_of(&t);
		*sql = look;
		sql_next(&look, &t);
	} while (sql_is_sign(&t, '.'));
	return true;
}

bool
lint_take_column(struct sql *sql, struct lint_path *table)
{
	struct sql_token first = sql_peek(sql);
	struct lint_path path;

	if (!lint_take_path(sql, &path) || path.schema.p == NULL)
		return false;
	*table = (struct lint_path){ .name = path.schema, .at = path.at };
	if (path.schema.p != first.p)
		table->schema = lint_name_of(&first);
	return true;
}

static bool
lives_in_schema(enum lint_kind kind)
{
	return kind == LINT_FUNCTION || kind == LINT_TYPE || kind == LINT_RELATION;
}

void
lint_creates(struct lint_reader *r, enum lint_kind kind, const struct lint_path *path, bool sure)
{
	struct lint_object object = {
		.kind = kind,
		.name = path->name,
		.within = path->schema,
		.db = r->db,
		.file = r->file,
		.when = r->now,
		.sure = sure && r->runs == LINT_RUNS && !r->fragment,
	};

	if (r->reporting)
		return;
	if (kind == LINT_DATABASE && lint_name_is(&path->schema, r->lint->container.database))
		object.within.p = NULL; /* the main one, as r->db has it */
	if (object.within.p == NULL && lives_in_schema(kind))
		object.within = r->search_path.p ? r->search_path : lint_name_word("public");
	lint_objects_add(&r->lint->objects, object);
	if (r->fragment)
		lint_objects_unseen(&r->lint->objects, kind, r->now);
}

void
lint_unseen(struct lint_reader *r)
{
	for (size_t i = 0; i < LINT_KINDS && !r->reporting; i++)
		lint_objects_unseen(&r->lint->objects, (enum lint_kind)i, r->now);
}

/* How each kind is called, and which rule speaks of it. */
static const struct {
	const char *word;
	enum lint_rule rule;
} kinds[LINT_KINDS] = {
	[LINT_ROLE] = { "role", LINT_ROLE_LATE },
	[LINT_DATABASE] = { "database", LINT_DATABASE_LATE },
	[LINT_EXTENSION] = { "extension", LINT_EXTENSION_LATE },
	[LINT_SCHEMA] = { "schema", LINT_SCHEMA_LATE },
	[LINT_FUNCTION] = { "function", LINT_FUNCTION_LATE },
	[LINT_TYPE] = { "type", LINT_RELATION_LATE },
	[LINT_RELATION] = { "table or view", LINT_RELATION_LATE },
	[LINT_HARDENED] = { "function", LINT_FUNCTION_LATE },
};

static bool
starts_pg(const struct lint_name *name)
{
	return name->len > 3 && (name->p[0] | 32) == 'p' && (name->p[1] | 32) == 'g' &&
	       name->p[2] == '_';
}

/* What every new cluster has. */
static bool
built_in(const struct lint_reader *r, enum lint_kind kind, const struct lint_name *name)
{
	const struct lint_container *c = &r->lint->container;

	switch (kind) {
	case LINT_ROLE:
		return starts_pg(name) || lint_name_is(name, c->user);
	case LINT_DATABASE:
		return lint_name_is(name, c->database) || lint_name_is(name, "postgres") ||
		       lint_name_is(name, "template0") || lint_name_is(name, "template1");
	case LINT_EXTENSION:
		return lint_name_is(name, "plpgsql");
	case LINT_SCHEMA:
		return starts_pg(name) || lint_name_is(name, "public") ||
		       lint_name_is(name, "information_schema");
	case LINT_FUNCTION:
	case LINT_TYPE:
	case LINT_RELATION:
	case LINT_HARDENED:
	case LINT_KINDS:
	default:
		return false;
	}
}

static struct lint_object
wanted(const struct lint_reader *r, enum lint_kind kind, const struct lint_path *path)
{
	return (struct lint_object){
		.kind = kind,
		.name = path->name,
		.within = path->schema,
		.db = r->db,
		.when = r->now,
	};
}

/* Behind no schema it is what the server or an extension that is there brings, whatever a script
 * makes of that name in a schema of its own. */
static bool
comes_first(struct lint_reader *r, enum lint_kind kind, const struct lint_path *path)
{
	static const enum lint_brings brings[LINT_KINDS] = {
		[LINT_FUNCTION] = LINT_BRINGS_FUNCTION,
		[LINT_TYPE] = LINT_BRINGS_TYPE,
		[LINT_RELATION] = LINT_BRINGS_RELATION,
	};
	struct lint_path extension = { .name = { .p = NULL } };
	const struct lint_object *where;
	struct lint_object want;

	if (!lives_in_schema(kind) || path->schema.p != NULL)
		return false;
	if ((kind == LINT_FUNCTION && lint_builtin_function(&path->name)) ||
	    (kind == LINT_TYPE && lint_builtin_type(&path->name)))
		return true;
	extension.name.p = lint_brought_by(path->name.p, path->name.len, brings[kind]);
	if (extension.name.p == NULL)
		return kind == LINT_RELATION && starts_pg(&path->name);
	extension.name = lint_name_word(extension.name.p);
	want = wanted(r, LINT_EXTENSION, &extension);
	return lint_objects_ask(&r->lint->objects, &want, &where) == LINT_EXISTS;
}

/* The place of something created later, as "FILE:LINE" would be too long a story: the file. */
static const char *
place(const struct lint_reader *r, const struct lint_object *where)
{
	return where->file == r->file ? "further down in this file" : where->file->name;
}

static void
needs(struct lint_reader *r, enum lint_kind kind, const struct lint_path *path, bool if_known)
{
	struct lint_object want = wanted(r, kind, path);
	const struct lint_object *where;
	enum lint_answer answer;
	int len = lint_name_shown(path->name.p, path->name.len);

	if (!r->reporting || r->runs == LINT_GUARDED || r->fragment || path->name.p == NULL ||
	    path->name.dynamic || path->schema.dynamic || built_in(r, kind, &path->name))
		return;
	answer = lint_objects_ask(&r->lint->objects, &want, &where);
	if (answer == LINT_EXISTS || comes_first(r, kind, path))
		return;
	if (answer == LINT_NEVER && kind == LINT_SCHEMA) {
		const char *ext = lint_brought_by(path->name.p, path->name.len, LINT_BRINGS_SCHEMA);

		if (ext != NULL) {
			lint_needs_extension(r, ext, "schema", path);
			return;
		}
	}
	if (answer == LINT_COMES_LATER)
		lint_report(r, kinds[kind].rule, path->at, "%s \"%.*s\" is created later: %s",
		    kinds[kind].word, len, path->name.p, place(r, where));
	else if (answer == LINT_NEVER && !if_known && r->runs == LINT_RUNS)
		lint_report(r, kinds[kind].rule, path->at, "no file creates %s \"%.*s\"",
		    kinds[kind].word, len, path->name.p);
}

void
lint_needs_schema(struct lint_reader *r, const struct lint_path *path)
{
	struct lint_path schema = { .name = path->schema, .at = path->at };

	if (schema.name.p != NULL)
		lint_needs(r, LINT_SCHEMA, &schema);
}

void
lint_needs(struct lint_reader *r, enum lint_kind kind, const struct lint_path *path)
{
	needs(r, kind, path, false);
}

void
lint_needs_if_known(struct lint_reader *r, enum lint_kind kind, const struct lint_path *path)
{
	needs(r, kind, path, true);
}

/* The database that init files run in, where that is known. */
static bool
is_main(const struct lint_container *c, const struct lint_name *name)
{
	if (name->dynamic)
		return str_is(name->p, name->len, "$POSTGRES_DB") ||
		       str_is(name->p, name->len, "${POSTGRES_DB}");
	return c->database_given && lint_name_is(name, c->database);
}

void
lint_drops_database(struct lint_reader *r, const struct lint_path *path)
{
	const struct lint_objects *objects = &r->lint->objects;
	bool is_here = !r->db.dynamic && r->db.p != NULL && !path->name.dynamic &&
		       lint_name_same(&r->db, &path->name);
	bool main = is_main(&r->lint->container, &path->name);

	if (r->runs != LINT_RUNS || r->fragment)
		return;
	if (is_here || (main && r->db.p == NULL))
		lint_report(r, LINT_DATABASE_DROPPED, path->at,
		    "the database it is connected to cannot be dropped");
	else if (main && objects->unseen_from[LINT_DATABASE] == UINT32_MAX &&
		 !lint_objects_any(objects, LINT_DATABASE, &path->name))
		lint_report(r, LINT_DATABASE_DROPPED, path->at,
		    "init files run in the database that is dropped here");
}

void
lint_needs_extension(
    struct lint_reader *r, const char *extension, const char *what, const struct lint_path *path)
{
	struct lint_path ext = { .name = lint_name_word(extension), .at = path->at };
	struct lint_object want = wanted(r, LINT_EXTENSION, &ext);
	const struct lint_object *where;
	enum lint_answer answer;
	const char *name = path->schema.p ? path->at : path->name.p;
	int len = lint_name_shown(name, (size_t)(path->name.p + path->name.len - name));

	if (!r->reporting || r->runs == LINT_GUARDED || r->fragment)
		return;
	answer = lint_objects_ask(&r->lint->objects, &want, &where);
	if (answer == LINT_COMES_LATER)
		lint_report(r, LINT_EXTENSION_LATE, path->at,
		    "%s \"%.*s\" needs extension \"%s\", which is created later: %s", what, len,
		    name, extension, place(r, where));
	else if (answer == LINT_NEVER && r->runs == LINT_RUNS)
		lint_report(r, LINT_EXTENSION_LATE, path->at,
		    "%s \"%.*s\" needs extension \"%s\", which no file creates in this database",
		    what, len, name, extension);
}
