/* objects.c — the checker's catalogue. */
#include "lint/objects.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define NAME_BYTES 63 /* NAMEDATALEN - 1 */

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

/* FNV-1a over the name as the server stores it. */
static uint32_t
hash_name(const struct lint_name *name)
{
	uint32_t hash = 2166136261u;
	size_t i = 0;

	for (int n = 0, c; n < NAME_BYTES && (c = name_byte(name, &i)) >= 0; n++)
		hash = (hash ^ (uint32_t)c) * 16777619u;
	return hash;
}

/* The schema's hash; 0 where none is said, known or can be. */
static uint32_t
place_of(const struct lint_object *o)
{
	if (o->kind == LINT_DATABASE || o->within.p == NULL || o->within.dynamic)
		return 0;
	return hash_name(&o->within) | 1;
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

/* The first row with this kind and hash from that place on, or n. */
static size_t
first_row(const struct lint_objects *objects, enum lint_kind kind, uint32_t hash, uint32_t place)
{
	const struct lint_object key = { .kind = kind, .hash = hash, .place = place };
	size_t low = 0, high = objects->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_objects(&objects->row[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
row_is(const struct lint_objects *objects, size_t i, enum lint_kind kind, uint32_t hash)
{
	return i < objects->n && objects->row[i].kind == kind && objects->row[i].hash == hash;
}

/* The row that creates this database, or NULL: the main one, postgres, template1. */
static const struct lint_object *
database_row(const struct lint_objects *objects, const struct lint_name *db)
{
	uint32_t hash;

	if (db->p == NULL)
		return NULL;
	hash = hash_name(db);
	for (size_t i = first_row(objects, LINT_DATABASE, hash, 0);
	     row_is(objects, i, LINT_DATABASE, hash); i++)
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

/* What makes `want` in the places from first to last: a row before it, else the earliest behind it
 * that proves it was not there (an unconditional CREATE does), else NULL. */
static const struct lint_object *
find_maker(const struct lint_objects *objects, const struct lint_object *want, uint32_t first,
    uint32_t last, bool unseen)
{
	const struct lint_object *made = database_row(objects, &want->db), *found = NULL;

	for (size_t i = first_row(objects, want->kind, want->hash, first);
	     row_is(objects, i, want->kind, want->hash) && objects->row[i].place <= last; i++) {
		const struct lint_object *row = &objects->row[i];

		if (!is_wanted(made, row, want))
			continue;
		if (row->when <= want->when)
			return row;
		if ((row->sure || !unseen) && (found == NULL || row->when < found->when))
			found = row;
	}
	return found;
}

enum lint_answer
lint_objects_ask(
    const struct lint_objects *objects, struct lint_object *want, const struct lint_object **where)
{
	bool unseen = objects->full || objects->unseen_from[want->kind] <= want->when;
	uint32_t place = place_of(want);
	const struct lint_object *there, *anywhere;

	want->hash = hash_name(&want->name);
	there = find_maker(objects, want, place, place ? place : UINT32_MAX, unseen);
	anywhere = place ? find_maker(objects, want, 0, 0, unseen) : there;
	if (there == NULL || (anywhere != NULL && anywhere->when < there->when))
		there = anywhere;
	*where = there != NULL && there->when > want->when ? there : NULL;
	if (*where != NULL)
		return LINT_COMES_LATER;
	return there != NULL || unseen ? LINT_EXISTS : LINT_NEVER;
}

bool
lint_objects_any(
    const struct lint_objects *objects, enum lint_kind kind, const struct lint_name *name)
{
	uint32_t hash = hash_name(name);

	for (size_t i = first_row(objects, kind, hash, 0); row_is(objects, i, kind, hash); i++)
		if (lint_name_same(&objects->row[i].name, name))
			return true;
	return false;
}
