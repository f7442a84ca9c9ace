/* report.c — the plan as a report that a person likes to read. */
#include <string.h>

#include "render/layout.h"
#include "render/render.h"

#define NAME_COLUMNS 35  /* two blanks, max_parallel_maintenance_workers and one */
#define VALUE_COLUMNS 12 /* and the values before their reasons */
#define TERM_COLUMNS 17  /* the same for the terms of the budget */
#define BAR_COLUMNS 24

static void
heading(struct str *out, const struct rendering *r, const char *text)
{
	str_addf(out, "\n%s%s%s\n", r->colour ? "\033[1m" : "", text, r->colour ? "\033[0m" : "");
}

static void
dim(struct str *out, const struct rendering *r, bool on)
{
	if (r->colour)
		str_add(out, on ? "\033[2m" : "\033[0m");
}

static struct str
sized(char *buf, size_t cap, int64_t bytes)
{
	struct str s = str_on(buf, cap);

	render_size(&s, bytes);
	return s;
}

static void
fact(struct str *out, const char *name, const char *value, const char *where)
{
	str_add(out, "  ");
	layout_pad(out, name, 10);
	layout_pad(out, value, VALUE_COLUMNS);
	str_addf(out, "%s\n", where);
}

static void
machine(struct str *out, const struct rendering *r)
{
	const struct host *h = r->plan->host;
	char value[64], where[HOST_PATH + 96], all[64];
	struct str s, w;

	heading(out, r, "Machine");
	s = sized(value, sizeof(value), h->memory.bytes);
	w = str_on(where, sizeof(where));
	str_add(&w, memory_source_word(h->memory.source));
	if (h->memory.path[0] != '\0')
		str_addf(&w, ", %s", h->memory.path);
	if (h->memory.physical_bytes > 0) {
		sized(all, sizeof(all), h->memory.physical_bytes);
		str_addf(&w, " (%s of RAM)", all);
	}
	fact(out, "memory", s.p, w.p);
	s = str_on(value, sizeof(value));
	render_milli(&s, h->cpu.milli);
	w = str_on(where, sizeof(where));
	str_addf(
	    &w, "%s%s%s", cpu_source_word(h->cpu.source), h->cpu.path[0] ? ", " : "", h->cpu.path);
	if (h->cpu.online > 0)
		str_addf(&w, " (%d online)", h->cpu.online);
	fact(out, "CPUs", s.p, w.p);
}

static void
setting_line(struct str *out, const struct rendering *r, enum setting_id id)
{
	char buf[VALUE_TEXT_MAX];
	struct str value = str_on(buf, sizeof(buf));
	size_t indent = NAME_COLUMNS + VALUE_COLUMNS;

	render_value(&value, r->plan, id);
	str_add(out, "  ");
	layout_pad(out, setting_by_id(id)->name, NAME_COLUMNS - 2);
	layout_pad(out, buf, VALUE_COLUMNS - 1);
	if (layout_width(buf, value.len) >= VALUE_COLUMNS) {
		str_addc(out, '\n');
		layout_pad(out, "", indent);
	} else {
		str_addc(out, ' ');
	}
	dim(out, r, true);
	layout_wrap(out, r->plan->settings[id].why, indent, (size_t)r->width);
	dim(out, r, false);
}

/* The settings of one subject, under a heading. */
static void
subject(struct str *out, const struct rendering *r, const char *name)
{
	char title[64];
	struct str t = str_on(title, sizeof(title));

	str_addf(&t, "Settings: %s", name);
	heading(out, r, title);
	for (enum setting_id id = 0; id < SETTING_COUNT; id++)
		if (plan_emits(r->plan, id) && strcmp(setting_by_id(id)->subject, name) == 0)
			setting_line(out, r, id);
}

/* Did an emitted setting before this one have the same subject? */
static bool
subject_was_told(const struct plan *p, enum setting_id id)
{
	for (enum setting_id before = 0; before < id; before++)
		if (plan_emits(p, before) &&
		    strcmp(setting_by_id(before)->subject, setting_by_id(id)->subject) == 0)
			return true;
	return false;
}

static void
settings(struct str *out, const struct rendering *r)
{
	for (enum setting_id id = 0; id < SETTING_COUNT; id++)
		if (plan_emits(r->plan, id) && !subject_was_told(r->plan, id))
			subject(out, r, setting_by_id(id)->subject);
}

