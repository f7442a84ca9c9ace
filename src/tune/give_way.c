/* give_way.c — who gives way, and in which order, when the budget does not hold with the least
 * useful work_mem: many CPUs on little memory, or a value of the operator's that takes it all. */
#include "tune/rules.h"

static void
lower_workers(struct plan *p, const struct load *l)
{
	int64_t now = number_of(p, MAX_PARALLEL_WORKERS);
	int64_t n = clamp64(load_most_workers(*l), 1, now);

	if (n < now)
		lower(p, MAX_PARALLEL_WORKERS, n, "the budget holds no more workers");
}

static void
lower_gather(struct plan *p, const struct load *l)
{
	struct load less = *l;
	int64_t gather = number_of(p, MAX_PARALLEL_WORKERS_PER_GATHER);
	int64_t need;

	if (!is_ours(p, MIN_DYNAMIC_SHARED_MEMORY) || l->dynamic_shared == 0)
		return;
	do {
		need = shm_need(p, limit_of(p), --gather);
		less.dynamic_shared = need <= p->host->shm.free_bytes ? 0 : need;
	} while (less.dynamic_shared > 0 && !load_holds(&less));
	lower(p, MAX_PARALLEL_WORKERS_PER_GATHER, gather,
	    "the budget has no room for %lldMB beside /dev/shm", MB(l->dynamic_shared));
	lower(p, MIN_DYNAMIC_SHARED_MEMORY, less.dynamic_shared,
	    "what a parallel hash join may need beyond /dev/shm");
}

/* Below maintenance_work_mem all workers together cost nothing more: V is the larger of the two. */
static void
lower_autovacuum(struct plan *p, const struct load *l)
{
	int64_t now = number_of(p, AUTOVACUUM_WORK_MEM);
	int64_t workers = number_of(p, AUTOVACUUM_MAX_WORKERS);
	int64_t all = max64(load_most_maintenance(*l), number_of(p, MAINTENANCE_WORK_MEM));
	int64_t n = max64(all / workers, autovacuum_at(0));

	if (n < now)
		lower(p, AUTOVACUUM_WORK_MEM, n, "the budget has no room for %lldMB a worker",
		    MB(now));
}

static void
lower_connections(struct plan *p, const struct load *l)
{
	int64_t now = number_of(p, MAX_CONNECTIONS), n = connections_in(p, l);

	if (connections_give_way(p) && n < now)
		lower(p, MAX_CONNECTIONS, n, "the budget holds no more sessions");
}

static const struct {
	enum setting_id id;
	void (*gives)(struct plan *p, const struct load *l);
} givers[] = {
	{ MAX_PARALLEL_WORKERS, lower_workers },
	{ MAX_PARALLEL_WORKERS_PER_GATHER, lower_gather },
	{ AUTOVACUUM_WORK_MEM, lower_autovacuum },
	{ MAX_CONNECTIONS, lower_connections },
};

void
make_room(struct plan *p)
{
	for (size_t i = 0; i < LEN(givers); i++) {
		struct load l = load_of(p);

		l.work_mem = work_mem_useful(p);
		if (!load_holds(&l) && is_movable(p, givers[i].id))
			givers[i].gives(p, &l);
	}
}
