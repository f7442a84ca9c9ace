/* reader.h — what the SQL and shell readers share while they go through the files: where they are,
 * whether what they read will run, and the two things they say: "this is created here", "this must
 * be there by now". Inside lint/ only. */
#ifndef LINT_READER_H
#define LINT_READER_H

#include "base/str.h"
#include "lint/lint.h"

enum lint_certainty {
	LINT_RUNS,    /* this will be executed */
	LINT_MAY_RUN, /* behind a shell condition */
	LINT_GUARDED /* behind a condition that may ask for the very thing: IF EXISTS …, \if, || */
};

#define LINT_VARIABLES 64

/* The psql variables that a .sql has set so far: the entrypoint gives it none. */
struct lint_variables {
	struct lint_name set[LINT_VARIABLES];
	size_t n;
	bool any;   /* and perhaps others */
	bool alone; /* no script names the file: known once one has been looked for */
};

struct lint_reader {
	struct lint *lint;
	const struct lint_file *file;
	bool reporting; /* the second reading: uses are looked up, findings made */
	uint32_t now;   /* counts statements over all files */
	struct lint_name db;
	struct lint_name search_path; /* where unqualified names are created; p NULL: public */
	enum lint_certainty runs;
	unsigned ifs;          /* open \if */
	bool bodies_unchecked; /* SET check_function_bodies = off */
	bool goes_on;          /* ON_ERROR_STOP is said to be off: what fails may fail */
	bool moved;            /* a cd went before: the working directory is not known */
	bool fragment;         /* a piece of a command that is put together at run time */
	bool in_block;         /* a DO block or a transaction: CREATE DATABASE cannot run there */
	unsigned depth;        /* bodies within bodies */
	struct lint_variables *variables; /* NULL: not known */
};

#define LINT_DEPTH 8

/* A name with its schema: s.n, or n alone (schema.p NULL). */
struct lint_path {
	struct lint_name schema, name;
	const char *at;
};

/* Takes [name .]… name; false, and nothing moved, when no name comes next. */
bool lint_take_path(struct sql *sql, struct lint_path *path);
/* The same for [schema.]table.column, of which the table is wanted; false without a dot. */
bool lint_take_column(struct sql *sql, struct lint_path *table);

/* A finding at a place in the file's text; only in the second reading. */
void lint_report(struct lint_reader *r, enum lint_rule rule, const char *at, const char *fmt, ...)
    PRINTF(4, 5);
/* The same for a password that stands at `at`: the text itself never goes into the finding. */
void lint_report_password(struct lint_reader *r, const char *at);
/* The same for a user or database ("what") that is called postgres. */
void lint_report_postgres(struct lint_reader *r, const char *at, const char *what);
bool lint_host_is_here(const char *host);
/* The same for a host, where it is this container without being PGHOST. */
void lint_report_host(struct lint_reader *r, const char *at, const char *host);

/* Something is created; `sure` when its CREATE fails if it is there already. */
void lint_creates(
    struct lint_reader *r, enum lint_kind kind, const struct lint_path *path, bool sure);
/* From here on things of any kind may exist that the checker cannot see. */
void lint_unseen(struct lint_reader *r);

/* The schema that a qualified name stands in must be there. */
void lint_needs_schema(struct lint_reader *r, const struct lint_path *path);
/* Something must be there. The first reports what no file creates, too; the second only what comes
 * later. */
typedef void lint_need(struct lint_reader *r, enum lint_kind kind, const struct lint_path *path);
lint_need lint_needs, lint_needs_if_known;
/* `what` ("type") called `name` needs the extension. */
void lint_needs_extension(
    struct lint_reader *r, const char *extension, const char *what, const struct lint_path *path);

/* sql_read.c: all statements of a text. */
void lint_read_sql(struct lint_reader *r, struct sql sql);
/* sql_meta.c: a meta-command of psql; false when the rest of the text is not read: \q. */
bool lint_read_meta(struct lint_reader *r, const struct sql_token *meta);
/* Behind \c or psql -d: the database that what follows runs in; NULL p: the main one. */
void lint_connect(struct lint_reader *r, const struct lint_name *db, const char *at);
/* conninfo.c: the database of dbname=… or postgresql://… on this server; dynamic when it cannot be
 * told. */
struct lint_name lint_conninfo_database(const struct lint_name *info);
/* The host that a connection string names; false when it names none or is no connection string. */
bool lint_conninfo_host(const char *text, struct str *host);

/* sql_create.c, sql_alter.c: statements that begin with CREATE; with GRANT, ALTER, SET ROLE … They
 * leave the rest of the statement to sql_uses.c, lint_read_alter() where it returns false. */
void lint_read_create(struct lint_reader *r, struct sql *sql);
bool lint_read_alter(struct lint_reader *r, struct sql *sql);

/* sql_roles.c. The roles behind OWNER TO and AUTHORIZATION, with `reassign` behind TO; the schema
 * of SET SCHEMA. */
void lint_read_owner(struct lint_reader *r, struct sql sql, bool reassign);
/* A role, or a list of them, which must be there. */
void lint_role(struct lint_reader *r, struct sql *sql);
void lint_role_list(struct lint_reader *r, struct sql *sql);
/* A list of names of that kind, and their schemas. */
void lint_name_list(struct lint_reader *r, struct sql *sql, enum lint_kind kind, lint_need *needs);
/* The schemas of CREATE or ALTER PUBLICATION. */
void lint_publication(struct lint_reader *r, struct sql *sql);

/* sql_extension.c: CREATE EXTENSION, which has been entered in the catalogue. */
void lint_read_extension(struct lint_reader *r, const struct lint_path *path, bool cascade);

/* include.c: psql reads this file, looked for beside the one that is read or where psql was
 * started. */
void lint_include(struct lint_reader *r, const char *path, const char *at, bool beside);
/* COPY t FROM '/file': it must be there. */
void lint_read_copy(struct lint_reader *r, struct sql tokens);
/* DROP DATABASE, dropdb. */
void lint_drops_database(struct lint_reader *r, const struct lint_path *path);

/* sql_content.c: passwords; SECURITY DEFINER. */
/* A psql variable, by its name a password's. */
void lint_read_variable(
    struct lint_reader *r, const struct lint_name *name, const struct lint_name *value);
void lint_read_password(struct lint_reader *r, struct sql tokens);
void lint_read_definer(struct lint_reader *r, struct sql tokens, const struct lint_path *function);
bool lint_sets_search_path(struct sql tokens);

/* sql_foreign.c: what is none of PostgreSQL's SQL in a statement. */
void lint_read_foreign(struct lint_reader *r, struct sql tokens);

/* sql_variables.c: psql's variables. One is set; NULL: any may be. */
void lint_sets_variable(struct lint_reader *r, const struct lint_name *name);
/* Those in a statement. */
void lint_read_variables(struct lint_reader *r, struct sql tokens);

/* sql_uses.c: functions, types, relations and schemas that an expression or definition names. */
enum lint_sort {
	LINT_EXPRESSION, /* SELECT, INSERT, VALUES … */
	LINT_TABLE,      /* column definitions: CREATE TABLE, ALTER TABLE, CREATE TYPE */
	LINT_ROUTINE,    /* parameters and result of a function */
	LINT_INDEX,      /* INDEX, TRIGGER, POLICY, RULE: ON table */
	LINT_PROCEDURE   /* a plpgsql block: INTO is a variable */
};

void lint_read_uses(struct lint_reader *r, struct sql tokens, enum lint_sort sort);

/* shell_read.c */
void lint_read_shell(struct lint_reader *r);

#endif
