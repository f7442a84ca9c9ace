/* settings_parallel.c — worker processes, and work_mem: what is left, divided by all who may hold
 * it. */
#include "tune/rules.h"

#define WORKER_PROCESSES_LEAST 8
#define MEMORY_A_WORKER (256 * MIB)
#define MAINTENANCE_WORKERS_MOST 4

#define AIM_SHARE 1024
#define AIM_LEAST (1 * MIB)
#define AIM_MOST (4 * MIB)
#define PROMISE_CAP_SHARE 512
#define TINY_WORK_MEM (256 * KIB) /* the least below TINY_LIMIT */
#define FINE_BELOW (4 * MIB)      /* steps of 64 kB below, of 1 MB above */
#define FINE_GRAIN (64 * KIB)

static void
max_worker_processes(struct plan *p)
{
	int64_t n = cpus_of(p);
	int64_t libraries = library_workers(text_of(p, SHARED_PRELOAD_LIBRARIES));

	choose(p, MAX_WORKER_PROCESSES, max64(WORKER_PROCESSES_LEAST, 2 * n) + libraries,
	    "two a CPU (%lld), at least %d, and %lld for preloaded libraries", (long long)n,
	    WORKER_PROCESSES_LEAST, (long long)libraries);
}

static void
max_parallel_workers(struct plan *p)
{
	struct load l = load_of(p);
	int64_t cpus = cpus_of(p);
	int64_t most = max64(1, min64(cpus, limit_of(p) / MEMORY_A_WORKER));

	l.work_mem = work_mem_aim(p, limit_of(p));
	choose(p, MAX_PARALLEL_WORKERS, clamp64(load_most_workers(l), 1, most),
	    "at most %lld CPUs and one per 256MB of %lldMB, each holds work_mem as a session does",
	    (long long)cpus, MB(limit_of(p)));
}

static void
max_parallel_maintenance_workers(struct plan *p)
{
	int64_t n = cpus_of(p);

	choose(p, MAX_PARALLEL_MAINTENANCE_WORKERS,
	    n == 1 ? 0 : clamp64(n / 2, 1, MAINTENANCE_WORKERS_MOST),
	    "half of %lld CPUs, at most %d, none at one", (long long)n, MAINTENANCE_WORKERS_MOST);
}

static int64_t
work_mem_round(int64_t n)
{
	int64_t grain = n < FINE_BELOW ? FINE_GRAIN : MIB;

	return n / grain * grain;
}

int64_t
work_mem_cap(const struct plan *p, int64_t limit)
{
	const struct workload_row *w = row_of(p);

	return w->promise ? min64(w->work_mem, limit / PROMISE_CAP_SHARE) : w->work_mem;
}

int64_t
work_mem_aim(const struct plan *p, int64_t limit)
{
	if (!is_ours(p, WORK_MEM))
		return number_of(p, WORK_MEM);
	return row_of(p)->promise ? AIM_LEAST : clamp64(limit / AIM_SHARE, AIM_LEAST, AIM_MOST);
}

int64_t
work_mem_useful(const struct plan *p)
{
	if (!is_ours(p, WORK_MEM))
		return number_of(p, WORK_MEM);
	return min64(AIM_LEAST, work_mem_cap(p, limit_of(p)));
}

static void
work_mem(struct plan *p)
{
	int64_t cap = work_mem_cap(p, limit_of(p));
	int64_t least = limit_of(p) < TINY_LIMIT ? TINY_WORK_MEM : AIM_LEAST;
	struct load l = load_of(p);
	int64_t n = clamp64(work_mem_round(min64(load_most_work_mem(l), cap)), least, cap);

	choose(p, WORK_MEM, work_mem_round(n),
	    "what is left, divided by %lld sessions and %lld workers, %lld each, at most %lldkB",
	    (long long)l.connections, (long long)l.workers, (long long)l.units,
	    (long long)(cap / KIB));
}

/* The budget has no term for it: what all sessions' temporary tables hold comes out of F. 1 MB each
 * is always allowed: small containers were measured with it. Plans with a whole work_mem each were
 * killed at 6 GB, and plans with the server's 8 MB each at 512 MB and 1 GB. */
static void
temp_buffers(struct plan *p)
{
	int64_t reserve = load_reserve(limit_of(p));
	int64_t share = reserve / max64(number_of(p, MAX_CONNECTIONS), 1);
	int64_t most = min64(number_of(p, WORK_MEM), share);

	choose(p, TEMP_BUFFERS, clamp64(most, AIM_LEAST, TEMP_BUFFERS_PRESET),
	    "one work_mem, at most a connection's part of the %lldMB kept free, 1MB to 8MB: each "
	    "session with temporary tables may hold it, and keeps it",
	    MB(reserve));
}

#define COUNT .subject = "parallel", .kind = VALUE_INT, .bare = 1, .grain = 1, .max = 1024

const struct setting parallel_settings[] = {
	{ .id = MAX_WORKER_PROCESSES,
	    .name = "max_worker_processes",
	    .subject = "parallel",
	    .kind = VALUE_INT,
	    .bare = 1,
	    .grain = 1,
	    .max = MAX_BACKENDS,
	    .change = CHANGE_RESTART,
	    .preset = "8",
	    .why = "room for parallel workers and for every preloaded library that runs one",
	    .moved_by = "--cpus, POSTGRES_SHARED_PRELOAD_LIBRARIES, a primary's values",
	    .rule = max_worker_processes },
	{ .id = MAX_PARALLEL_WORKERS,
	    .name = "max_parallel_workers",
	    COUNT,
	    .change = CHANGE_RELOAD,
	    .always = true,
	    .preset = "8",
	    .why = "one a CPU as far as the budget holds them: a worker takes work_mem as a "
		   "session does",
	    .moved_by = MOVED_BY_BUDGET,
	    .rule = max_parallel_workers },
	{ .id = MAX_PARALLEL_MAINTENANCE_WORKERS,
	    .name = "max_parallel_maintenance_workers",
	    COUNT,
	    .change = CHANGE_RELOAD,
	    .preset = "2",
	    .why = "half the CPUs for one CREATE INDEX; they share its maintenance_work_mem",
	    .moved_by = "--cpus",
	    .rule = max_parallel_maintenance_workers },
	{ .id = WORK_MEM,
	    .name = "work_mem",
	    .subject = "memory",
	    .kind = VALUE_INT,
	    .unit = UNIT_BYTES,
	    .bare = KIB,
	    .grain = FINE_GRAIN,
	    .min = 64 * KIB,
	    .max = INT32_MAX * KIB,
	    .change = CHANGE_RELOAD,
	    .always = true,
	    .preset = "4MB",
	    .why = "what is left of the budget, divided by all who may hold it at once",
	    .moved_by = MOVED_BY_BUDGET,
	    .rule = work_mem },
	{ .id = TEMP_BUFFERS,
	    .name = "temp_buffers",
	    .subject = "memory",
	    .kind = VALUE_INT,
	    .unit = UNIT_BYTES,
	    .bare = 8 * KIB,
	    .grain = FINE_GRAIN,
	    .min = 100 * (8 * KIB),
	    .max = 1073741823 * (8 * KIB),
	    .change = CHANGE_RELOAD,
	    .preset = "8MB",
	    .why = "what a session with temporary tables holds until it ends: no more than one "
		   "work_mem, nor than its part of what is kept free",
	    .moved_by = MOVED_BY_BUDGET,
	    .rule = temp_buffers },
	{ .name = NULL },
};
