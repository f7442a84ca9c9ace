/* sql_read.c — goes through statements and plpgsql blocks. */
#include "base/str.h"
#include "lint/reader.h"

/* A reader for what stands inside a body or string. */
static struct lint_reader
deeper(const struct lint_reader *r)
{
	struct lint_reader inner = *r;

	inner.depth++;
	inner.ifs = 0;
	return inner;
}

/* Strings that will be run: EXECUTE '…', what \gexec is made of. */
static void
read_strings(struct lint_reader *r, struct sql tokens)
{
	struct sql_token t, before = { .kind = SQL_END };
	struct lint_reader inner = deeper(r);

	if (r->depth >= LINT_DEPTH)
		return;
	while (sql_next(&tokens, &t)) {
		struct sql_token after = sql_peek(&tokens);

		if (t.kind == SQL_STRING || t.kind == SQL_DOLLAR) {
			inner.fragment =
			    r->fragment || sql_is_sign(&before, '|') || sql_is_sign(&after, '|');
			lint_read_sql(&inner, sql_inside(&t));
		}
		if (sql_is_sign(&t, ',') || sql_is(&t, "using")) /* of format(): values follow */
			inner.in_block = false;
		before = t;
	}
	r->now = inner.now;
}

static bool
has_word(struct sql tokens, const char *word)
{
	struct sql_token t;

	while (sql_next(&tokens, &t))
		if (sql_is(&t, word))
			return true;
	return false;
}

/* Moves behind the next `word`, or to the end. */
static void
skip_behind(struct sql *sql, const char *word)
{
	struct sql_token t;

	while (sql_next(sql, &t))
		if (sql_is(&t, word))
			return;
}

/* Takes the block's own words before a statement; false when there is no statement behind them. */
static bool
enter_block_statement(struct sql *sql, unsigned *conditions)
{
	static const struct {
		const char *words;
		int nests;          /* conditions that begin or end with it */
		const char *behind; /* the statement, if there is one, begins behind this word */
		bool ends;          /* no statement follows */
	} own[] = {
		{ "end if", -1, NULL, true },
		{ "end loop", -1, NULL, true },
		{ "end case", -1, NULL, true },
		{ "end", 0, NULL, true },
		{ "begin", 0, NULL, false },
		{ "declare", 0, NULL, false },
		{ "else", 0, NULL, false },
		{ "exception", 0, NULL, false },
		{ "if", 1, "then", false },
		{ "elsif", 0, "then", false },
		{ "elseif", 0, "then", false },
		{ "when", 0, "then", false },
		{ "case", 1, "then", false },
		{ "loop", 1, NULL, false },
		{ "for", 1, "loop", false },
		{ "while", 1, "loop", false },
		{ "foreach", 1, "loop", false },
	};
	size_t i = 0;

	while (i < LEN(own)) {
		if (!sql_accept(sql, own[i].words)) {
			i++;
			continue;
		}
		if (own[i].nests > 0)
			++*conditions;
		else if (own[i].nests < 0)
			*conditions -= *conditions > 0;
		if (own[i].ends)
			return false;
		if (own[i].behind != NULL)
			skip_behind(sql, own[i].behind);
		i = 0; /* behind ELSE may stand BEGIN */
	}
	return true;
}

static void read_statement(struct lint_reader *r, struct sql tokens);

/* All statements of a plpgsql block. */
static void
read_block(struct lint_reader *r, struct sql sql)
{
	struct lint_reader inner = deeper(r);
	struct sql_statement st;
	unsigned conditions = 0;
	enum lint_certainty outer =
	    has_word(sql, "exception") && has_word(sql, "when") ? LINT_GUARDED : r->runs;

	if (r->depth >= LINT_DEPTH)
		return;
	while (sql_statement(&sql, &st)) {
		struct sql tokens = st.tokens;

		inner.now++;
		if (!enter_block_statement(&tokens, &conditions))
			continue;
		inner.runs = conditions > 0 ? LINT_GUARDED : outer;
		inner.in_block = !st.gexec; /* dblink_exec() runs it elsewhere */
		if (st.gexec)
			read_strings(&inner, tokens);
		if (sql_accept(&tokens, "execute"))
			read_strings(&inner, tokens);
		else if (sql_accept(&tokens, "perform") || sql_accept(&tokens, "select"))
			lint_read_uses(&inner, tokens, LINT_PROCEDURE);
		else
			read_statement(&inner, tokens);
	}
	r->now = inner.now;
}

/* DO [LANGUAGE lang] 'body': plpgsql, which runs at once; another language may do anything. */
static void
read_do(struct lint_reader *r, struct sql tokens)
{
	struct sql all = tokens;
	struct sql_token t;

	while (sql_next(&tokens, &t)) {
		if (sql_is(&t, "language") && !sql_accept(&tokens, "plpgsql")) {
			lint_read_uses(r, all, LINT_EXPRESSION);
			r->now++;
			lint_unseen(r);
			return;
		}
		if (t.kind == SQL_STRING || t.kind == SQL_DOLLAR)
			read_block(r, sql_inside(&t));
	}
}

/* SET name = off, as pg_dump writes it. Leaves *off alone when it is another setting. */
static void
read_switch(struct sql sql, const char *name, bool *off)
{
	struct sql_token t;

	if (!sql_accept(&sql, "set") || !sql_accept(&sql, name))
		return;
	sql_next(&sql, &t);
	sql_next(&sql, &t);
	*off = t.len == 0 || (t.p[0] | 32) == 'f' || t.p[0] == '0' || (t.p[0] | 32) == 'n' ||
	       str_is_nocase(t.p, t.len, "off");
}

