/* objects.c — the checker's catalogue. */
#include "lint/objects.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

/* Takes the next byte of a name as the server stores it; -1 at its end. */
static int
name_byte(const struct lint_name *name, size_t *i)
{
	char c;

	if (*i >= name->len)
		return -1;
	c = name->p[(*i)++];
	if (name->quoted && c == '"' && *i < name->len && name->p[*i] == '"')
		(*i)++;
	return (unsigned char)(name->quoted ? c : str_lower(c));
}

bool
lint_name_same(const struct lint_name *a, const struct lint_name *b)
{
	size_t i = 0, j = 0;

	if (a->p == NULL || b->p == NULL)
		return a->p == b->p;
	for (int n = 0; n < NAME_BYTES; n++) {
		int c = name_byte(a, &i);

		if (c != name_byte(b, &j))
			return false;
		if (c < 0)
			return true;
	}
	return true;
}

bool
lint_name_is(const struct lint_name *name, const char *word)
{
	struct lint_name other = lint_name_word(word);

	return name->p != NULL && lint_name_same(name, &other);
}

struct lint_name
lint_name_word(const char *word)
{
	return (struct lint_name){ .p = word, .len = strlen(word), .quoted = true };
}

struct lint_name
lint_name_of(const struct sql_token *t)
{
	return (struct lint_name){
		.p = t->p,
		.len = t->len,
		.quoted = t->kind != SQL_NAME,
		.dynamic = t->dynamic,
	};
}

/* Of the name as the server stores it. */
static uint32_t
hash_name(const struct lint_name *name)
{
	uint64_t hash = STR_HASH;
	size_t i = 0;

	for (int n = 0, c; n < NAME_BYTES && (c = name_byte(name, &i)) >= 0; n++)
		hash = str_hash_byte(hash, (unsigned char)c);
	return (uint32_t)(hash ^ hash >> 32);
}

/* The schema's hash; 0 where none is said, known or can be. */
static uint32_t
place_of(const struct lint_object *o)
{
	if (o->kind == LINT_DATABASE || o->within.p == NULL || o->within.dynamic)
		return 0;
	return hash_name(&o->within) | 1;
}

/* Homes of what belongs to the whole cluster or to a database nobody knows, and to the main one. */
#define ANY_HOME 0
#define MAIN_HOME 1

static uint32_t
database_home(const struct lint_name *db)
{
	if (db->dynamic)
		return ANY_HOME;
	return db->p == NULL ? MAIN_HOME : hash_name(db) | 2;
}

static uint32_t
home_of(const struct lint_object *o)
{
	bool shared = o->kind == LINT_ROLE || o->kind == LINT_DATABASE;

	return shared ? ANY_HOME : database_home(&o->db);
}

struct lint_objects
lint_objects_on(struct lint_object *rows, size_t cap)
{
	struct lint_objects objects = { .row = rows, .cap = cap };

	for (size_t i = 0; i < LINT_KINDS; i++)
		objects.unseen_from[i] = UINT32_MAX;
	return objects;
}

void
lint_objects_unseen(struct lint_objects *objects, enum lint_kind kind, uint32_t when)
{
	if (when < objects->unseen_from[kind])
		objects->unseen_from[kind] = when;
}

void
lint_objects_add(struct lint_objects *objects, struct lint_object object)
{
	if (object.name.dynamic || object.name.p == NULL) {
		lint_objects_unseen(objects, object.kind, object.when);
		return;
	}
	if (objects->n == objects->cap) {
		objects->full = true;
		return;
	}
	object.hash = hash_name(&object.name);
	object.home = home_of(&object);
	object.place = place_of(&object);
	objects->row[objects->n++] = object;
}

static int
compare_objects(const void *a, const void *b)
{
	const struct lint_object *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	if (x->home != y->home)
		return x->home < y->home ? -1 : 1;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return x->when < y->when ? -1 : x->when > y->when;
}

void
lint_objects_sort(struct lint_objects *objects)
{
	if (objects->n > 1)
		qsort(objects->row, objects->n, sizeof(objects->row[0]), compare_objects);
}

