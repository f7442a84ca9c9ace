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

bool
call_is_choice(const struct cmd *cmd, const char *word)
{
	const char *p = cmd->args;
	size_t n = strcspn(p, "|");

	if (p[n] == '\0')
		return false;
	for (; !str_is(p, n, word); n = strcspn(p, "|")) {
		if (p[n] == '\0')
			return false;
		p += n + 1;
	}
	return true;
}

const char *
call_usage(const struct cmd *cmd, char buf[CALL_USAGE_MAX])
{
	struct str line = str_on(buf, CALL_USAGE_MAX);

	str_addf(&line, "usage: pgtune-auto %s%s", cmd->name,
	    call_takes_options(cmd) ? " [OPTION]…" : "");
	str_addf(&line, "%s%s%s", cmd->args[0] ? " " : "", cmd->args,
	    cmd->takes_server_args ? " [postgres ARG…]" : "");
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
