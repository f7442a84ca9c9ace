/* sql_place.c — looks at each name with the word before and the sign behind it.
 *
 * This is no parser: where that does not tell what the name is, nothing is said. */
#include "lint/sql_place.h"

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
is_no_call(const struct lint_where *w)
{
	static const char *const words[] = { "into", "table", "references", "copy", "using", "as",
		"with", "recursive", "of", NULL };
	bool names_table = w->sort == LINT_INDEX && sql_is(&w->before, "on");
	bool names_prepared = w->before2.kind == SQL_END &&
			      (sql_is(&w->before, "prepare") || sql_is(&w->before, "execute"));

	return sql_is_any(&w->before, words) || names_table || names_prepared ||
	       sql_is_sign(&w->before, ')') ||
	       (w->with && sql_is_sign(&w->before, ',') && is_query_head(w->sql));
}

/* SFUNC = f, PROCEDURE = f, EXECUTE FUNCTION f. */
static bool
names_function(const struct lint_where *w)
{
	static const char *const keys[] = { "sfunc", "finalfunc", "combinefunc", "msfunc",
		"minvfunc", "procedure", "function", NULL };
	static const char *const words[] = { "function", "procedure", "handler", "validator",
		NULL };

	return (sql_is_sign(&w->before, '=') && sql_is_any(&w->before2, keys)) ||
	       (sql_is_any(&w->before, words) && w->sort != LINT_ROUTINE);
}

static const char *const modes[] = { "in", "out", "inout", "variadic", NULL };

/* f(IN vector int): the name of a parameter; f(IN vector): its type. */
static bool
names_parameter(const struct lint_where *w, const struct sql_token *after)
{
	return w->sort == LINT_ROUTINE && sql_is_any(&w->before, modes) &&
	       (after->kind == SQL_NAME || after->kind == SQL_QUOTED) && !sql_is(after, "default");
}

static bool
is_cast(const struct lint_where *w)
{
	return w->before.kind == SQL_SIGN && *w->before.p == ':' && w->before.p != w->before.at;
}

/* Behind the name of a column or parameter: its list is the outermost one. */
static bool
is_defined(const struct lint_where *w)
{
	static const char *const adds[] = { "add", "column", "exists", NULL };
	bool listed =
	    w->parens == 1 && (sql_is_sign(&w->before2, '(') || sql_is_sign(&w->before2, ','));
	bool added = w->sort == LINT_TABLE ? w->parens == 0 && sql_is_any(&w->before2, adds)
					   : w->parens == 1 && sql_is_any(&w->before2, modes);

	return (listed || added) && (w->before.kind == SQL_NAME || w->before.kind == SQL_QUOTED) &&
	       !sql_is(&w->before, "column") && !sql_is(&w->before, "constraint");
}

/* Whether the name between `before` and `after` stands where a type does. */
static bool
is_type_place(const struct lint_where *w, const struct sql_token *after)
{
	static const char *const type_words[] = { "type", "setof", "returns", NULL };
	bool defines = (w->sort == LINT_TABLE || w->sort == LINT_ROUTINE) && !w->selects;
	bool in_parameters = sql_is_sign(&w->before, '(') || sql_is_sign(&w->before, ',');

	if (is_cast(w) || sql_is_any(&w->before, type_words))
		return true;
	if (w->sort == LINT_TABLE && sql_is(&w->before, "of")) /* CREATE TABLE t OF type */
		return defines && w->parens == 0;
	if (names_parameter(w, after))
		return false;
	if (sql_is(&w->before, "as"))
		return w->cast > 0 ? w->parens == w->cast
				   : w->sort == LINT_TABLE && w->before2.kind == SQL_END;
	if (defines && w->sort == LINT_ROUTINE && w->parens > 0 && in_parameters)
		return sql_is_sign(after, ',') || sql_is_sign(after, ')');
	return defines && is_defined(w);
}

/* PARTITION OF t, ATTACH PARTITION t, INHERITS (t), (LIKE t): where the word before does not tell
 * it alone. */
static bool
is_parent_place(const struct lint_where *w)
{
	bool first = sql_is_sign(&w->before2, '(') || sql_is_sign(&w->before2, ',');

	return (sql_is(&w->before, "of") && sql_is(&w->before2, "partition")) ||
	       (sql_is(&w->before, "partition") && sql_is(&w->before2, "attach")) ||
	       (sql_is_sign(&w->before, '(') && sql_is(&w->before2, "inherits")) ||
	       (sql_is(&w->before, "like") && first);
}

/* INSERT INTO t, MERGE INTO t, UPDATE t at the start or behind WITH, REFRESH MATERIALIZED VIEW t,
 * and what keeps a table in order: VACUUM ANALYZE t. */
static bool
is_changed_place(const struct lint_where *w)
{
	static const char *const orders[] = { "analyze", "cluster", "vacuum", NULL };
	bool starts = w->before2.kind == SQL_END || sql_is_sign(&w->before2, ')');

	return (sql_is(&w->before, "into") &&
		   (sql_is(&w->before2, "insert") || sql_is(&w->before2, "merge"))) ||
	       (sql_is(&w->before, "update") && starts) ||
	       (sql_is_any(&w->before, orders) && (starts || sql_is(&w->before2, "vacuum"))) ||
	       (sql_is(&w->before, "view") && sql_is(&w->before2, "materialized")) ||
	       (sql_is(&w->before, "concurrently") && sql_is(&w->before2, "view"));
}

