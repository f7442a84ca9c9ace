/* sql_foreign.c — statements that other databases have, or PL/pgSQL, but PostgreSQL's SQL has not;
 * and a word processor's quotes and blanks. */
#include <string.h>

#include "base/str.h"
#include "lint/reader.h"

static void
report_quotes(struct lint_reader *r, const char *at)
{
	lint_report(r, LINT_FOREIGN, at, "a name stands in \"double quotes\", or in none");
}

/* No statement of PostgreSQL begins like this, in any version. */
static const struct {
	const char *words;
	const char *instead; /* what PostgreSQL has for it */
} foreign[] = {
	{ "use", "\\connect NAME goes to another database" },
	{ "delimiter", "a body stands between $$ and $$" },
	{ "go", "a ; ends a statement" },
	{ "show databases", "SELECT datname FROM pg_database" },
	{ "show tables", "SELECT tablename FROM pg_tables" },
	{ "describe", "information_schema.columns has the columns" },
	{ "flush privileges", "GRANT and REVOKE are in force at once" },
	{ "set foreign_key_checks", "leave it out" },
	{ "set sql_mode", "leave it out" },
	{ "unlock tables", "the end of the transaction unlocks" },
	{ "insert ignore", "INSERT ... ON CONFLICT DO NOTHING" },
	{ "replace into", "INSERT ... ON CONFLICT DO UPDATE" },
	{ "exec", "CALL or SELECT" },
	{ "print", "\\echo" },
};

/* CREATE takes IF NOT EXISTS for some kinds of things alone, and a name is no string. */
static void
check_create(struct lint_reader *r, struct sql tokens)
{
	static const char *const always[] = { "database", "user", "role", "group", "type", "domain",
		"view", "function", "procedure", "trigger", "policy", "publication", "subscription",
		"tablespace", NULL };
	static const char *const named[] = { "database", "user", "role", NULL };
	const char *at = sql_peek(&tokens).at;
	struct sql look;
	struct sql_token name;

	if (!sql_accept(&tokens, "create"))
		return;
	look = tokens;
	if (sql_accept_any(&tokens, always) && sql_accept(&tokens, "if not exists"))
		lint_report(r, LINT_FOREIGN, at, "this CREATE takes no IF NOT EXISTS");
	if (!sql_accept_any(&look, named))
		return;
	name = sql_peek(&look);
	if (name.kind == SQL_STRING)
		report_quotes(r, name.at);
}

/* What may be one, too. */
static bool
has_cursor(struct sql tokens)
{
	struct sql_token t;

	while (sql_next(&tokens, &t))
		if (t.dynamic || sql_is(&t, "cursor"))
			return true;
	return false;
}

/* IF, RAISE; DECLARE x int; BEGIN SELECT. SQL has DECLARE … CURSOR and BEGIN with its options. */
static void
check_block(struct lint_reader *r, struct sql tokens)
{
	static const char *const own[] = { "if", "elsif", "else", "while", "for", "raise",
		"perform", NULL };
	static const char *const options[] = { "work", "transaction", "isolation", "read", "not",
		"deferrable", NULL };
	struct sql_token first, t;
	bool plpgsql;

	if (!sql_next(&tokens, &first))
		return;
	plpgsql = sql_is_any(&first, own);
	t = sql_peek(&tokens);
	if (sql_is(&first, "begin"))
		plpgsql = t.kind == SQL_NAME && !t.dynamic && !sql_is_any(&t, options);
	if (sql_is(&first, "declare"))
		plpgsql = t.kind == SQL_NAME && !t.dynamic && !has_cursor(tokens);
	if (plpgsql)
		lint_report(r, LINT_FOREIGN, first.at,
		    "this %.*s is PL/pgSQL: it stands in DO $$ BEGIN ... END $$", (int)first.len,
		    first.p);
}

