/* call.c — reads the options of a call, and tells what is wrong with it. */
#include "cmd/call.h"

#include <string.h>

#include "base/log.h"
#include "base/num.h"
#include "boot/env.h"

const char *
call_option(const struct call *call, int id, const char *otherwise)
{
	return call->opts.value[id] != NULL ? call->opts.value[id] : otherwise;
}

const char *
call_said_as(const struct call *call, int id, char buf[OPT_SAID_MAX])
{
	return opt_said_as(&options, &call->opts, id, buf);
}

int
call_wrong(const struct call *call, int id, struct err *e)
{
	char said_as[OPT_SAID_MAX];

	return fail_within(e, "%s", call_said_as(call, id, said_as));
}

int
call_wrong_value(const struct call *call, int id, struct err *e)
{
	fail_within(e, "\"%s\"", call->opts.value[id]);
	return call_wrong(call, id, e);
}

int
call_number(const struct call *call, int id, const int64_t range[2], int64_t *n, struct err *e)
{
	const char *text = call->opts.value[id];

	if (text == NULL || num_int(text, strlen(text), range[0], range[1], n, e) == 0)
		return 0;
	return call_wrong_value(call, id, e);
}

int
call_format(const struct call *call, const char *const *formats, struct err *e)
{
	return opt_word(formats, "--format", call_option(call, OPT_FORMAT, formats[0]), e);
}

static bool
is_read(const char *variable)
{
	for (size_t i = 0; i < options.count; i++)
		if (options.rows[i].env != NULL && strcmp(options.rows[i].env, variable) == 0)
			return true;
	for (size_t i = 0; env_variable(i) != NULL; i++)
		if (strcmp(env_variable(i), variable) == 0)
			return true;
	return false;
}

void
call_each_unread(const struct call *call, const char *prefix, call_visit *visit, void *ctx)
{
	for (char *const *entry = call->env; *entry != NULL; entry++) {
		char variable[64], name[64];
		struct str whole = str_on(variable, sizeof(variable)),
			   lower = str_on(name, sizeof(name));

		str_addn(&whole, *entry, strcspn(*entry, "="));
		if (whole.full || !str_starts(variable, prefix) || is_read(variable))
			continue;
		for (const char *p = variable + strlen(prefix); *p != '\0'; p++)
			str_addc(&lower, str_lower(*p));
		visit(variable, name, ctx);
	}
}

const char *
call_variable_meant(const char *variable, unsigned command)
{
	size_t prefix = strcspn(variable, "_") + 1;
	const char *word = variable + prefix;
	struct near near = { .word = word, .limit = NEAR_LIMIT };

	for (size_t i = 0; i < options.count; i++) {
		const struct opt *row = &options.rows[i];

		if (!(row->commands & command) || row->env == NULL ||
		    strncmp(row->env, variable, prefix) != 0)
			continue;
		if (str_is_nocase(word, strlen(word), row->name))
			return row->env;
		str_near(&near, row->env + prefix);
	}
	for (size_t i = 0; env_variable(i) != NULL; i++)
		if (strncmp(env_variable(i), variable, prefix) == 0)
			str_near(&near, env_variable(i) + prefix);
	return near.name != NULL ? near.name - prefix : NULL;
}

bool
call_takes_options(const struct cmd *cmd)
{
	for (size_t i = 0; i < options.count; i++)
		if (options.rows[i].commands & cmd->bit)
			return true;
	return false;
}

const struct verb *
call_find_verb(const struct cmd *cmd, const char *word)
{
	for (size_t i = 0; cmd->verbs != NULL && cmd->verbs[i] != NULL; i++)
		if (strcmp(cmd->verbs[i]->name, word) == 0)
			return cmd->verbs[i];
	return NULL;
}

void
call_add_verbs(struct str *s, const struct cmd *cmd, const char *between)
{
	for (size_t i = 0; cmd->verbs != NULL && cmd->verbs[i] != NULL; i++)
		str_addf(s, "%s%s", i ? between : "", cmd->verbs[i]->name);
}

static int
unknown_verb(const struct cmd *cmd, const char *word)
{
	char buf[CALL_USAGE_MAX];
	struct str list = str_on(buf, sizeof(buf));
	struct err e;

	call_add_verbs(&list, cmd, ", ");
	if (word == NULL)
		fail(&e, "%s: which one?", cmd->name);
	else
		fail(&e, "%s: unknown word \"%s\"", cmd->name, word);
	fail_hint(&e, "one of: %s", list.p);
	return usage_error(&e);
}

int
call_run_verb(const struct cmd *cmd, struct call *call)
{
	const char *word = call->nargs > 0 ? call->args[0] : NULL;
	const struct verb *verb = word != NULL ? call_find_verb(cmd, word) : NULL;
	struct err e;

	if (verb == NULL)
		return unknown_verb(cmd, word);
	if (verb->max_args < 0 || call->nargs - 1 <= verb->max_args)
		return verb->run(call);
	fail(&e, "%s %s: unexpected word \"%s\"", cmd->name, verb->name,
	    call->args[1 + verb->max_args]);
	return usage_error(&e);
}

const char *
call_usage(const struct cmd *cmd, char buf[CALL_USAGE_MAX])
{
	struct str line = str_on(buf, CALL_USAGE_MAX);

	str_addf(&line, "usage: pgtune-auto %s%s", cmd->name,
	    call_takes_options(cmd) ? " [OPTION]…" : "");
	str_addf(&line, "%s%s%s", cmd->args[0] || cmd->verbs ? " " : "", cmd->args,
	    cmd->takes_server_args ? " [postgres ARG…]" : "");
	call_add_verbs(&line, cmd, "|");
	return line.p;
}

int
call_exit_code(const struct call *call, enum severity worst)
{
	enum severity most = opt_yes(&call->opts, OPT_STRICT) ? SEVERITY_NOTE : SEVERITY_WARNING;

	return worst > most ? EXIT_FAILED : EXIT_DONE;
}

int
usage_error(const struct err *e)
{
	log_error(e);
	return EXIT_USAGE;
}

int
failed(const struct err *e)
{
	log_error(e);
	return EXIT_FAILED;
}
