/* plan_json.c — the plan as JSON, for other programs. */
#include <limits.h>

#include "render/render.h"

#include "render/host.h"
#include "render/json.h"

static const char *const from_words[] = {
	[FROM_NONE] = "default",
	[FROM_RULE] = "rule",
	[FROM_OPTION] = "option",
	[FROM_PRIMARY] = "primary",
	[FROM_OPERATOR] = "operator",
};

static const char *const where_words[] = {
	[GUC_INITDB] = "initdb",
	[GUC_CONF] = "postgresql.conf",
	[GUC_AUTO] = "postgresql.auto.conf",
	[GUC_ARGV] = "argv",
};

static void
value_member(struct json *j, const struct plan *p, enum setting_id id)
{
	char buf[VALUE_TEXT_MAX];
	struct str value = str_on(buf, sizeof(buf));

	render_value(&value, p, id);
	json_member(j, "value", buf);
}

/* The value as a number too, where it is one. */
static void
number_members(struct json *j, const struct plan *p, enum setting_id id)
{
	const struct value *v = &p->settings[id].value;
	enum unit unit = setting_by_id(id)->unit;

	if (v->kind != VALUE_INT && v->kind != VALUE_REAL)
		return;
	json_key(j, unit == UNIT_BYTES ? "bytes" : "number");
	if (v->kind == VALUE_REAL)
		json_real(j, v->x);
	else
		json_int(j, v->n);
	if (unit == UNIT_MS)
		json_member(j, "unit", "ms");
}

static void
settings(struct json *j, const struct plan *p)
{
	json_member_open(j, "settings", '[');
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		if (!plan_emits(p, id))
			continue;
		json_open(j, '{');
		json_member(j, "name", setting_by_id(id)->name);
		value_member(j, p, id);
		number_members(j, p, id);
		json_member(j, "source", from_words[p->settings[id].from]);
		json_member(j, "why", p->settings[id].why);
		json_close(j);
	}
	json_close(j);
}

static void
where_members(struct json *j, const struct guc *g)
{
	char buf[PATH_MAX + 300];
	struct str where = str_on(buf, sizeof(buf));

	json_member(j, "source", where_words[g->where]);
	str_add(&where, g->file);
	if (g->line > 0)
		str_addf(&where, ":%d", g->line);
	json_member(j, "where", buf);
}

static void
kept(struct json *j, const struct plan *p)
{
	json_member_open(j, "kept", '[');
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		const struct guc *g = p->settings[id].kept;

		if (p->settings[id].from != FROM_OPERATOR || g == NULL)
			continue;
		json_open(j, '{');
		json_member(j, "name", setting_by_id(id)->name);
		json_member(j, "value", g->value);
		where_members(j, g);
		json_close(j);
	}
	json_close(j);
}

static void
budget(struct json *j, const struct budget *b)
{
	json_member_open(j, "budget", '{');
	json_member_int(j, "limit_bytes", b->limit_bytes);
	json_member_int(j, "reserve_bytes", b->reserve_bytes);
	json_member_int(j, "worst_case_bytes", b->worst_case_bytes);
	json_member_bool(j, "fits", b->fits);
	json_member_int(j, "deficit_bytes", b->deficit_bytes);
	json_member(j, "cheapest", b->cheapest);
	json_member_open(j, "terms", '[');
	for (size_t i = 0; i < b->term_count; i++) {
		json_open(j, '{');
		json_member(j, "name", b->terms[i].name);
		json_member_int(j, "bytes", b->terms[i].bytes);
		json_member(j, "how", b->terms[i].how);
		json_close(j);
	}
	json_close(j);
	json_close(j);
}

static void
argv(struct json *j, const struct rendering *r)
{
	struct words w = words_of(r->plan, r->server_args);

	json_member_open(j, "argv", '[');
	for (const char *word; (word = words_next(&w)) != NULL;)
		json_string(j, word);
	json_close(j);
}

void
render_json(struct str *out, const struct rendering *r)
{
	const struct plan *p = r->plan;
	struct json j = json_on(out);

	json_open(&j, '{');
	json_key(&j, "host"), render_host(&j, p->host);
	json_member_open(&j, "postgres", '{');
	json_member_int(&j, "major", p->wish.major);
	json_close(&j);
	json_member(&j, "workload", workload_words[p->wish.workload]);
	json_member(&j, "storage", storage_words[plan_storage(p)]);
	settings(&j, p);
	kept(&j, p);
	budget(&j, &p->budget);
	argv(&j, r);
	json_member_open(&j, "warnings", '[');
	for (size_t i = 0; i < r->warning_count; i++)
		json_string(&j, r->warnings[i]);
	json_close(&j);
	json_close(&j);
	str_addc(out, '\n');
}
