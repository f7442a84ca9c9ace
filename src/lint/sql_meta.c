/* sql_meta.c — psql's meta-commands: what they connect to, set, include and end. */
#include <string.h>

#include "base/num.h"
#include "base/str.h"
#include "lint/reader.h"
#include "lint/sql_chars.h"

void
lint_connect(struct lint_reader *r, const struct lint_name *db, const char *at)
{
	struct lint_path path = { .name = *db, .at = at };

	r->now++;
	r->in_block = false; /* the transaction ended with its session */
	if (db->p != NULL && !db->dynamic)
		lint_needs(r, LINT_DATABASE, &path);
	r->db = *db;
	r->search_path = (struct lint_name){ .p = NULL };
	if (db->p != NULL && lint_name_is(db, r->lint->container.database))
		r->db = (struct lint_name){ .p = NULL };
}

/* :NAME, :'NAME', :"NAME" or :{?NAME}, which psql replaces anywhere in a word without quotes. */
static bool
has_variable(const struct lint_name *word)
{
	for (size_t i = 0; i + 1 < word->len; i++)
		if (word->p[i] == ':' && (sql_is_name_start((unsigned char)word->p[i + 1]) ||
					     memchr("'\"{", word->p[i + 1], 3) != NULL))
			return true;
	return false;
}

/* Takes one argument of a meta-command, as a name: not folded to lower case. */
static bool
take_argument(struct sql *args, struct lint_name *name)
{
	const char *p = args->p;
	char quote;

	while (p < args->end && str_is_blank(*p))
		p++;
	*name = (struct lint_name){ .p = p, .quoted = true };
	if (p == args->end)
		return false;
	quote = *p == '"' || *p == '\'' ? *p : '\0';
	if (quote != '\0') {
		const char *close = memchr(p + 1, quote, (size_t)(args->end - p) - 1);

		name->p = p + 1;
		name->len = (size_t)((close ? close : args->end) - name->p);
		args->p = close ? close + 1 : args->end;
	} else {
		while (p < args->end && !str_is_blank(*p))
			p++;
		name->len = (size_t)(p - name->p);
		args->p = p;
	}
	while (quote == '\0' && name->len > 0 && name->p[name->len - 1] == ';') /* as psql does */
		name->len--;
	name->dynamic = memchr(name->p, '`', name->len) != NULL ||
			(quote == '\0' && has_variable(name)) ||
			(args->text != SQL_FILE && memchr(name->p, '$', name->len) != NULL);
	return true;
}

/* An argument that leaves as it is what it stands for: -, or nothing. */
static bool
keeps(const struct lint_name *arg)
{
	return arg->len == 0 || str_is(arg->p, arg->len, "-");
}

/* The host of \c, as it is or in a connection string. */
static void
check_host(struct lint_reader *r, const struct lint_name *arg, bool conninfo)
{
	char buf[256], hostbuf[128];
	struct str text = str_on(buf, sizeof(buf)), host = str_on(hostbuf, sizeof(hostbuf));

	str_addn(&text, arg->p, arg->len);
	if (!conninfo)
		lint_report_host(r, arg->p, text.p);
	else if (lint_conninfo_host(text.p, &host))
		lint_report_host(r, arg->p, host.p);
}

/* \c [-reuse-previous=…] DATABASE USER HOST PORT */
static void
read_connect(struct lint_reader *r, struct sql args)
{
	struct lint_name arg;

	do {
		if (!take_argument(&args, &arg))
			return;
	} while (arg.len > 1 && arg.p[0] == '-');
	if (memchr(arg.p, '=', arg.len) != NULL || memchr(arg.p, '/', arg.len) != NULL) {
		struct lint_name db = lint_conninfo_database(&arg);

		check_host(r, &arg, true);
		lint_connect(r, &db, arg.p);
		return;
	}
	if (!keeps(&arg))
		lint_connect(r, &arg, arg.p);
	if (take_argument(&args, &arg) && !keeps(&arg)) {
		struct lint_path user = { .name = arg, .at = arg.p };

		lint_needs(r, LINT_ROLE, &user);
	}
	if (take_argument(&args, &arg) && !keeps(&arg))
		check_host(r, &arg, false);
}

