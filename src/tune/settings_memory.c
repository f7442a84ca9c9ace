/* settings_memory.c — the sizes that are shares of the memory limit. What is left after them goes
 * to connections and work_mem (settings_connections.c, settings_parallel.c). */
#include <string.h>

#include "tune/rules.h"

#define MAINTENANCE_LEAST (1 * MIB) /* the server's own least before 17 */
#define MAINTENANCE_MOST (2 * GIB)
#define AUTOVACUUM_LEAST (4 * MIB)
#define AUTOVACUUM_MOST (1 * GIB)

/* A huge page segment that is only just too small is a server that does not start. */
#define HUGE_MARGIN (16 * MIB)

/* Only pages of the machine's own size count, and only for mmap: with huge_pages=on the server
 * refuses any other kind of shared memory. */
static int64_t
free_huge_bytes(const struct plan *p)
{
	int64_t page = max64(p->host->huge.page_bytes, 0), size = number_of(p, HUGE_PAGE_SIZE);
	int64_t pages = saturating_product(max64(p->host->huge.free_pages, 0), page);

	if (strcasecmp(text_of(p, SHARED_MEMORY_TYPE), "mmap") != 0 || (size != 0 && size != page))
		return 0;
	return p->host->huge.limit_bytes < 0 ? pages : min64(pages, p->host->huge.limit_bytes);
}

/* What the slots of max_worker_processes take of the segment, used or not, beyond the eight that S
 * has: 51 kB each, 85 on PostgreSQL 18 with large buffers (measured). */
static int64_t
worker_slots(const struct plan *p)
{
	int64_t ours = max64(2 * cpus_of(p), p->wish.floors.max_worker_processes);
	int64_t n = is_ours(p, MAX_WORKER_PROCESSES) ? ours : number_of(p, MAX_WORKER_PROCESSES);

	return max64(0, n - 8) * (85 * KIB);
}

/* Everything that goes into the segment, as it will be at most: with huge_pages=on a server that
 * does not find room for it does not start. The reserve for /dev/shm is in it too, as any memory
 * limit would have it: more memory then never means fewer buffers. */
static struct load
segment_of(const struct plan *p)
{
	struct load l = load_of(p);

	l.dynamic_shared = shm_at(p, INT64_MAX).reserve;
	if (l.correction == 0)
		l.correction = worker_slots(p);
	if (is_ours(p, MAX_CONNECTIONS))
		l.connections = max64(row_of(p)->connections, p->wish.floors.max_connections);
	return l;
}

/* The shared_buffers whose segment the free huge pages hold; 0 or less: none. */
static int64_t
buffers_in_huge_pages(const struct plan *p)
{
	struct load l = segment_of(p);
	int64_t lo = 0, hi = row_of(p)->buffers_huge_cap + MIB;
	int64_t room = free_huge_bytes(p) - HUGE_MARGIN;

	while (hi - lo > MIB) {
		l.shared_buffers = lo + (hi - lo) / 2;
		if (load_segment(&l) <= room)
			lo = l.shared_buffers;
		else
			hi = l.shared_buffers;
	}
	return lo;
}

/* Above the cap of small pages only as far as huge pages carry it: never less for more memory. */
int64_t
buffers_at(const struct plan *p, int64_t limit)
{
	const struct workload_row *w = row_of(p);
	int64_t share = max64(limit / w->buffers_share, min64(w->buffers_floor, limit / 2));

	if (share <= w->buffers_cap)
		return share;
	return max64(w->buffers_cap, min64(share, buffers_in_huge_pages(p)));
}

static void
shared_buffers(struct plan *p)
{
	const struct workload_row *w = row_of(p);
	int64_t limit = limit_of(p), n = buffers_at(p, limit);

	if (n < limit / w->buffers_share)
		choose(p, SHARED_BUFFERS, n, "L/%d of %lldMB, at most %lldMB %s", w->buffers_share,
		    MB(limit), MB(n),
		    w->promise ? "for a machine that runs other things" : "without huge pages");
	else if (n > limit / w->buffers_share)
		choose(p, SHARED_BUFFERS, n,
		    "more than L/%d of %lldMB: 32MB, but at most half of it", w->buffers_share,
		    MB(limit));
	else
		choose(p, SHARED_BUFFERS, n, "L/%d of %lldMB", w->buffers_share, MB(limit));
}