/* SET search_path = a, b: what is created without a schema goes to the first. */
static void
read_search_path(struct lint_reader *r, struct sql sql)
{
	struct lint_path path;
	struct sql_token t;

	if (!sql_accept(&sql, "local"))
		sql_accept(&sql, "session");
	if (!sql_accept(&sql, "search_path") || !sql_next(&sql, &t))
		return;
	t = sql_peek(&sql);
	r->search_path = (struct lint_name){ .p = NULL };
	if (t.kind == SQL_STRING)
		r->search_path = lint_name_of(&t);
	else if (lint_take_path(&sql, &path) && !lint_name_is(&path.name, "$user"))
		r->search_path = path.name;
}

void
lint_read_copy(struct lint_reader *r, struct sql tokens)
{
	struct sql_token t, before = { .kind = SQL_END };
	char buf[256];
	struct str path = str_on(buf, sizeof(buf));

	while (sql_next(&tokens, &t) && !(sql_is(&before, "from") && t.kind == SQL_STRING))
		before = t;
	if (t.kind != SQL_STRING || t.dynamic || t.len == 0 || *t.p != '/')
		return;
	str_addn(&path, t.p, t.len);
	lint_include(r, path.full ? "" : path.p, t.p, false);
}

/* What PostgreSQL runs in no block and no transaction. */
static void
check_alone(struct lint_reader *r, struct sql tokens)
{
	static const char *const alone[] = { "create database", "drop database", "alter system",
		"vacuum", "create tablespace", "drop tablespace", "create index concurrently",
		"create unique index concurrently", "drop index concurrently", "reindex database",
		"reindex system", NULL };
	struct sql_token first = sql_peek(&tokens);
	char buf[48];
	struct str words = str_on(buf, sizeof(buf));
	size_t i = 0;

	while (alone[i] != NULL && !sql_accept(&tokens, alone[i]))
		i++;
	if (alone[i] == NULL)
		return;
	str_add_upper(&words, alone[i]);
	lint_report(
	    r, LINT_NOT_ALONE, first.at, "%s runs alone, not in a block or a transaction", words.p);
}

static void
read_statement(struct lint_reader *r, struct sql tokens)
{
	struct sql look = tokens;
	struct sql_token first = sql_peek(&look);

	if (r->in_block)
		check_alone(r, tokens);
	if (first.dynamic && first.kind != SQL_STRING)
		lint_unseen(r); /* :command, $SQL, $(cat file): it may do anything */
	if (sql_accept(&look, "create")) {
		lint_read_create(r, &look);
	} else if (sql_accept(&look, "do")) {
		read_do(r, look);
	} else if (lint_read_alter(r, &look)) {
		return;
	} else if (!sql_accept(&look, "drop")) {
		read_switch(tokens, "check_function_bodies", &r->bodies_unchecked);
		if (sql_accept(&look, "set"))
			read_search_path(r, look);
		else if (sql_accept(&look, "copy"))
			lint_read_copy(r, look);
		lint_read_uses(r, tokens, LINT_EXPRESSION);
	}
}

/* BEGIN … COMMIT of SQL. */
static void
follow_transaction(struct lint_reader *r, struct sql tokens)
{
	static const char *const ends[] = { "commit", "end", "rollback", "abort",
		"prepare transaction", NULL };

	if (sql_accept(&tokens, "begin") || sql_accept(&tokens, "start transaction"))
		r->in_block = true;
	else if (sql_accept_any(&tokens, ends) && !sql_accept(&tokens, "to"))
		r->in_block = false;
}

/* What the server's grammar does not take, where the statement is sure to be sent as it stands. */
static void
check_grammar(struct lint_reader *r, const struct sql *sql, struct sql tokens)
{
	struct sql_token first = sql_peek(&tokens);

	if (r->runs != LINT_RUNS || r->fragment)
		return;
	if (sql_is_sign(&first, '#'))
		lint_report(r, LINT_HASH, first.at, "# begins no comment in SQL");
	if (!r->reporting || r->depth > 0 || sql->pid != NULL) /* a body without its quotes */
		return;
	lint_read_foreign(r, tokens);
	lint_read_variables(r, tokens);
}

void
lint_read_sql(struct lint_reader *r, struct sql sql)
{
	enum lint_certainty outer = r->runs;
	bool goes_on = r->goes_on, in_block = r->in_block;
	struct sql_statement st;

	while (sql_statement(&sql, &st)) {
		r->runs = r->ifs > 0 || r->goes_on ? LINT_GUARDED : outer;
		r->now++;
		if (st.meta.kind == SQL_META && !lint_read_meta(r, &st.meta))
			break;
		if (st.sets)
			lint_sets_variable(r, NULL);
		if (st.empty)
			continue;
		check_grammar(r, &sql, st.tokens);
		if (r->depth == 0)
			follow_transaction(r, st.tokens);
		read_switch(st.tokens, "standard_conforming_strings", &sql.backslashes);
		if (st.gexec) {
			struct lint_reader inner = *r;

			inner.runs = LINT_GUARDED;
			inner.in_block = false;
			read_strings(&inner, st.tokens);
			r->now = inner.now;
		}
		read_statement(r, st.tokens);
	}
	r->runs = outer;
	r->goes_on = goes_on;
	r->in_block = in_block;
	if (sql.pid != NULL)
		lint_report(r, LINT_HEREDOC_PID, sql.pid,
		    sql.pid[1] == '$'
			? "the shell puts its process id for $$"
			: "the shell takes the tag of this dollar quote for a variable");
	if (sql.unclosed != NULL && !r->fragment && !r->file->cut)
		lint_report(r, LINT_UNTERMINATED, sql.unclosed,
		    "what is opened here is never closed: the rest of the text is swallowed");
}
