/* detect.c — `pgtune-auto detect`: the machine as this container sees it, and the file each number
 * came from. */
#include "cmd/call.h"
#include "cmd/output.h"
#include "host/detect.h"
#include "render/host.h"

static const char *const formats[] = { "text", "json", NULL };

static int
print(const struct host *h, bool as_json)
{
	struct str out = output_buffer();
	struct json json = json_on(&out);

	if (as_json) {
		render_host(&json, h);
		str_addc(&out, '\n');
	} else {
		render_host_text(&out, h);
	}
	return output_write(&out);
}

static int
run(struct call *call)
{
	static struct host h;
	char memory[OPT_SAID_MAX], cpus[OPT_SAID_MAX];
	const struct optset *opts = &call->opts;
	const struct host_wish wish = {
		.memory = opts->value[OPT_MEMORY],
		.memory_said_as = call_said_as(call, OPT_MEMORY, memory),
		.cpus = opts->value[OPT_CPUS],
		.cpus_said_as = call_said_as(call, OPT_CPUS, cpus),
		.pgdata = env_get(call->env, "PGDATA"),
		.waldir = env_get(call->env, "POSTGRES_INITDB_WALDIR"),
	};
	struct err e;
	int format = call_format(call, formats, &e);

	if (format < 0 || host_read(&h, opts->value[OPT_ROOT], &wish, call->env, &e) < 0)
		return usage_error(&e);
	if (call->env_odd.text[0] != '\0')
		host_warn(&h, "%s", call->env_odd.text);
	return print(&h, format == 1);
}

const struct cmd cmd_detect = {
	.name = "detect",
	.args = "",
	.help = "print the memory and CPUs this container has, and the file each number came from",
	.formats = formats,
	.bit = CMD_DETECT,
	.run = run,
};
