/* plan.c — `pgtune-auto plan`, also as `--dry-run [postgres ARG…]`: the plan, and nothing touched.
 */
#include <unistd.h>

#include "cmd/context.h"
#include "cmd/call.h"
#include "cmd/output.h"
#include "cmd/preview.h"
#include "cmd/startplan.h"
#include "cmd/validate.h"

/* Each word of --format, the default first; render_WORD() prints it. */
#define FORMATS(use) use(text) use(args) use(conf) use(json) use(sql) use(env) use(k8s) use(compose)
#define WORD(word) #word,
#define RENDERER(word) render_##word,

static const char *const formats[] = { FORMATS(WORD) NULL };
static render_fn *const renderers[] = { FORMATS(RENDERER) };

static int
print(const struct context *c, render_fn *render)
{
	const char *warnings[CONTEXT_ALL_WARNINGS];
	struct rendering r = {
		.plan = &c->plan,
		.server_args = c->call->server_args,
		.warnings = warnings,
		.warning_count = context_warnings(c, warnings),
		.width = output_width(c->call->env),
		.colour = output_colour(c->call->env),
	};
	struct str out = output_buffer();

	render(&out, &r);
	if (render == render_text && c->root == NULL)
		preview_first_boot(&out);
	return output_write(&out);
}

static int
run(struct call *call)
{
	static struct context c;
	struct err e;
	int format = call_format(call, formats, &e), code;

	if (format < 0 || context_read(&c, call, &e) < 0)
		return usage_error(&e);
	if (opt_yes(&call->opts, OPT_VALIDATE) && validate_here(&c, &e) < 0)
		return failed(&e);
	if (c.root == NULL && startplan_check_directory(&c, &e) < 0)
		context_warn(&c, "a start is refused: %s", e.text);
	/* A report on the terminal that stderr is too tells the warnings itself. */
	if (renderers[format] == render_text && isatty(STDOUT_FILENO) && isatty(STDERR_FILENO))
		context_announce_line(&c);
	else
		context_announce(&c);
	code = print(&c, renderers[format]);
	return code != EXIT_DONE ? code : context_exit_code(&c);
}

const struct cmd cmd_plan = {
	.name = "plan",
	.args = "",
	.help = "print the plan and the exact command line, touch nothing (also: --dry-run)",
	.formats = formats,
	.bit = CMD_PLAN,
	.takes_server_args = true,
	.run = run,
};
