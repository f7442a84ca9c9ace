/* check_query.c — findings in auth_query: one call of one schema-qualified function with $1, two
 * columns, nothing else. */
#include <string.h>

#include "lint/sql.h"
#include "pooler/check.h"

struct query {
	struct findings *f;
	int line;
	struct sql sql;
	int depth, commas; /* brackets that are open; commas between SELECT and FROM */
	bool before_from, star;
	int names, others; /* $1, and other parameters */
	bool told_operator, told_table;
};

/* With the colons of a cast. */
static bool
is_operator(char c)
{
	return c != '\0' && strchr("+-*/<>=~!@#%^&|?:", c) != NULL;
}

static void
see_operator(struct query *q, const char *at, size_t len)
{
	if (!q->told_operator)
		found(q->f, L11, q->line, "it holds \"%.*s\"", (int)len, at);
	q->told_operator = true;
}

static void
see_sign(struct query *q, const struct sql_token *t)
{
	struct sql_token number;

	if (is_operator(*t->p)) {
		q->star |= *t->p == '*';
		while (q->sql.p < q->sql.end && is_operator(*q->sql.p))
			q->sql.p++;
		see_operator(q, t->at, (size_t)(q->sql.p - t->at));
	} else if (*t->p == '$' && sql_next(&q->sql, &number)) {
		q->names += str_is(number.p, number.len, "1");
		q->others += !str_is(number.p, number.len, "1");
	} else if (*t->p == '(' || *t->p == ')') {
		q->depth += *t->p == '(' ? 1 : -1;
	} else if (*t->p == ',') {
		q->commas += q->before_from && q->depth == 0;
	}
}

static void
see_from(struct query *q)
{
	struct sql look = q->sql;
	struct sql_token name, dot;

	q->before_from = false;
	sql_next(&look, &name);
	sql_next(&look, &dot);
	if (!sql_is_sign(&dot, '.'))
		found(q->f, L11, q->line, "the function has no schema before it");
}

static void
see_name(struct query *q, const struct sql_token *t)
{
	static const char *const tables[] = { "pg_shadow", "pg_authid", NULL };
	static const char *const words[] = { "case", "null", "coalesce", "cast", "like", "ilike",
		"similar", "between", "in", NULL };

	if (sql_is(t, "from") && q->before_from && q->depth == 0)
		see_from(q);
	if (sql_is_any(t, words))
		see_operator(q, t->p, t->len);
	if (sql_is_any(t, tables) && !q->told_table) {
		found(q->f, L11, q->line, "it reads the password table itself");
		q->told_table = true;
	}
}

void
check_query(struct findings *f, const struct ini_pair *pair)
{
	struct query q = { .f = f, .line = pair->line, .before_from = true };
	struct sql_token t;

	q.sql = sql_on(pair->value.p, pair->value.len, SQL_FILE, false);
	while (sql_next(&q.sql, &t)) {
		if (t.kind == SQL_SIGN)
			see_sign(&q, &t);
		else if (t.kind == SQL_NAME)
			see_name(&q, &t);
	}
	if (q.names != 1)
		found(f, L11, q.line, "$1 stands in it %d times", q.names);
	if (q.others > 0)
		found(f, L11, q.line, "it has more parameters than $1, the one that is given");
	if (q.commas != 1 && !q.star)
		found(
		    f, L11, q.line, "it takes %d columns, not a name and a password", q.commas + 1);
}
