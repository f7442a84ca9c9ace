/* tune.h — machines and wishes for the tests of the plan. */
#ifndef TESTS_TUNE_H
#define TESTS_TUNE_H

#include <stdlib.h>
#include <string.h>

#include "guc/gucset.h"
#include "tune/plan.h"
#include "tune/text.h"

/* A machine without limits on anything but memory, CPUs and Docker's /dev/shm. */
static inline struct host
machine(int64_t memory_bytes, int64_t cpus)
{
	struct host h = { 0 };

	h.memory.bytes = memory_bytes;
	h.cpu.milli = cpus * 1000;
	h.shm.total_bytes = h.shm.free_bytes = 64 * MIB;
	h.pgdata.total_bytes = h.wal.total_bytes = -1;
	h.huge.limit_bytes = -1;
	h.memlock_bytes = -1;
	return h;
}

static inline struct wish
wish_for(enum workload workload, int major)
{
	struct wish w = { .major = major, .workload = workload };

	return w;
}

/* The operator's settings: "name", "value" pairs from one place. */
struct operator_settings {
	struct gucset set;
	char text[16384];
};

static inline void
operator_clear(struct operator_settings *o)
{
	memset(&o->set, 0, sizeof(o->set));
	o->set.text = str_on(o->text, sizeof(o->text));
}

static inline void
operator_says(
    struct operator_settings *o, enum guc_where where, const char *name, const char *value)
{
	struct guc row = { .name = name,
		.value = value,
		.file = where == GUC_ARGV ? "-c" : "postgresql.conf",
		.line = where == GUC_ARGV ? 0 : 7,
		.where = where };

	guc_add(&o->set, &row);
}

/* The value in force as text. */
static inline const char *
shown(const struct plan *p, enum setting_id id)
{
	static char buf[4][600];
	static int turn;
	struct str s = str_on(buf[turn = (turn + 1) % 4], sizeof(buf[0]));

	value_write(&s, setting_by_id(id), &p->settings[id].value);
	return s.p;
}

static inline bool
is(const struct plan *p, enum setting_id id, const char *text)
{
	if (strcmp(shown(p, id), text) == 0)
		return true;
	printf("# %s is %s, not %s\n", setting_by_id(id)->name, shown(p, id), text);
	return false;
}

static inline bool
warns(const struct plan *p, const char *part)
{
	for (size_t i = 0; i < p->warning_count; i++)
		if (strstr(p->warnings[i], part) != NULL)
			return true;
	return false;
}

static inline int64_t
n_of(const struct plan *p, enum setting_id id)
{
	return p->settings[id].value.n;
}

#endif
