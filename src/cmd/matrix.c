/* matrix.c — `pgtune-auto matrix --memory 512MB,1GB --cpus 1,2`: a plan for each pair. */
#include <stdio.h>
#include <string.h>

#include "cmd/context.h"
#include "cmd/call.h"
#include "cmd/output.h"
#include "render/json.h"
#include "render/layout.h"

#define MATRIX_MEMORY "512MB,1GB,2GB,4GB,8GB,16GB,32GB,64GB"
#define MATRIX_CPUS "1,2,4,8"

static const char *const formats[] = { "text", "csv", "json", NULL };
enum format {
	FORMAT_TEXT,
	FORMAT_CSV,
	FORMAT_JSON
};

static void
add_memory(struct str *out, const struct plan *p)
{
	render_size(out, p->host->memory.bytes);
}

static void
add_cpus(struct str *out, const struct plan *p)
{
	render_milli(out, p->host->cpu.milli);
}

static void
add_worst_case(struct str *out, const struct plan *p)
{
	render_size(out, p->budget.worst_case_bytes);
}

static void
add_fits(struct str *out, const struct plan *p)
{
	str_add(out, p->budget.fits ? "yes" : "no");
}

static const struct {
	const char *title;
	void (*add)(struct str *out, const struct plan *p); /* NULL: a setting */
	enum setting_id id;
} columns[] = {
	{ .title = "memory", .add = add_memory },
	{ .title = "cpus", .add = add_cpus },
	{ .title = "shared_buffers", .id = SHARED_BUFFERS },
	{ .title = "effective_cache_size", .id = EFFECTIVE_CACHE_SIZE },
	{ .title = "work_mem", .id = WORK_MEM },
	{ .title = "maintenance_work_mem", .id = MAINTENANCE_WORK_MEM },
	{ .title = "max_connections", .id = MAX_CONNECTIONS },
	{ .title = "max_parallel_workers", .id = MAX_PARALLEL_WORKERS },
	{ .title = "worst_case", .add = add_worst_case },
	{ .title = "fits", .add = add_fits },
};

typedef void row_fn(void *to, const struct plan *p);

/* Copies the next item of a comma-separated list; false at its end. */
static bool
next_item(const char **list, char *item, size_t cap)
{
	const char *p = *list;
	size_t len;

	if (p == NULL)
		return false;
	p += strspn(p, " ");
	len = strcspn(p, ",");
	*list = p[len] == ',' ? p + len + 1 : NULL;
	while (len > 0 && p[len - 1] == ' ')
		len--;
	snprintf(item, cap, "%.*s", (int)len, p);
	return true;
}

/* Plans every pair and hands it on, memory in the outer loop. Returns how many --strict refuses. */
static int
each_pair(struct context *c, const struct host *detected, row_fn *each, void *to, struct err *e)
{
	const char *memories = call_option(c->call, OPT_MEMORY, MATRIX_MEMORY);
	char memory[64], cpus[64];
	int refused = 0;

	while (next_item(&memories, memory, sizeof(memory))) {
		const char *counts = call_option(c->call, OPT_CPUS, MATRIX_CPUS);

		while (next_item(&counts, cpus, sizeof(cpus))) {
			c->machine.memory = memory;
			c->machine.cpus = cpus;
			if (context_plan(c, detected, e) < 0)
				return -1;
			each(to, &c->plan);
			refused += context_exit_code(c) != EXIT_DONE;
		}
	}
	return refused;
}

static void
add_field(struct str *out, const struct plan *p, size_t i)
{
	if (columns[i].add != NULL)
		columns[i].add(out, p);
	else
		render_value(out, p, columns[i].id);
}

static size_t
width_of(size_t i)
{
	size_t title = strlen(columns[i].title);

	return title > 8 ? title : 8;
}

static void
text_titles(struct str *out)
{
	for (size_t i = 0; i < LEN(columns); i++) {
		layout_right(out, columns[i].title, width_of(i));
		str_add(out, i + 1 < LEN(columns) ? "  " : "\n");
	}
}

static void
text_row(void *to, const struct plan *p)
{
	struct str *out = to;

	for (size_t i = 0; i < LEN(columns); i++) {
		char buf[64];
		struct str field = str_on(buf, sizeof(buf));

		add_field(&field, p, i);
		layout_right(out, buf, width_of(i));
		str_add(out, i + 1 < LEN(columns) ? "  " : "\n");
	}
}

static void
csv_row(void *to, const struct plan *p)
{
	for (size_t i = 0; i < LEN(columns); i++) {
		add_field(to, p, i);
		str_addc(to, i + 1 < LEN(columns) ? ',' : '\n');
	}
}

static void
csv_titles(struct str *out)
{
	for (size_t i = 0; i < LEN(columns); i++)
		str_addf(out, "%s%c", columns[i].title, i + 1 < LEN(columns) ? ',' : '\n');
}

static void
json_row(void *to, const struct plan *p)
{
	struct json *j = to;

	json_open(j, '{');
	json_member_int(j, "memory_bytes", p->host->memory.bytes);
	json_member_int(j, "cpu_milli", p->host->cpu.milli);
	for (size_t i = 0; i < LEN(columns); i++) {
		char buf[64];
		struct str value = str_on(buf, sizeof(buf));

		if (columns[i].add != NULL)
			continue;
		json_key(j, columns[i].title);
		if (setting_by_id(columns[i].id)->unit == UNIT_NONE) {
			json_int(j, p->settings[columns[i].id].value.n);
			continue;
		}
		render_value(&value, p, columns[i].id);
		json_string(j, buf);
	}
	json_member_int(j, "worst_case_bytes", p->budget.worst_case_bytes);
	json_member_bool(j, "fits", p->budget.fits);
	json_close(j);
}

static int
render(struct context *c, enum format format, struct str *out, struct err *e)
{
	static struct host detected;
	struct json j = json_on(out);
	int rc;

	detected = c->host;
	if (format == FORMAT_TEXT) {
		text_titles(out);
		return each_pair(c, &detected, text_row, out, e);
	}
	if (format == FORMAT_CSV) {
		csv_titles(out);
		return each_pair(c, &detected, csv_row, out, e);
	}
	json_open(&j, '[');
	rc = each_pair(c, &detected, json_row, &j, e);
	json_close(&j);
	str_addc(out, '\n');
	return rc;
}

static int
run(struct call *call)
{
	static struct context c;
	struct str out = output_buffer();
	struct err e;
	int format = call_format(call, formats, &e), refused, code;

	if (format < 0 || context_open(&c, call, &e) < 0)
		return usage_error(&e);
	context_detect(&c);
	refused = render(&c, (enum format)format, &out, &e);
	if (refused < 0)
		return usage_error(&e);
	code = output_write(&out);
	return code == EXIT_DONE && refused > 0 ? EXIT_FAILED : code;
}

const struct cmd cmd_matrix = {
	.name = "matrix",
	.args = "",
	.help = "plan for each pair of --memory 512MB,1GB,… and --cpus 1,2,…",
	.formats = formats,
	.bit = CMD_MATRIX,
	.takes_server_args = true,
	.run = run,
};