static uint64_t
depth_bit(const struct lint_where *w)
{
	return (uint64_t)1 << (w->parens < 63 ? w->parens : 63);
}

/* The FROM of a query, or USING of DELETE and MERGE; not IS DISTINCT FROM, extract(year FROM c),
 * FETCH FROM c, ORDER BY c USING <. */
static bool
is_from(const struct lint_where *w, const struct sql_token *t, const struct sql_token *before)
{
	return (sql_is(t, "from") && !sql_is(before, "distinct") &&
		   (w->queries & depth_bit(w)) != 0) ||
	       (sql_is(t, "using") && w->sort == LINT_EXPRESSION && w->changes);
}

/* Whether a table or view stands here: behind INTO, REFERENCES, … or FROM and JOIN of a query. */
static bool
is_relation_place(const struct lint_where *w, bool *surely)
{
	static const char *const words[] = { "references", "table", "truncate", "copy", NULL };
	bool on = w->sort == LINT_INDEX && sql_is(&w->before, "on");
	bool from = sql_is(&w->before, "join") || is_from(w, &w->before, &w->before2) ||
		    (w->from && w->parens == 0 && sql_is_sign(&w->before, ','));

	*surely = true;
	if (w->sort == LINT_PROCEDURE)
		return false;
	if (sql_is_any(&w->before, words) || on || is_changed_place(w))
		return true;
	*surely = from && w->parens == 0;
	return from && !w->with;
}

static bool
is_setting(const struct lint_where *w, const struct lint_path *path)
{
	static const char *const words[] = { "set", "local", "session", "reset", NULL };

	return path->schema.p != NULL && sql_is_any(&w->before, words);
}

enum lint_place
lint_place(const struct lint_where *w, const struct lint_path *path, bool *surely)
{
	struct sql look = w->sql;
	struct sql_token after = sql_peek(&look);

	*surely = true;
	if (is_setting(w, path))
		return LINT_PLACE_SETTING;
	if (sql_is(&w->before, "language"))
		return LINT_PLACE_LANGUAGE;
	if (sql_is(&w->before, "wrapper"))
		return LINT_PLACE_WRAPPER;
	if (w->sort == LINT_INDEX && sql_is(&w->before, "using"))
		return LINT_PLACE_METHOD;
	if (w->sort == LINT_TABLE && is_parent_place(w))
		return LINT_PLACE_RELATION;
	if (is_type_place(w, &after))
		return LINT_PLACE_TYPE;
	if (names_function(w) || (sql_is_sign(&after, '(') && !is_no_call(w))) {
		*surely = names_function(w) || sql_is(&w->before, "call");
		return LINT_PLACE_FUNCTION;
	}
	if (is_relation_place(w, surely))
		return LINT_PLACE_RELATION;
	if (w->sort == LINT_INDEX || w->sort == LINT_TABLE) /* EXCLUDE is a table's */
		return LINT_PLACE_OPCLASS;
	return LINT_PLACE_OTHER;
}

static void
count_parens(struct lint_where *w, const struct sql_token *t)
{
	if (sql_is_sign(t, '(')) {
		w->parens++;
		if (sql_is(&w->before, "cast") && w->cast == 0)
			w->cast = w->parens;
	} else if (sql_is_sign(t, ')') && w->parens > 0) {
		if (w->cast == w->parens)
			w->cast = 0;
		w->parens--;
	}
}

static void
follow_queries(struct lint_where *w, const struct sql_token *t)
{
	if (sql_is_sign(t, '(')) /* counted already */
		w->queries &= ~depth_bit(w);
	if (sql_is(t, "select") || sql_is(t, "delete") || sql_is(t, "update"))
		w->queries |= depth_bit(w);
	w->selects |= sql_is(t, "select");
	w->changes |= sql_is(t, "delete") || sql_is(t, "merge");
}

/* Follows where a FROM list begins, and what ends it with commas of its own. */
static void
follow_from(struct lint_where *w, const struct sql_token *t)
{
	static const char *const ends[] = { "group", "window", "order", "for", "returning", "set",
		"select", NULL };

	if (w->parens > 0)
		return;
	if (is_from(w, t, &w->before))
		w->from = true;
	else if (sql_is_any(t, ends))
		w->from = false;
}

/* The word before a table that stands for it alone, without those that inherit from it. */
bool
lint_place_is_only(const struct lint_where *w, const struct sql_token *t)
{
	static const char *const words[] = { "on", "from", "join", "using", "table", "truncate",
		"update", "into", "copy", NULL };

	return sql_is(t, "only") && (sql_is_any(&w->before, words) || sql_is_sign(&w->before, ','));
}

void
lint_place_follow(struct lint_where *w, const struct sql_token *t)
{
	w->with |= sql_is(t, "with");
	count_parens(w, t);
	follow_queries(w, t);
	follow_from(w, t);
	w->before2 = w->before;
	w->before = *t;
}
