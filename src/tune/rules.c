/* rules.c — what rules read and how they write their result. */
#include "tune/rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "base/utf8.h"

int64_t
number_of(const struct plan *p, enum setting_id id)
{
	return p->settings[id].value.n;
}

double
real_of(const struct plan *p, enum setting_id id)
{
	return p->settings[id].value.x;
}

const char *
text_of(const struct plan *p, enum setting_id id)
{
	return p->settings[id].value.text;
}

bool
yes_of(const struct plan *p, enum setting_id id)
{
	const char *word = text_of(p, id);
	struct err e;
	bool yes;

	return num_bool(word, strlen(word), &yes, &e) == 0 && yes;
}

static bool
is_dropped(const struct plan *p, const char *name)
{
	for (size_t i = 0; i < p->wish.dropped_count; i++)
		if (strcasecmp(p->wish.dropped[i], name) == 0)
			return true;
	return false;
}

bool
is_ours(const struct plan *p, enum setting_id id)
{
	const struct setting *s = setting_by_id(id);

	if (s->rule == NULL || p->settings[id].from == FROM_OPERATOR)
		return false;
	if (p->wish.skip && strcmp(s->subject, LIBRARIES_SUBJECT) != 0)
		return false;
	return setting_known(s, p->wish.major) && !is_dropped(p, s->name);
}

bool
is_movable(const struct plan *p, enum setting_id id)
{
	return is_ours(p, id) && p->settings[id].from == FROM_RULE;
}

static void
explain(struct planned *row, enum plan_from from, const char *why, va_list ap)
{
	row->from = from;
	utf8_print(row->why, sizeof(row->why), why, ap);
}

static void
set_number(struct plan *p, enum setting_id id, int64_t n)
{
	const struct setting *s = setting_by_id(id);
	int64_t most = s->max / s->grain * s->grain;

	p->settings[id].value.kind = VALUE_INT;
	p->settings[id].value.n = clamp64(n / s->grain * s->grain, s->min, most);
}

void
choose(struct plan *p, enum setting_id id, int64_t n, const char *why, ...)
{
	va_list ap;

	set_number(p, id, n);
	va_start(ap, why);
	explain(&p->settings[id], FROM_RULE, why, ap);
	va_end(ap);
}

void
lower(struct plan *p, enum setting_id id, int64_t n, const char *why, ...)
{
	va_list ap;

	set_number(p, id, n);
	p->settings[id].lowered = true;
	va_start(ap, why);
	explain(&p->settings[id], FROM_RULE, why, ap);
	va_end(ap);
}

void
choose_text(struct plan *p, enum setting_id id, const char *text, const char *why, ...)
{
	struct planned *row = &p->settings[id];
	struct str s = str_on(row->value.text, sizeof(row->value.text));
	va_list ap;

	row->value.kind = VALUE_TEXT;
	str_add(&s, text);
	va_start(ap, why);
	explain(row, FROM_RULE, why, ap);
	va_end(ap);
}

void
choose_real(struct plan *p, enum setting_id id, double x, const char *why, ...)
{
	struct planned *row = &p->settings[id];
	va_list ap;

	row->value.kind = VALUE_REAL;
	row->value.x = x;
	va_start(ap, why);
	explain(row, FROM_RULE, why, ap);
	va_end(ap);
}

void
leave(struct plan *p, enum setting_id id, const char *why, ...)
{
	va_list ap;

	va_start(ap, why);
	explain(&p->settings[id], FROM_NONE, why, ap);
	va_end(ap);
}

int64_t
primary_floor(const struct plan *p, enum setting_id id)
{
	const struct floors *f = &p->wish.floors;
	const struct {
		enum setting_id id;
		int64_t floor;
	} floors[] = {
		{ MAX_CONNECTIONS, f->max_connections },
		{ MAX_WORKER_PROCESSES, f->max_worker_processes },
		{ MAX_WAL_SENDERS, f->max_wal_senders },
		{ MAX_PREPARED_TRANSACTIONS, f->max_prepared_transactions },
		{ MAX_LOCKS_PER_TRANSACTION, f->max_locks_per_transaction },
	};

	for (size_t i = 0; i < LEN(floors); i++)
		if (floors[i].id == id)
			return floors[i].floor;
	return 0;
}

bool
is_standby(const struct plan *p)
{
	for (enum setting_id id = 0; id < SETTING_COUNT; id++)
		if (primary_floor(p, id) > 0)
			return true;
	return false;
}

static void
warn(struct plan *p, bool refuses, const char *fmt, va_list ap)
{
	const size_t last = PLAN_WARNINGS - 1;

	if (p->warning_count == PLAN_WARNINGS) {
		snprintf(
		    p->warnings[last], sizeof(p->warnings[last]), "further warnings are left out");
		p->refuses[last] |= refuses;
		return;
	}
	utf8_print(p->warnings[p->warning_count], sizeof(p->warnings[last]), fmt, ap);
	p->refuses[p->warning_count++] = refuses;
}

void
plan_warn(struct plan *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	warn(p, false, fmt, ap);
	va_end(ap);
}

void
plan_warn_refusal(struct plan *p, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	warn(p, true, fmt, ap);
	va_end(ap);
}

int64_t
limit_of(const struct plan *p)
{
	return max64(p->host->memory.bytes / MIB, 1) * MIB;
}

int64_t
cpus_of(const struct plan *p)
{
	return max64(p->host->cpu.milli / 1000, 1);
}

const struct workload_row *
row_of(const struct plan *p)
{
	return &workload_rows[p->wish.workload];
}