static void
huge_pages(struct plan *p)
{
	struct load l = segment_of(p);
	int64_t have = free_huge_bytes(p), limit = p->host->huge.limit_bytes, segment, need;

	l.shared_buffers = number_of(p, SHARED_BUFFERS);
	l.dynamic_shared = shm_at(p, limit_of(p)).reserve;
	segment = load_segment(&l);
	need = segment + HUGE_MARGIN;
	if (limit >= 0 && limit < need)
		choose_text(p, HUGE_PAGES, "off",
		    "the cgroup's hugetlb limit of %lldMB does not hold the segment of %lldMB: "
		    "touching more would be a SIGBUS",
		    MB(limit), MB(need));
	else if (need <= have)
		choose_text(p, HUGE_PAGES, "on",
		    "%lldMB of free huge pages hold the segment of %lldMB: no page tables to pay",
		    MB(have), MB(segment));
	else
		leave(p, HUGE_PAGES,
		    "%lldMB of huge pages are free for it, the segment needs %lldMB: try", MB(have),
		    MB(need));
}

static void
effective_cache_size(struct plan *p)
{
	int64_t limit = limit_of(p), share = limit / MIB * row_of(p)->cache_milli / 1000 * MIB;
	int64_t buffers = min64(whole_up(number_of(p, SHARED_BUFFERS)), limit);

	if (share < buffers)
		choose(p, EFFECTIVE_CACHE_SIZE, buffers, "not less than shared_buffers");
	else
		choose(p, EFFECTIVE_CACHE_SIZE, share,
		    "%d.%d %% of %lldMB: what the kernel may cache with it",
		    row_of(p)->cache_milli / 10, row_of(p)->cache_milli % 10, MB(limit));
}

int64_t
maintenance_at(const struct plan *p, int64_t limit)
{
	return clamp64(limit / row_of(p)->maintenance_share, MAINTENANCE_LEAST, MAINTENANCE_MOST);
}

static void
maintenance_work_mem(struct plan *p)
{
	choose(p, MAINTENANCE_WORK_MEM, maintenance_at(p, limit_of(p)),
	    "L/%d of %lldMB, at most 2GB: one CREATE INDEX or VACUUM", row_of(p)->maintenance_share,
	    MB(limit_of(p)));
}

int64_t
autovacuum_at(int64_t limit)
{
	return clamp64(limit / AUTOVACUUM_SHARE, AUTOVACUUM_LEAST, AUTOVACUUM_MOST);
}

static void
autovacuum_work_mem(struct plan *p)
{
	choose(p, AUTOVACUUM_WORK_MEM, autovacuum_at(limit_of(p)),
	    "L/%d of %lldMB, 4MB to 1GB; unset, each of %lld workers may take maintenance_work_mem",
	    AUTOVACUUM_SHARE, MB(limit_of(p)), (long long)number_of(p, AUTOVACUUM_MAX_WORKERS));
}

#define SIZE .subject = "memory", .kind = VALUE_INT, .unit = UNIT_BYTES

