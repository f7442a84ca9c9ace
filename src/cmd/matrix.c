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

static const struct {
	const char *title;
	enum setting_id id;
} columns[] = {
	{ "shared_buffers", SHARED_BUFFERS },
	{ "effective_cache_size", EFFECTIVE_CACHE_SIZE },
	{ "work_mem", WORK_MEM },
	{ "maintenance_work_mem", MAINTENANCE_WORK_MEM },
	{ "max_connections", MAX_CONNECTIONS },
	{ "max_parallel_workers", MAX_PARALLEL_WORKERS },
};

struct cell {
	const struct plan *plan;
	const char *memory, *cpus; /* as said */
};

typedef void cell_fn(void *to, const struct cell *cell);

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
each_cell(struct context *c, const struct host *detected, cell_fn *each, void *to, struct err *e)
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
			each(to, &(struct cell){ &c->plan, memory, cpus });
			refused += context_exit_code(c) != EXIT_DONE;
		}
	}
	return refused;
}

/* The text of column i of a row: memory, cpus, the settings, worst_case, fits. */
static void
add_field(struct str *out, const struct cell *cell, size_t i)
{
	if (i == 0)
		render_size(out, cell->plan->host->memory.bytes);
	else if (i == 1)
		render_milli(out, cell->plan->host->cpu.milli);
	else if (i < LEN(columns) + 2)
		render_value(out, cell->plan, columns[i - 2].id);
	else if (i == LEN(columns) + 2)
		render_size(out, cell->plan->budget.worst_case_bytes);
	else
		str_add(out, cell->plan->budget.fits ? "yes" : "no");
}

static const char *
field_title(size_t i)
{
	static const char *const last[] = { "worst_case", "fits" };

	return i == 0                 ? "memory"
	       : i == 1               ? "cpus"
	       : i < LEN(columns) + 2 ? columns[i - 2].title
				      : last[i - LEN(columns) - 2];
}

#define FIELDS (LEN(columns) + 4)

static size_t
field_columns(size_t i)
{
	size_t title = strlen(field_title(i));

	return title > 8 ? title : 8;
}

static void
text_titles(struct str *out)
{
	for (size_t i = 0; i < FIELDS; i++) {
		layout_right(out, field_title(i), field_columns(i));
		str_add(out, i + 1 < FIELDS ? "  " : "\n");
	}
}

static void
text_cell(void *to, const struct cell *cell)
{
	struct str *out = to;

	for (size_t i = 0; i < FIELDS; i++) {
		char buf[64];
		struct str field = str_on(buf, sizeof(buf));

		add_field(&field, cell, i);
		layout_right(out, buf, field_columns(i));
		str_add(out, i + 1 < FIELDS ? "  " : "\n");
	}
}

static void
csv_cell(void *to, const struct cell *cell)
{
	for (size_t i = 0; i < FIELDS; i++) {
		add_field(to, cell, i);
		str_addc(to, i + 1 < FIELDS ? ',' : '\n');
	}
}

static void
csv_titles(struct str *out)
{
	for (size_t i = 0; i < FIELDS; i++)
		str_addf(out, "%s%c", field_title(i), i + 1 < FIELDS ? ',' : '\n');
}

static void
json_cell(void *to, const struct cell *cell)
{
	struct json *j = to;
	const struct plan *p = cell->plan;

	json_open(j, '{');
	json_member_int(j, "memory_bytes", p->host->memory.bytes);
	json_member_int(j, "cpu_milli", p->host->cpu.milli);
	for (size_t i = 0; i < LEN(columns); i++) {
		char buf[64];
		struct str value = str_on(buf, sizeof(buf));

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
		return each_cell(c, &detected, text_cell, out, e);
	}
	if (format == FORMAT_CSV) {
		csv_titles(out);
		return each_cell(c, &detected, csv_cell, out, e);
	}
	json_open(&j, '[');
	rc = each_cell(c, &detected, json_cell, &j, e);
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