/* \set NAME VALUE */
static void
read_set(struct lint_reader *r, struct sql args)
{
	struct lint_name name, value;
	struct err e;
	bool yes;

	if (!take_argument(&args, &name))
		return;
	lint_sets_variable(r, &name);
	value = (struct lint_name){ .p = "", .len = 0 };
	if (take_argument(&args, &value))
		lint_read_variable(r, &name, &value);
	if (str_is(name.p, name.len, "ON_ERROR_STOP"))
		r->goes_on = num_bool(value.p, value.len, &yes, &e) == 0 && !yes;
}

/* \getenv NAME VARIABLE */
static void
read_getenv(struct lint_reader *r, struct sql args)
{
	struct lint_name name;

	if (take_argument(&args, &name))
		lint_sets_variable(r, &name);
}

/* \prompt TEXT NAME */
static void
read_prompt(struct lint_reader *r, struct sql args)
{
	(void)args;
	lint_sets_variable(r, NULL);
}

/* \unset NAME */
static void
read_unset(struct lint_reader *r, struct sql args)
{
	struct lint_name name;

	if (take_argument(&args, &name) && str_is(name.p, name.len, "ON_ERROR_STOP"))
		r->goes_on = true;
}

static void
open_if(struct lint_reader *r, struct sql args)
{
	(void)args;
	r->ifs++;
}

static void
close_if(struct lint_reader *r, struct sql args)
{
	(void)args;
	r->ifs -= r->ifs > 0;
}

static void
change_folder(struct lint_reader *r, struct sql args)
{
	(void)args;
	r->moved = true;
}

/* In a file psql looks beside it for \ir; what it reads from its input has no place. */
static void
read_include(struct lint_reader *r, struct sql args, bool beside)
{
	char buf[256];
	struct str path = str_on(buf, sizeof(buf));
	struct lint_name arg;

	if (take_argument(&args, &arg) && !arg.dynamic) {
		str_addn(&path, arg.p, arg.len);
		lint_include(r, path.full ? "" : path.p, arg.p, beside);
	}
	r->now++;
	lint_unseen(r);
	lint_sets_variable(r, NULL);
}

static void
include(struct lint_reader *r, struct sql args)
{
	read_include(r, args, false);
}

static void
include_relative(struct lint_reader *r, struct sql args)
{
	read_include(r, args, r->file->run == LINT_SQL);
}

/* The rest of the line is COPY's, as it is: psql puts no variables in. */
static void
read_copy(struct lint_reader *r, struct sql args)
{
	args.p -= strlen("copy");
	lint_read_uses(r, args, LINT_EXPRESSION);
	lint_read_copy(r, args);
}

bool
lint_read_meta(struct lint_reader *r, const struct sql_token *meta)
{
	static const struct {
		const char *name;
		void (*read)(struct lint_reader *r, struct sql args);
	} commands[] = {
		{ "c", read_connect },
		{ "cd", change_folder },
		{ "connect", read_connect },
		{ "copy", read_copy },
		{ "endif", close_if },
		{ "getenv", read_getenv },
		{ "i", include },
		{ "if", open_if },
		{ "include", include },
		{ "include_relative", include_relative },
		{ "ir", include_relative },
		{ "prompt", read_prompt },
		{ "set", read_set },
		{ "unset", read_unset },
	};
	struct sql args = sql_on(meta->p + 1, meta->len - 1, meta->text, false);
	const char *name = args.p;
	size_t len = 0;

	while (name + len < args.end &&
	       (((name[len] | 32) >= 'a' && (name[len] | 32) <= 'z') || name[len] == '_'))
		len++;
	args.p = name + len;
	if (sql_meta_misnamed(meta) > 0) {
		/* psql stops even where an \if leaves it out */
		if (r->runs == LINT_RUNS || (r->ifs > 0 && !r->goes_on))
			lint_report(r, LINT_META_NAME, meta->p, "psql has no command \"%.*s\"",
			    (int)sql_meta_misnamed(meta), meta->p);
		return true;
	}
	for (size_t i = 0; i < LEN(commands); i++)
		if (str_is(name, len, commands[i].name))
			commands[i].read(r, args);
	if (str_is(name, len, "q") || str_is(name, len, "quit"))
		return r->ifs > 0;
	return true;
}
