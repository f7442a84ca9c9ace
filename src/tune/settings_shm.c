/* settings_shm.c — parallel queries and the /dev/shm they share their hash tables in. */
#include <string.h>

#include "tune/rules.h"

/* A parallel hash join was measured to take 62 MB of /dev/shm where the formula says 48. */
#define SHM_SLACK_PERCENT 130
#define SHM_FLOOR (64 * MIB)  /* Docker's own default */
#define SHM_BESIDE (8 * MIB)  /* what else lies there: an idle server has 2 MB */
#define VACUUM_WHOLE_UNTIL 16 /* the last major whose VACUUM takes all it may, as it begins: */
#define VACUUM_MOST (1 * GIB) /* palloc's limit, whatever maintenance_work_mem says */
#define SHM_SHARE 16          /* at most this part of L is reserved for it */

static bool
uses_shm(const struct plan *p)
{
	return p->host->shm.total_bytes >= 0 &&
	       strcasecmp(text_of(p, DYNAMIC_SHARED_MEMORY_TYPE), "posix") == 0;
}

/* (gather+1) processes share one hash table of that many hash_mem; in whole megabytes. */
int64_t
shm_need(const struct plan *p, int64_t limit, int64_t gather)
{
	int64_t work_mem = is_ours(p, WORK_MEM) ? work_mem_cap(p, limit) : number_of(p, WORK_MEM);
	double need = (double)(gather + 1) * (double)work_mem * real_of(p, HASH_MEM_MULTIPLIER) *
		      SHM_SLACK_PERCENT / 100;

	if (gather == 0)
		return 0;
	return need < 1e15 ? whole_up((int64_t)need) : INT64_MAX / 4;
}

/* A parallel build of pgvector's hnsw index takes all maintenance_work_mem as one segment, as it
 * begins, and so does a VACUUM up to PostgreSQL 16: "could not resize shared memory segment" at
 * 128 MB in 129 of /dev/shm (measured on 15). */
static int64_t
shm_of_maintenance(const struct plan *p, int64_t most)
{
	return number_of(p, MAX_PARALLEL_MAINTENANCE_WORKERS) > 0
		   ? min64(number_of(p, MAINTENANCE_WORK_MEM), most) + SHM_BESIDE
		   : 0;
}

int64_t
plan_shm_bytes(const struct plan *p)
{
	int64_t gather = number_of(p, MAX_PARALLEL_WORKERS_PER_GATHER);
	int64_t most = max64(shm_need(p, limit_of(p), gather), shm_of_maintenance(p, INT64_MAX));

	return max64(whole_up(most), SHM_FLOOR);
}

int64_t
shm_step(const struct plan *p, int64_t gather)
{
	int64_t need = shm_need(p, limit_of(p), gather);

	if (!uses_shm(p) || need <= p->host->shm.free_bytes)
		return INT64_MAX;
	return saturating_product(need, SHM_SHARE) - MIB;
}

static int64_t
gather_wanted(const struct plan *p)
{
	int64_t n = cpus_of(p);

	return n == 1 ? 0 : clamp64(n / 2, 1, row_of(p)->gather_cap);
}

struct shm
shm_at(const struct plan *p, int64_t limit)
{
	bool may_lower = is_ours(p, MAX_PARALLEL_WORKERS_PER_GATHER);
	bool may_reserve = is_ours(p, MIN_DYNAMIC_SHARED_MEMORY);
	int64_t reserved = may_reserve ? 0 : number_of(p, MIN_DYNAMIC_SHARED_MEMORY);
	struct shm shm = { .reserve = reserved };

	shm.gather = may_lower ? gather_wanted(p) : number_of(p, MAX_PARALLEL_WORKERS_PER_GATHER);
	if (!uses_shm(p))
		return shm;
	for (;; shm.gather--) {
		int64_t need = shm_need(p, limit, shm.gather);

		if (need <= max64(p->host->shm.free_bytes, reserved))
			return shm;
		if (may_reserve && need <= limit / SHM_SHARE) {
			shm.reserve = need;
			return shm;
		}
		if (!may_lower)
			return shm;
	}
}

static void
min_dynamic_shared_memory(struct plan *p)
{
	struct shm shm = shm_at(p, limit_of(p));
	int64_t need = shm_need(p, limit_of(p), shm.gather);

	if (shm.reserve > 0)
		choose(p, MIN_DYNAMIC_SHARED_MEMORY, shm.reserve,
		    "/dev/shm has %lldMB: a parallel hash join may need more",
		    MB(p->host->shm.free_bytes));
	else if (p->host->shm.total_bytes < 0)
		leave(p, MIN_DYNAMIC_SHARED_MEMORY, "the size of /dev/shm is unknown");
	else if (!uses_shm(p))
		leave(p, MIN_DYNAMIC_SHARED_MEMORY, "only posix shared memory lies in /dev/shm");
	else if (need > p->host->shm.free_bytes)
		leave(p, MIN_DYNAMIC_SHARED_MEMORY,
		    "a parallel hash join may need %lldMB: more than L/%d is not reserved",
		    MB(need), SHM_SHARE);
	else
		leave(p, MIN_DYNAMIC_SHARED_MEMORY, "/dev/shm holds what parallel queries need");
}