/* The columns of a table and what stands behind them; `tokens` behind the first bracket. */
static void
check_columns(struct lint_reader *r, struct sql tokens)
{
	static const char *const before_it[] = { "null", "key", "int", "integer", "bigint",
		"smallint", "unique", "unsigned", NULL };
	struct sql_token t, before = { .kind = SQL_END };
	int depth = 1;

	while (sql_next(&tokens, &t)) {
		struct sql_token after = sql_peek(&tokens);

		depth += sql_is_sign(&t, '(') - sql_is_sign(&t, ')');
		if (depth == 1 && sql_is(&t, "auto_increment") &&
		    (sql_is_sign(&before, ')') || sql_is_any(&before, before_it)))
			lint_report(r, LINT_FOREIGN, t.at,
			    "PostgreSQL has no AUTO_INCREMENT: GENERATED ALWAYS AS IDENTITY");
		if (depth == 0 && sql_is(&t, "engine") && sql_is_sign(&before, ')') &&
		    sql_is_sign(&after, '='))
			lint_report(
			    r, LINT_FOREIGN, t.at, "PostgreSQL has no ENGINE: leave it out");
		before = t;
	}
}

static void
check_table(struct lint_reader *r, struct sql tokens)
{
	struct lint_path path;
	struct sql_token t;

	if (!sql_accept(&tokens, "create table"))
		return;
	sql_accept(&tokens, "if not exists");
	if (lint_take_path(&tokens, &path) && sql_next(&tokens, &t) && sql_is_sign(&t, '('))
		check_columns(r, tokens);
}

static bool
is_backquote(const struct sql_token *t)
{
	return sql_is_sign(t, '`');
}

/* `name`: a backquote may be an operator's, but not one on each side of a name. */
static void
check_backquotes(struct lint_reader *r, struct sql tokens)
{
	struct sql_token t, open = { .kind = SQL_END };

	if (memchr(tokens.p, '`', (size_t)(tokens.end - tokens.p)) == NULL)
		return;
	while (sql_next(&tokens, &t)) {
		struct sql_token close = sql_peek(&tokens);

		if (is_backquote(&open) && t.kind == SQL_NAME && is_backquote(&close) &&
		    t.p == open.p + 1 && close.p == t.p + t.len) {
			report_quotes(r, open.at);
			return;
		}
		open = t;
	}
}

/* Quotes and blanks that word processors make are letters for SQL: right only within a name. */
static bool
has_typography(const struct sql_token *t)
{
	static const char *const marks[] = { "\u2018", "\u2019", "\u201c", "\u201d", "\u00a0",
		"\u200b", "\u202f", "\ufeff" };

	for (size_t i = 0; i < LEN(marks) && t->kind == SQL_NAME && !t->dynamic; i++)
		if (memmem(t->p, t->len, marks[i], strlen(marks[i])) != NULL)
			return true;
	return false;
}

/* Where no name can stand: before everything, and behind PASSWORD of a role. */
static void
check_typography(struct lint_reader *r, struct sql tokens)
{
	static const char *const roles[] = { "create role", "create user", "alter role",
		"alter user", NULL };
	struct sql_token t = sql_peek(&tokens);
	bool wrong = has_typography(&t);

	if (!wrong && !sql_accept_any(&tokens, roles))
		return;
	while (!wrong && sql_next(&tokens, &t)) {
		bool password = sql_is(&t, "password");

		t = sql_peek(&tokens);
		wrong = password && has_typography(&t);
	}
	if (wrong)
		lint_report(r, LINT_TYPOGRAPHY, t.at,
		    "a typographic quote or blank is no quote or blank of SQL");
}

/* The first words of a statement. */
static void
check_words(struct lint_reader *r, struct sql tokens)
{
	const char *at = sql_peek(&tokens).at;
	char buf[48];
	struct str words = str_on(buf, sizeof(buf));
	size_t i = 0;

	while (i < LEN(foreign) && !sql_accept(&tokens, foreign[i].words))
		i++;
	if (i == LEN(foreign))
		return;
	str_add_upper(&words, foreign[i].words);
	lint_report(r, LINT_FOREIGN, at, "PostgreSQL has no %s: %s", words.p, foreign[i].instead);
}

void
lint_read_foreign(struct lint_reader *r, struct sql tokens)
{
	check_words(r, tokens);
	check_create(r, tokens);
	check_block(r, tokens);
	check_table(r, tokens);
	check_backquotes(r, tokens);
	check_typography(r, tokens);
}
