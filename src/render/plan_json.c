/* plan_json.c — the plan as JSON: the contract of DESIGN §6. */
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
text_member(struct json *j, const char *name, const char *text)
{
	json_key(j, name);
	json_string(j, text);
}

static void
value_member(struct json *j, const struct plan *p, enum setting_id id)
{
	char buf[320];
	struct str value = str_on(buf, sizeof(buf));

	render_value(&value, p, id);
	text_member(j, "value", buf);
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
		text_member(j, "unit", "ms");
}

static void
settings(struct json *j, const struct plan *p)
{
	json_key(j, "settings");
	json_open(j, '[');
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		if (!plan_emits(p, id))
			continue;
		json_open(j, '{');
		text_member(j, "name", setting_by_id(id)->name);
		value_member(j, p, id);
		number_members(j, p, id);
		text_member(j, "source", from_words[p->settings[id].from]);
		text_member(j, "why", p->settings[id].why);
		json_close(j);
	}
	json_close(j);
}

static void
where_members(struct json *j, const struct guc *g)
{
	char buf[600];
	struct str where = str_on(buf, sizeof(buf));

	text_member(j, "source", where_words[g->where]);
	str_add(&where, g->file);
	if (g->line > 0)
		str_addf(&where, ":%d", g->line);
	text_member(j, "where", buf);
}

static void
kept(struct json *j, const struct plan *p)
{
	json_key(j, "kept");
	json_open(j, '[');
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		const struct guc *g = p->settings[id].kept;

		if (p->settings[id].from != FROM_OPERATOR || g == NULL)
			continue;
		json_open(j, '{');
		text_member(j, "name", setting_by_id(id)->name);
		text_member(j, "value", g->value);
		where_members(j, g);
		json_close(j);
	}
	json_close(j);
}

static void
budget(struct json *j, const struct budget *b)
{
	json_key(j, "budget");
	json_open(j, '{');
	json_key(j, "limit_bytes"), json_int(j, b->limit_bytes);
	json_key(j, "reserve_bytes"), json_int(j, b->reserve_bytes);
	json_key(j, "worst_case_bytes"), json_int(j, b->worst_case_bytes);
	json_key(j, "fits"), json_bool(j, b->fits);
	json_key(j, "deficit_bytes"), json_int(j, b->deficit_bytes);
	text_member(j, "cheapest", b->cheapest);
	json_key(j, "terms");
	json_open(j, '[');
	for (size_t i = 0; i < b->term_count; i++) {
		json_open(j, '{');
		text_member(j, "name", b->terms[i].name);
		json_key(j, "bytes"), json_int(j, b->terms[i].bytes);
		text_member(j, "how", b->terms[i].how);
		json_close(j);
	}
	json_close(j);
	json_close(j);
}

static void
argv(struct json *j, const struct rendering *r)
{
	struct words w = words_of(r->plan, r->server_args);

	json_key(j, "argv");
	json_open(j, '[');
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
	json_key(&j, "postgres"), json_open(&j, '{');
	json_key(&j, "major"), json_int(&j, p->wish.major);
	json_close(&j);
	text_member(&j, "workload", workload_words[p->wish.workload]);
	text_member(&j, "storage", storage_words[plan_storage(p)]);
	settings(&j, p);
	kept(&j, p);
	budget(&j, &p->budget);
	argv(&j, r);
	json_key(&j, "warnings"), json_open(&j, '[');
	for (size_t i = 0; i < r->warning_count; i++)
		json_string(&j, r->warnings[i]);
	json_close(&j);
	json_close(&j);
	str_addc(out, '\n');
}
