/* objects.h — what the scripts create, and when: the checker's catalogue.
 *
 * It is filled by a first reading of all files in the order they run, sorted, and asked in a second
 * reading. Names point into the files; the rows are the caller's. */
#ifndef LINT_OBJECTS_H
#define LINT_OBJECTS_H

#include "lint/sql.h"

struct lint_file;

/* A name as written. A database's NULL p is the main one (POSTGRES_DB). */
struct lint_name {
	const char *p;
	size_t len;
	bool quoted;
	bool dynamic; /* not known here: matches everything */
};

enum lint_kind {
	LINT_ROLE, /* roles and databases belong to the whole cluster, the rest to one database */
	LINT_DATABASE,
	LINT_EXTENSION,
	LINT_SCHEMA,
	LINT_FUNCTION,
	LINT_TYPE,
	LINT_RELATION,
	LINT_HARDENED, /* a function that got its search_path by ALTER FUNCTION */

	LINT_KINDS
};

struct lint_object {
	struct lint_name name;
	struct lint_name within; /* its schema; of a database: the template */
	struct lint_name db;
	const struct lint_file *file;
	uint32_t when;        /* counts what is read, in the order it runs */
	uint32_t hash;        /* of the name */
	uint32_t home, place; /* of db and within; 0: in any database, in any schema */
	enum lint_kind kind;
	bool sure; /* CREATE without IF NOT EXISTS, OR REPLACE or a condition around it */
};

struct lint_objects {
	struct lint_object *row;
	size_t n, cap;
	bool full; /* sticky: rows were lost, so "never created" cannot be said */
	/* From here on things of this kind may exist that the checker could not see. */
	uint32_t unseen_from[LINT_KINDS];
};

struct lint_objects lint_objects_on(struct lint_object *rows, size_t cap);
void lint_objects_add(struct lint_objects *objects, struct lint_object object);
void lint_objects_unseen(struct lint_objects *objects, enum lint_kind kind, uint32_t when);
void lint_objects_sort(struct lint_objects *objects);

enum lint_answer {
	LINT_EXISTS,      /* created before, or possibly */
	LINT_COMES_LATER, /* created, but later: *where */
	LINT_NEVER        /* no file creates it */
};

/* Is what `want` names (kind, name, within, db, when) there at want->when? Fills the rest. */
enum lint_answer lint_objects_ask(
    const struct lint_objects *objects, struct lint_object *want, const struct lint_object **where);
/* Does any file create something of this kind and name, in any database, at any time? */
bool lint_objects_any(
    const struct lint_objects *objects, enum lint_kind kind, const struct lint_name *name);
/* The same in that schema, where both are known. */
bool lint_objects_any_in(const struct lint_objects *objects, enum lint_kind kind,
    const struct lint_name *name, const struct lint_name *schema);

/* PostgreSQL's comparison: unquoted names fold to lower case, 63 bytes count. */
bool lint_name_same(const struct lint_name *a, const struct lint_name *b);
bool lint_name_is(const struct lint_name *name, const char *word);
struct lint_name lint_name_of(const struct sql_token *t);
struct lint_name lint_name_word(const char *word);
/* How many bytes of a name a message shows: at most NAME_BYTES, and no half character. */
int lint_name_shown(const char *p, size_t len);

#endif