static void
max_parallel_workers_per_gather(struct plan *p)
{
	int64_t wanted = gather_wanted(p), gather = shm_at(p, limit_of(p)).gather;

	if (gather < wanted)
		lower(p, MAX_PARALLEL_WORKERS_PER_GATHER, gather,
		    "not %lld for %lld CPUs: /dev/shm has %lldMB and L/%d may be reserved",
		    (long long)wanted, (long long)cpus_of(p), MB(p->host->shm.free_bytes),
		    SHM_SHARE);
	else if (gather == 0)
		choose(p, MAX_PARALLEL_WORKERS_PER_GATHER, 0, "one CPU: nothing to share");
	else
		choose(p, MAX_PARALLEL_WORKERS_PER_GATHER, gather,
		    "half of %lld CPUs, at most %lld", (long long)cpus_of(p),
		    (long long)row_of(p)->gather_cap);
}

static const char *
gain_of_shm(bool fails, bool lowered)
{
	if (fails)
		return "or a smaller max_parallel_workers_per_gather is needed";
	return lowered ? "lets it have them" : "makes its reserve in memory unnecessary";
}

/* Docker's default of 64 MB fails a parallel hash join with "could not resize shared memory
 * segment". The operator's own number of workers is not lowered, and may have nothing reserved. */
static void
warn_of_joins(struct plan *p)
{
	int64_t set = number_of(p, MAX_PARALLEL_WORKERS_PER_GATHER);
	int64_t gather = is_ours(p, MAX_PARALLEL_WORKERS_PER_GATHER) ? gather_wanted(p) : set;
	int64_t need = shm_need(p, limit_of(p), gather), have = p->host->shm.free_bytes;
	int64_t held = max64(have, number_of(p, MIN_DYNAMIC_SHARED_MEMORY));
	bool fails = shm_need(p, limit_of(p), set) > held;

	if (!uses_shm(p) || need <= have)
		return;
	plan_warn(p,
	    "/dev/shm has %lldMB, a parallel hash join of %lld workers may need %lldMB%s: "
	    "--shm-size=%lldm %s",
	    MB(have), (long long)gather, MB(need), fails ? ", and fails" : "", MB(need),
	    gain_of_shm(fails, set < gather));
}

/* Autovacuum is never parallel: it is who types VACUUM, and vacuumdb, that fail. */
static void
warn_of_vacuum(struct plan *p)
{
	int64_t need = whole_up(shm_of_maintenance(p, VACUUM_MOST));
	int64_t have = p->host->shm.free_bytes;

	if (!uses_shm(p) || p->wish.major > VACUUM_WHOLE_UNTIL ||
	    need <= max64(have, number_of(p, MIN_DYNAMIC_SHARED_MEMORY)))
		return;
	plan_warn(p,
	    "/dev/shm has %lldMB, a VACUUM of a large table with two indexes may need %lldMB, and "
	    "fails: --shm-size=%lldm or VACUUM (PARALLEL 0) is needed",
	    MB(have), MB(need), MB(need));
}

void
warn_of_shm(struct plan *p)
{
	warn_of_joins(p);
	warn_of_vacuum(p);
}

const struct setting shm_settings[] = {
	{ .id = DYNAMIC_SHARED_MEMORY_TYPE,
	    .name = "dynamic_shared_memory_type",
	    .subject = "memory",
	    .kind = VALUE_TEXT,
	    .change = CHANGE_RESTART,
	    .words = "posix, sysv, mmap",
	    .preset = "posix",
	    .why = "read for the rule of /dev/shm: only posix uses it" },
	{ .id = MAX_PARALLEL_WORKERS_PER_GATHER,
	    .name = "max_parallel_workers_per_gather",
	    .subject = "parallel",
	    .kind = VALUE_INT,
	    .bare = 1,
	    .grain = 1,
	    .max = 1024,
	    .change = CHANGE_RELOAD,
	    .preset = "2",
	    .why = "half the CPUs for one query, as far as /dev/shm carries its hash tables",
	    .moved_by = MOVED_BY_BUDGET,
	    .rule = max_parallel_workers_per_gather },
	{ .id = MIN_DYNAMIC_SHARED_MEMORY,
	    .name = "min_dynamic_shared_memory",
	    .subject = "memory",
	    .kind = VALUE_INT,
	    .unit = UNIT_BYTES,
	    .bare = MIB,
	    .grain = MIB,
	    .max = INT32_MAX * MIB,
	    .change = CHANGE_RESTART,
	    .preset = "0",
	    .why = "where /dev/shm is smaller than a parallel hash join, the difference is "
		   "reserved in the segment; docker's default of 64MB makes the join fail",
	    .moved_by = MOVED_BY_BUDGET,
	    .rule = min_dynamic_shared_memory },
	{ .name = NULL },
};