static void
kept(struct str *out, const struct rendering *r)
{
	bool first = true;

	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		const struct planned *s = &r->plan->settings[id];

		if (s->from != FROM_OPERATOR || s->kept == NULL)
			continue;
		if (first)
			heading(out, r, "Kept: your own values, planned from");
		first = false;
		str_add(out, "  ");
		layout_pad(out, setting_by_id(id)->name, NAME_COLUMNS - 2);
		layout_pad(out, s->kept->value, VALUE_COLUMNS - 1);
		str_addf(out, " %s", s->kept->file);
		if (s->kept->line > 0)
			str_addf(out, ":%d", s->kept->line);
		str_addc(out, '\n');
	}
}

/* A term's share of the limit: at least one block when there is anything. */
static void
bar(struct str *out, int64_t bytes, int64_t limit)
{
	int64_t blocks = BAR_COLUMNS;

	if (bytes < limit)
		blocks = (int64_t)((double)bytes * BAR_COLUMNS / (double)limit + 0.5);
	blocks = max64(blocks, bytes > 0);
	for (int64_t i = 0; i < BAR_COLUMNS; i++)
		str_add(out, i < blocks ? "█" : " ");
}

static void
term_line(struct str *out, const struct rendering *r, const struct term *t)
{
	char size[64];
	const int column = TERM_COLUMNS + 8 + 2 + BAR_COLUMNS + 2;

	str_add(out, "  ");
	layout_pad(out, t->name, TERM_COLUMNS - 2);
	sized(size, sizeof(size), t->bytes);
	layout_right(out, size, 8);
	str_add(out, "  ");
	bar(out, t->bytes, r->plan->budget.limit_bytes);
	str_add(out, "  ");
	dim(out, r, true);
	layout_wrap(out, t->how, (size_t)column, (size_t)max64(r->width, column + 20));
	dim(out, r, false);
}

void
render_budget(struct str *out, const struct rendering *r)
{
	const struct budget *b = &r->plan->budget;
	char worst[64], limit[64], reserve[64], deficit[64];

	heading(out, r, "Memory, when every connection does its worst at once");
	for (size_t i = 0; i < b->term_count; i++)
		term_line(out, r, &b->terms[i]);
	sized(worst, sizeof(worst), b->worst_case_bytes);
	sized(limit, sizeof(limit), b->limit_bytes);
	sized(reserve, sizeof(reserve), b->reserve_bytes);
	sized(deficit, sizeof(deficit), b->deficit_bytes);
	str_add(out, "  ");
	layout_pad(out, "worst case", TERM_COLUMNS - 2);
	layout_right(out, worst, 8);
	str_addf(out, "  of %s, where %s are left for WAL, files and hot pages: ", limit, reserve);
	if (b->fits)
		str_add(out, "fits\n");
	else
		str_addf(out, "%s too much\n  cheapest change: %s\n", deficit, b->cheapest);
}

static void
command_line(struct str *out, const struct rendering *r)
{
	struct words w = words_of(r->plan, r->server_args);
	bool flag = false;

	heading(out, r, "Command line");
	str_add(out, " ");
	for (const char *word; (word = words_next(&w)) != NULL;) {
		if (!flag && strcmp(word, "-c") == 0)
			str_add(out, " \\\n   ");
		str_addc(out, ' ');
		render_shell_word(out, word);
		flag = strcmp(word, "-c") == 0;
	}
	str_addc(out, '\n');
}

static void
warnings(struct str *out, const struct rendering *r)
{
	if (r->warning_count == 0)
		return;
	heading(out, r, "Warnings");
	for (size_t i = 0; i < r->warning_count; i++) {
		str_add(out, "  - ");
		layout_wrap(out, r->warnings[i], 4, (size_t)r->width);
	}
}

void
render_text(struct str *out, const struct rendering *r)
{
	const struct plan *p = r->plan;

	str_addf(out, "PostgreSQL %d, workload %s, storage %s\n", p->wish.major,
	    workload_words[p->wish.workload], storage_words[plan_storage(p)]);
	machine(out, r);
	settings(out, r);
	kept(out, r);
	if (!p->wish.skip)
		render_budget(out, r);
	command_line(out, r);
	warnings(out, r);
}
