/* sql_place.h — what a name in SQL is, by where it stands. */
#ifndef LINT_SQL_PLACE_H
#define LINT_SQL_PLACE_H

#include "lint/reader.h"

enum lint_place {
	LINT_PLACE_OTHER, /* a column, an alias, or not to be told */
	LINT_PLACE_SETTING,
	LINT_PLACE_LANGUAGE,
	LINT_PLACE_WRAPPER, /* FOREIGN DATA WRAPPER */
	LINT_PLACE_METHOD,  /* CREATE INDEX … USING */
	LINT_PLACE_OPCLASS,
	LINT_PLACE_TYPE,
	LINT_PLACE_FUNCTION,
	LINT_PLACE_RELATION
};

/* Where the reading of a statement or expression stands. */
struct lint_where {
	struct sql sql; /* what is behind the last name */
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

/* Of the path that has just been read. `surely`: it is no column's or alias's, as it may be within
 * a query. */
enum lint_place lint_place(const struct lint_where *w, const struct lint_path *path, bool *surely);

/* The token was read. */
void lint_place_follow(struct lint_where *w, const struct sql_token *t);

/* Is it the word before a table that stands for it alone, without those that inherit from it? */
bool lint_place_is_only(const struct lint_where *w, const struct sql_token *t);

#endif