/* The first row that does not stand before the key, or n. */
static size_t
first_row(const struct lint_objects *objects, const struct lint_object *key)
{
	size_t low = 0, high = objects->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_objects(&objects->row[middle], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
row_is(const struct lint_objects *objects, size_t i, const struct lint_object *key)
{
	return i < objects->n && objects->row[i].kind == key->kind &&
	       objects->row[i].hash == key->hash;
}

/* The row that creates this database, or NULL: the main one, postgres, template1. */
static const struct lint_object *
database_row(const struct lint_objects *objects, const struct lint_name *db)
{
	struct lint_object key = { .kind = LINT_DATABASE };

	if (db->p == NULL)
		return NULL;
	key.hash = hash_name(db);
	for (size_t i = first_row(objects, &key); row_is(objects, i, &key); i++)
		if (lint_name_same(&objects->row[i].name, db))
			return &objects->row[i];
	return NULL;
}

/* A database has its own things and those its template had when it was made (by `made`, or NULL).
 */
static bool
reaches(const struct lint_object *made, const struct lint_object *row, const struct lint_name *db)
{
	if (row->kind == LINT_ROLE || row->kind == LINT_DATABASE || row->db.dynamic ||
	    db->dynamic || lint_name_same(&row->db, db))
		return true;
	return made != NULL && row->when < made->when &&
	       (made->within.dynamic || lint_name_same(&made->within, &row->db));
}

static bool
same_place(const struct lint_name *a, const struct lint_name *b)
{
	return a->p == NULL || b->p == NULL || a->dynamic || b->dynamic || lint_name_same(a, b);
}

static bool
is_wanted(
    const struct lint_object *made, const struct lint_object *row, const struct lint_object *want)
{
	return lint_name_same(&row->name, &want->name) &&
	       (want->kind == LINT_DATABASE || same_place(&row->within, &want->within)) &&
	       reaches(made, row, &want->db);
}

/* What is looked for, and what was found so far: the earliest row that makes it, where one behind
 * `want` counts only if it proves that it was not there (an unconditional CREATE in the same place
 * does). */
struct search {
	const struct lint_objects *objects;
	const struct lint_object *want, *found;
	const struct lint_object *made; /* by this row the database, or the template that is
					   looked at; NULL: with the cluster */
	bool unseen;
};

static void
try_row(struct search *s, const struct lint_object *row)
{
	if ((s->found == NULL || row->when < s->found->when) &&
	    (row->when <= s->want->when || !s->unseen ||
		(row->sure && row->home == s->want->home && row->place == s->want->place)) &&
	    is_wanted(s->made, row, s->want))
		s->found = row;
}

/* In one database, in the schemas from first to last. */
static void
search_home(struct search *s, uint32_t home, uint32_t first, uint32_t last)
{
	struct lint_object key = *s->want;

	key.when = 0;
	key.home = home;
	key.place = first;
	for (size_t i = first_row(s->objects, &key); row_is(s->objects, i, &key); i++) {
		const struct lint_object *row = &s->objects->row[i];

		if (row->home != home || row->place > last)
			return;
		try_row(s, row);
	}
}

static void
search_all(struct search *s)
{
	struct lint_object key = { .kind = s->want->kind, .hash = s->want->hash };

	for (size_t i = first_row(s->objects, &key); row_is(s->objects, i, &key); i++)
		try_row(s, &s->objects->row[i]);
}

/* In one database, in the schema that is meant and in those nobody knows. */
static void
search_database(struct search *s, uint32_t home)
{
	uint32_t place = s->want->place;

	search_home(s, home, place, place ? place : UINT32_MAX);
	if (place != 0)
		search_home(s, home, 0, 0);
}

#define TEMPLATES 8 /* a copy of a copy … */

/* In its own database, in what is everywhere, in the template of its database, in that one's … */
static void
search(struct search *s)
{
	if (s->want->db.dynamic) {
		search_all(s);
		return;
	}
	search_database(s, s->want->home);
	search_database(s, ANY_HOME);
	for (int i = 0; i < TEMPLATES && s->made != NULL; i++) {
		if (s->made->within.dynamic) {
			search_all(s);
			return;
		}
		search_database(s, database_home(&s->made->within));
		s->made = database_row(s->objects, &s->made->within);
	}
}

enum lint_answer
lint_objects_ask(
    const struct lint_objects *objects, struct lint_object *want, const struct lint_object **where)
{
	struct search s = {
		.objects = objects,
		.want = want,
		.made = database_row(objects, &want->db),
		.unseen = objects->full || objects->unseen_from[want->kind] <= want->when,
	};

	want->hash = hash_name(&want->name);
	want->home = home_of(want);
	want->place = place_of(want);
	search(&s);
	*where = s.found != NULL && s.found->when > want->when ? s.found : NULL;
	if (*where != NULL)
		return LINT_COMES_LATER;
	return s.found != NULL || s.unseen ? LINT_EXISTS : LINT_NEVER;
}

bool
lint_objects_any_in(const struct lint_objects *objects, enum lint_kind kind,
    const struct lint_name *name, const struct lint_name *schema)
{
	struct lint_object key = { .kind = kind, .hash = hash_name(name), .within = *schema };
	uint32_t place = place_of(&key);

	for (size_t i = first_row(objects, &key); row_is(objects, i, &key); i++) {
		const struct lint_object *row = &objects->row[i];

		if ((place == 0 || row->place == 0 || row->place == place) &&
		    lint_name_same(&row->name, name) && same_place(&row->within, schema))
			return true;
	}
	return false;
}

bool
lint_objects_any(
    const struct lint_objects *objects, enum lint_kind kind, const struct lint_name *name)
{
	return lint_objects_any_in(objects, kind, name, &(struct lint_name){ .p = NULL });
}

int
lint_name_shown(const char *p, size_t len)
{
	return (int)(len > NAME_BYTES ? utf8_fit(p, NAME_BYTES) : len);
}
