/* plan.c — makes the plan: the operator's values first, then every rule in order around them, then
 * what of it is worth saying to the server. */
#include "tune/plan.h"

#include <stdio.h>
#include <string.h>

#include "tune/report.h"
#include "tune/rules.h"
#include "tune/text.h"

/* --- what is in force before any rule --- */

static void
take_preset(struct plan *p, const struct setting *s)
{
	struct err e;

	value_read(s, setting_preset(s, p->wish.major), &p->settings[s->id].value, &e);
}

static int
read_value(const struct plan *p, const struct setting *s, const char *text, struct value *value,
    struct err *e)
{
	if (value_read(s, text, value, e) < 0)
		return -1;
	if (value->kind == VALUE_INT && value->n >= 0 && value->n < setting_min(s, p->wish.major))
		return fail(e, "outside the server's range");
	return 0;
}

static void
warn_refused(struct plan *p, const struct setting *s, const struct guc *row, const struct err *e)
{
	char line[16] = "";

	if (row->line > 0)
		snprintf(line, sizeof(line), ":%d", row->line);
	plan_warn_refusal(p, "%s=%s (%s%s): %s: the server will refuse it", s->name, row->value,
	    row->file != NULL ? row->file : "?", line, e->text);
}

/* A value the server will refuse leaves the default to plan from: refusing it is the server's. */
static void
take(struct plan *p, const struct setting *s, const struct guc *row)
{
	struct planned *planned = &p->settings[s->id];
	struct value value;
	struct err e;

	planned->from = FROM_OPERATOR;
	planned->kept = row;
	planned->why[0] = '\0';
	planned->refused = read_value(p, s, row->value, &value, &e) < 0;
	if (!planned->refused)
		planned->value = value;
	else
		warn_refused(p, s, row, &e);
}

static const struct guc *
find(const struct gucset *given, const struct setting *s)
{
	const struct guc *row = given != NULL ? guc_find(given, s->name) : NULL;

	return row != NULL && row->where != GUC_INITDB ? row : NULL;
}

static void
take_given(struct plan *p, const struct gucset *given)
{
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		const struct setting *s = setting_by_id(id);
		const struct guc *row = find(given, s);

		take_preset(p, s);
		if (row == NULL || !setting_known(s, p->wish.major))
			continue;
		if (row->where > GUC_CONF || p->wish.keep_conf || !is_ours(p, id))
			take(p, s, row);
	}
}

/* --- the rules --- */

static void
raise_to_primary(struct plan *p, enum setting_id id)
{
	int64_t floor = primary_floor(p, id), had = number_of(p, id);

	if (floor == 0 || floor <= had)
		return;
	choose(p, id, floor, "the primary has %lld: a standby, or a recovery, needs no less",
	    (long long)floor);
	p->settings[id].from = FROM_PRIMARY;
}

static void
run_rules(struct plan *p, const struct gucset *given)
{
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		const struct setting *s = setting_by_id(id);
		const struct guc *conf = find(given, s);

		if (id == WORK_MEM)
			make_room(p);
		if (!is_ours(p, id))
			continue;
		s->rule(p);
		raise_to_primary(p, id);
		if (p->settings[id].from == FROM_NONE && conf != NULL)
			take(p, s, conf);
	}
}

/* --- what is emitted --- */

static bool
is_preset(const struct plan *p, const struct setting *s)
{
	struct value preset;
	struct err e;

	return value_read(s, setting_preset(s, p->wish.major), &preset, &e) == 0 &&
	       value_same(&preset, &p->settings[s->id].value);
}

/* Of postgresql.conf, what the plan's value of that setting replaces is told. The server reads the
 * line all the same: what it cannot read there it refuses to start with. True: there is such a
 * line. */
static bool
replaces(struct plan *p, const struct setting *s, const struct guc *conf)
{
	struct value value;
	struct err e;

	if (conf == NULL)
		return false;
	if (read_value(p, s, conf->value, &value, &e) < 0)
		warn_refused(p, s, conf, &e);
	else if (value_same(&value, &p->settings[s->id].value))
		return false;
	else
		warn_replaced(p, s->id, conf);
	return true;
}

/* A rule's value that is the server's default needs no saying, unless postgresql.conf says another;
 * then, as with every value we replace there, the operator is told. */
static void
settle(struct plan *p, const struct gucset *given)
{
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		const struct setting *s = setting_by_id(id);

		if (plan_emits(p, id) && !replaces(p, s, find(given, s)) &&
		    p->settings[id].from == FROM_RULE && !s->always && !p->settings[id].lowered &&
		    is_preset(p, s))
			p->settings[id].from = FROM_NONE;
	}
}

void
plan_solve(struct plan *p, const struct gucset *given)
{
	memset(p->settings, 0, sizeof(p->settings));
	p->warning_count = 0;
	take_given(p, given);
	run_rules(p, given);
}

void
plan_make(
    struct plan *p, const struct host *host, const struct wish *wish, const struct gucset *given)
{
	p->host = host;
	p->wish = *wish;
	p->budget = (struct budget){ 0 };
	plan_solve(p, given);
	if (wish->measured_shared_bytes > 0) {
		/* The server counted the segment of just this plan, dynamic reserve included. */
		struct load l = load_of(p);

		p->budget.correction_bytes =
		    wish->measured_shared_bytes - load_shared(&l) - l.dynamic_shared;
		plan_solve(p, given);
	}
	settle(p, given);
	report_budget(p, given);
	report_warnings(p);
}

bool
plan_emits(const struct plan *p, enum setting_id id)
{
	enum plan_from from = p->settings[id].from;

	return from == FROM_RULE || from == FROM_OPTION || from == FROM_PRIMARY;
}
