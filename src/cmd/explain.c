/* explain.c — `pgtune-auto explain [SETTING…]`: each value, its rule, and what would change it. */

#include "cmd/context.h"
#include "cmd/call.h"
#include "cmd/output.h"
#include "cmd/validate.h"

static const char *const formats[] = { "text", NULL };

static const char *
nearest_setting(const char *name)
{
	struct near near = { .word = name, .limit = NEAR_LIMIT + 1 }; /* the names are long */

	for (enum setting_id id = 0; id < SETTING_COUNT; id++)
		str_near(&near, setting_by_id(id)->name);
	return near.name;
}

/* The word as the server would read it: "Shared-Buffers" is shared_buffers. */
static const struct setting *
find(const char *word)
{
	char name[64] = "";

	for (size_t i = 0; word[i] != '\0' && i + 1 < sizeof(name); i++)
		name[i] = word[i] == '-' ? '_' : str_lower(word[i]);
	return setting_by_name(name);
}

static int
check_names(const struct call *call, struct err *e)
{
	for (int i = 0; i < call->nargs; i++) {
		const char *nearest;

		if (find(call->args[i]) != NULL)
			continue;
		fail(e, "explain: unknown setting \"%s\"", call->args[i]);
		nearest = nearest_setting(call->args[i]);
		if (nearest != NULL)
			return fail_hint(e, "did you mean %s?", nearest);
		return fail_hint(e, "\"pgtune-auto explain\" tells of all the settings it plans");
	}
	return 0;
}

static void
explain_all(struct str *out, const struct rendering *r)
{
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		const struct setting *row = setting_by_id(id);

		if (row->rule == NULL || !setting_known(row, r->plan->wish.major))
			continue;
		render_explanation(out, r, id);
		str_addc(out, '\n');
	}
	render_budget(out, r);
}

static void
explain_named(struct str *out, const struct rendering *r, const struct call *call)
{
	for (int i = 0; i < call->nargs; i++) {
		if (i > 0)
			str_addc(out, '\n');
		render_explanation(out, r, find(call->args[i])->id);
	}
}

static int
run(struct call *call)
{
	static struct context c;
	struct str out = output_buffer();
	struct rendering r = { .plan = &c.plan, .server_args = call->server_args };
	struct err e;
	int code;

	if (check_names(call, &e) < 0 || call_format(call, formats, &e) < 0 ||
	    context_read(&c, call, &e) < 0)
		return usage_error(&e);
	if (opt_yes(&call->opts, OPT_VALIDATE) && validate_here(&c, &e) < 0)
		return failed(&e);
	r.width = output_width(call->env);
	r.colour = output_colour(call->env);
	if (call->nargs == 0)
		explain_all(&out, &r);
	else
		explain_named(&out, &r, call);
	code = output_write(&out);
	return code != EXIT_DONE ? code : context_exit_code(&c);
}

const struct cmd cmd_explain = {
	.name = "explain",
	.args = "[SETTING…]",
	.help = "explain each value: its rule, the numbers that went in, what would change it",
	.formats = formats,
	.bit = CMD_EXPLAIN,
	.max_args = -1,
	.takes_server_args = true,
	.run = run,
};
