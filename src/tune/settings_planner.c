/* settings_planner.c — what the planner believes about the storage and the queries. */
#include "tune/rules.h"

enum storage
plan_storage(const struct plan *p)
{
	if (p->wish.storage != STORAGE_AUTO)
		return p->wish.storage;
	return p->host->rotational == YES ? STORAGE_HDD : STORAGE_SSD;
}

static void
random_page_cost(struct plan *p)
{
	if (plan_storage(p) == STORAGE_HDD)
		leave(p, RANDOM_PAGE_COST, "a rotating disk: random pages do cost 4");
	else
		choose_real(p, RANDOM_PAGE_COST, 1.1,
		    "%s: a random page costs hardly more than the next",
		    storage_words[plan_storage(p)]);
}

static void
default_statistics_target(struct plan *p)
{
	int64_t target = row_of(p)->statistics_target;

	if (target > 0)
		choose(p, DEFAULT_STATISTICS_TARGET, target,
		    "big queries over big tables are worth longer ANALYZE");
	else
		leave(p, DEFAULT_STATISTICS_TARGET, "the server's default is right");
}

/* What a session, or a parallel worker, keeps for itself once it has compiled a query: 24 MB,
 * measured on 15 and 18, most of it relocations of libLLVM. No term of the budget has it. */
#define COMPILER_BYTES (24 * MIB)

static bool
compilers_fit(const struct plan *p)
{
	struct load l = load_of(p);

	return load_left(&l) / COMPILER_BYTES >= l.connections + l.workers;
}

static void
jit(struct plan *p)
{
	if (row_of(p)->jit_off)
		choose_text(p, JIT, "off", "short queries: compiling takes longer than running");
	else if (!compilers_fit(p))
		choose_text(p, JIT, "off",
		    "a compiled query keeps %lldMB in each session and worker", MB(COMPILER_BYTES));
	else
		leave(p, JIT, "there is memory left for a compiler in each session and worker");
}

void
warn_of_jit(struct plan *p)
{
	if (!p->wish.skip && p->settings[JIT].from == FROM_OPERATOR && yes_of(p, JIT) &&
	    !compilers_fit(p))
		plan_warn(p,
		    "jit=on: each session and worker that has compiled a query keeps %lldMB, "
		    "which the budget does not have for all of them",
		    MB(COMPILER_BYTES));
}

#define PLANNER .subject = "planner", .change = CHANGE_RELOAD

const struct setting planner_settings[] = {
	{ .id = RANDOM_PAGE_COST,
	    .name = "random_page_cost",
	    PLANNER,
	    .kind = VALUE_REAL,
	    .bare = 1,
	    .max = (int64_t)1 << 53,
	    .preset = "4",
	    .why = "1.1 on SSD and SAN, where a random page costs hardly more than the next",
	    .moved_by = "--storage",
	    .rule = random_page_cost },
	{ .id = DEFAULT_STATISTICS_TARGET,
	    .name = "default_statistics_target",
	    PLANNER,
	    .kind = VALUE_INT,
	    .bare = 1,
	    .grain = 1,
	    .min = 1,
	    .max = 10000,
	    .preset = "100",
	    .why = "500 for data warehouses",
	    .moved_by = "--workload",
	    .rule = default_statistics_target },
	{ .id = JIT,
	    .name = "jit",
	    PLANNER,
	    .kind = VALUE_TEXT,
	    .words = setting_boolean,
	    .preset = "on",
	    .why = "off for web and oltp, and where a compiler in each session would not fit",
	    .moved_by = MOVED_BY_BUDGET,
	    .rule = jit },
	{ .name = NULL },
};