const struct setting memory_settings[] = {
	{ .id = SHARED_MEMORY_TYPE,
	    .name = "shared_memory_type",
	    .subject = "memory",
	    .kind = VALUE_TEXT,
	    .change = CHANGE_RESTART,
	    .words = "mmap, sysv",
	    .preset = "mmap",
	    .why = "read: huge_pages=on wants mmap" },
	{ .id = HUGE_PAGE_SIZE,
	    .name = "huge_page_size",
	    SIZE,
	    .bare = KIB,
	    .grain = KIB,
	    .max = INT32_MAX * KIB,
	    .change = CHANGE_RESTART,
	    .preset = "0",
	    .why = "read: free huge pages are counted in the machine's own size" },
	{ .id = SHARED_BUFFERS,
	    .name = "shared_buffers",
	    SIZE,
	    .bare = 8 * KIB,
	    .grain = MIB,
	    .min = 128 * KIB,
	    .max = 1073741823 * (8 * KIB),
	    .change = CHANGE_RESTART,
	    .always = true,
	    .preset = "128MB",
	    .why = "the server's own cache: a share of the memory limit that leaves the rest to "
		   "sessions and to the kernel's cache",
	    .moved_by = "--memory, --workload; huge pages, and with them --cpus, /dev/shm and a "
			"primary's values",
	    .rule = shared_buffers },
	{ .id = HUGE_PAGES,
	    .name = "huge_pages",
	    .subject = "memory",
	    .kind = VALUE_TEXT,
	    .change = CHANGE_RESTART,
	    .words = "try, " SETTING_SWITCH,
	    .preset = "try",
	    .why = "off where the cgroup allows none (trying is a SIGBUS), on where enough are "
		   "free",
	    .moved_by = "--memory, --workload, --cpus, /dev/shm, huge pages, a primary's values",
	    .rule = huge_pages },
	{ .id = EFFECTIVE_CACHE_SIZE,
	    .name = "effective_cache_size",
	    SIZE,
	    .bare = 8 * KIB,
	    .grain = MIB,
	    .min = 8 * KIB,
	    .max = INT32_MAX * (8 * KIB),
	    .change = CHANGE_RELOAD,
	    .always = true,
	    .preset = "4GB",
	    .why = "what the planner may take for cached; it allocates nothing",
	    .moved_by = "--memory, --workload",
	    .rule = effective_cache_size },
	{ .id = MAINTENANCE_WORK_MEM,
	    .name = "maintenance_work_mem",
	    SIZE,
	    .bare = KIB,
	    .grain = MIB,
	    .min = 64 * KIB,
	    .min_since = 17,
	    .min_before = MAINTENANCE_LEAST,
	    .max = INT32_MAX * KIB,
	    .change = CHANGE_RELOAD,
	    .always = true,
	    .preset = "64MB",
	    .why = "what one CREATE INDEX or VACUUM may hold",
	    .moved_by = "--memory, --workload",
	    .rule = maintenance_work_mem },
	{ .id = AUTOVACUUM_MAX_WORKERS,
	    .name = "autovacuum_max_workers",
	    .subject = "memory",
	    .kind = VALUE_INT,
	    .bare = 1,
	    .grain = 1,
	    .min = 1,
	    .max = MAX_BACKENDS,
	    .change = CHANGE_RESTART,
	    .reload_since = 18,
	    .preset = "3",
	    .why = "read for the budget: that many workers may hold autovacuum_work_mem" },
	{ .id = AUTOVACUUM_WORK_MEM,
	    .name = "autovacuum_work_mem",
	    SIZE,
	    .bare = KIB,
	    .grain = MIB,
	    .min = 0, /* what is less than maintenance_work_mem may be, the server raises to it */
	    .max = INT32_MAX * KIB,
	    .minus_one = true,
	    .change = CHANGE_RELOAD,
	    .always = true,
	    .preset = "-1",
	    .why = "always explicit: otherwise every autovacuum worker may take "
		   "maintenance_work_mem",
	    .moved_by = "--memory, --workload, --connections, --backend-memory, huge pages, a "
			"primary's values",
	    .rule = autovacuum_work_mem },
	{ .id = WAL_BUFFERS,
	    .name = "wal_buffers",
	    SIZE,
	    .bare = 8 * KIB,
	    .grain = 8 * KIB,
	    .min = 0,
	    .max = 262143 * (8 * KIB),
	    .minus_one = true,
	    .change = CHANGE_RESTART,
	    .preset = "-1",
	    .why = "read for the budget: it lies in shared memory" },
	{ .id = HASH_MEM_MULTIPLIER,
	    .name = "hash_mem_multiplier",
	    .subject = "memory",
	    .kind = VALUE_REAL,
	    .bare = 1,
	    .min = 1,
	    .max = 1000,
	    .change = CHANGE_RELOAD,
	    .preset = "2",
	    .preset_since = 15,
	    .preset_before = "1",
	    .why = "read for the budget: a hash table takes that many work_mem" },
	{ .name = NULL },
};
