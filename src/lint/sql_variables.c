/* sql_variables.c — psql's variables: those that nothing sets, and those in a body, where psql puts
 * nothing in. Both reach the server as they stand, and a colon is a syntax error there. */
#include <string.h>

#include "lint/reader.h"
#include "lint/sql_chars.h"

#define SCRIPTS_MAX 256 /* files */

/* What psql sets itself, if only later on. */
static const char *const psqls_own[] = { "AUTOCOMMIT", "COMP_KEYWORD_CASE", "DBNAME", "ECHO",
	"ECHO_HIDDEN", "ENCODING", "ERROR", "FETCH_COUNT", "HIDE_TABLEAM", "HIDE_TOAST_COMPRESSION",
	"HISTCONTROL", "HISTFILE", "HISTSIZE", "HOST", "IGNOREEOF", "LASTOID", "LAST_ERROR_MESSAGE",
	"LAST_ERROR_SQLSTATE", "ON_ERROR_ROLLBACK", "ON_ERROR_STOP", "PIPELINE_COMMAND_COUNT",
	"PIPELINE_RESULT_COUNT", "PIPELINE_SYNC_COUNT", "PORT", "PROMPT1", "PROMPT2", "PROMPT3",
	"QUIET", "ROW_COUNT", "SERVER_VERSION_NAME", "SERVER_VERSION_NUM", "SERVICE", "SHELL_ERROR",
	"SHELL_EXIT_CODE", "SHOW_ALL_RESULTS", "SHOW_CONTEXT", "SINGLELINE", "SINGLESTEP",
	"SQLSTATE", "USER", "VERBOSITY", "VERSION", "VERSION_NAME", "VERSION_NUM", "WATCH_INTERVAL",
	NULL };

void
lint_sets_variable(struct lint_reader *r, const struct lint_name *name)
{
	struct lint_variables *v = r->variables;

	if (v == NULL)
		return;
	if (name == NULL || name->dynamic || v->n == LINT_VARIABLES)
		v->any = true;
	else
		v->set[v->n++] = *name;
}

/* A script that names the file may run it, with -v. */
static bool
is_run_by_script(const struct lint_reader *r)
{
	const struct lint *lint = r->lint;

	for (size_t i = 0; i < lint->nfiles && lint->nfiles <= SCRIPTS_MAX; i++) {
		const struct lint_file *f = &lint->files[i];

		if ((f->run == LINT_SCRIPT || f->run == LINT_SOURCED) && f->len > 0 &&
		    memmem(f->text, f->len, r->file->name, strlen(r->file->name)) != NULL)
			return true;
	}
	return lint->nfiles > SCRIPTS_MAX;
}

static bool
is_set(const struct lint_variables *v, const struct lint_name *name)
{
	for (size_t i = 0; i < v->n; i++)
		if (lint_name_same(&v->set[i], name))
			return true;
	for (size_t i = 0; psqls_own[i] != NULL; i++)
		if (lint_name_is(name, psqls_own[i]))
			return true;
	return false;
}

/* :name, :'name' or :"name", and nothing else that begins with a colon, as one without its second
 * quote. */
static bool
variable_name(const struct sql_token *t, struct lint_name *name)
{
	bool quoted = t->len > 1 && (t->p[1] == '\'' || t->p[1] == '"');

	if (quoted && (t->len < 3 || t->p[t->len - 1] != t->p[1]))
		return false;
	*name = (struct lint_name){
		.p = t->p + 1 + quoted, .len = t->len - 1 - 2 * quoted, .quoted = true
	};
	for (size_t i = 0; i < name->len; i++)
		if (!sql_is_name((unsigned char)name->p[i]))
			return false;
	return name->len > 0;
}

static void
check_variable(struct lint_reader *r, const struct sql_token *t)
{
	struct lint_variables *v = r->variables;
	struct lint_name name;

	if (v == NULL || v->any || !variable_name(t, &name) || is_set(v, &name))
		return;
	v->any = !v->alone && is_run_by_script(r);
	v->alone = !v->any;
	if (v->alone)
		lint_report(r, LINT_VARIABLE, t->at, "nothing sets the psql variable \"%.*s\"",
		    lint_name_shown(name.p, name.len), name.p);
}

/* Where SQL itself has a colon: a[1:n], JSON_OBJECT('key': value). */
struct colons {
	int brackets;
	bool json;
};

static bool
may_stand(struct colons *c, const struct sql_token *t)
{
	c->brackets += sql_is_sign(t, '[') - sql_is_sign(t, ']');
	c->json |= sql_is(t, "json_object") || sql_is(t, "json_objectagg");
	return c->brackets > 0 || c->json;
}

/* A body is no SQL of psql's: the colon is a sign there, and the name a word of its own. */
static void
check_body(struct lint_reader *r, struct sql body)
{
	struct sql_token t, colon = { .kind = SQL_END };
	struct colons colons = { 0, false };

	while (sql_next(&body, &t)) {
		bool name = t.kind == SQL_STRING || t.kind == SQL_QUOTED ||
			    (t.kind == SQL_NAME && !t.dynamic);

		if (may_stand(&colons, &t))
			continue;
		if (sql_is_sign(&colon, ':') && name && t.at == colon.at + 1)
			lint_report(r, LINT_VARIABLE, colon.at,
			    "in a body psql puts no variable in: this stays as it is");
		colon = t;
	}
}

/* DO, CREATE FUNCTION and PROCEDURE, in a language whose grammar the server checks at once. */
static bool
has_checked_body(struct sql tokens)
{
	struct sql_token t;
	bool checked = sql_accept(&tokens, "do");

	if (!checked) {
		if (!sql_accept(&tokens, "create"))
			return false;
		sql_accept(&tokens, "or replace");
		if (!sql_accept(&tokens, "function") && !sql_accept(&tokens, "procedure"))
			return false;
	}
	while (sql_next(&tokens, &t))
		if (sql_is(&t, "language"))
			checked = sql_accept(&tokens, "plpgsql") || sql_accept(&tokens, "sql");
	return checked;
}

void
lint_read_variables(struct lint_reader *r, struct sql tokens)
{
	struct sql_token first = sql_peek(&tokens), t, before = { .kind = SQL_END };
	struct colons colons = { 0, false };
	bool body;

	if (memchr(tokens.p, ':', (size_t)(tokens.end - tokens.p)) == NULL)
		return;
	body = !r->bodies_unchecked && !tokens.backslashes && has_checked_body(tokens);
	while (sql_next(&tokens, &t)) {
		if (!may_stand(&colons, &t) && t.kind == SQL_VARIABLE)
			check_variable(r, &t);
		if (body && t.kind == SQL_DOLLAR && (sql_is(&before, "as") || sql_is(&first, "do")))
			check_body(r, sql_inside(&t));
		before = t;
	}
}
