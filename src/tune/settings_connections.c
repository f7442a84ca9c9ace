/* settings_connections.c — how many sessions the memory carries, and what sessions reserve. */
#include "tune/rules.h"

/* shared: 100 up to 2 GB, rising evenly to 200 at 8 GB. */
#define PROMISE_FROM (1 * GIB)
#define PROMISE_LEAST 100
#define PROMISE_RISE_FROM (2 * GIB)
#define PROMISE_RISE_TO (8 * GIB)

#define LEAST_CONNECTIONS 20
#define TINY_CONNECTIONS 10  /* the least below TINY_LIMIT */
#define USABLE_CONNECTIONS 5 /* beyond the reserved ones */

static int64_t
round_down(int64_t n)
{
	return n < 100 ? n / 5 * 5 : n / 10 * 10;
}

static int64_t
promised(const struct plan *p)
{
	int64_t most = row_of(p)->connections;
	int64_t above = max64(0, limit_of(p) - PROMISE_RISE_FROM) / MIB;
	int64_t rise =
	    (most - PROMISE_LEAST) * above / ((PROMISE_RISE_TO - PROMISE_RISE_FROM) / MIB);

	return min64(round_down(PROMISE_LEAST + rise), most);
}

bool
connections_give_way(const struct plan *p)
{
	return !row_of(p)->promise || limit_of(p) < PROMISE_FROM;
}

int64_t
reserved_of(const struct plan *p)
{
	return number_of(p, SUPERUSER_RESERVED_CONNECTIONS) + number_of(p, RESERVED_CONNECTIONS);
}

static int64_t
least(const struct plan *p)
{
	return max64(limit_of(p) < TINY_LIMIT ? TINY_CONNECTIONS : LEAST_CONNECTIONS,
	    reserved_of(p) + USABLE_CONNECTIONS);
}

int64_t
connections_in(const struct plan *p, const struct load *l)
{
	int64_t most = row_of(p)->promise ? promised(p) : row_of(p)->connections;

	return clamp64(round_down(max64(0, load_most_connections(*l))), least(p), most);
}

static int64_t
whole(int64_t bytes)
{
	return bytes / MIB * MIB;
}

/* What a plan for `limit` with that reserve for /dev/shm would carry. Page tables are paid even
 * where huge pages are free now: when they run out, the connections are still there. */
static int64_t
carried_at(const struct plan *p, int64_t limit, int64_t reserve)
{
	struct load l = load_of(p);
	int64_t maintenance = number_of(p, MAINTENANCE_WORK_MEM);
	int64_t autovacuum = number_of(p, AUTOVACUUM_WORK_MEM);

	l.limit = limit;
	l.huge = false;
	if (is_ours(p, SHARED_BUFFERS))
		l.shared_buffers = whole(buffers_at(p, limit));
	if (is_ours(p, MAINTENANCE_WORK_MEM))
		maintenance = whole(maintenance_at(p, limit));
	if (is_ours(p, AUTOVACUUM_WORK_MEM))
		autovacuum = whole(autovacuum_at(limit));
	l.maintenance = maintenance_memory(p, maintenance, autovacuum);
	l.dynamic_shared = reserve;
	if (is_ours(p, MAX_PARALLEL_WORKERS))
		l.workers = 1;
	l.work_mem = work_mem_aim(p, limit);
	return connections_in(p, &l);
}

/* What fits both here and where more memory next makes one of the three sizes step up by a
 * megabyte, which leaves less for connections: so more memory never takes one away. */
static int64_t
carried_from(const struct plan *p, int64_t limit)
{
	const int shares[] = { row_of(p)->buffers_share, row_of(p)->maintenance_share,
		AUTOVACUUM_SHARE };
	int64_t reserve = row_of(p)->promise ? 0 : shm_at(p, limit).reserve;
	int64_t n = carried_at(p, limit, reserve);

	for (size_t i = 0; i < LEN(shares); i++)
		n = min64(
		    n, carried_at(p, (limit / MIB / shares[i] + 1) * shares[i] * MIB, reserve));
	return n;
}

/* Where a little more memory first buys a reserve for /dev/shm, connections would fall: the ones
 * that fitted just below that step stay, and work_mem pays. */
static int64_t
carried(const struct plan *p)
{
	int64_t limit = limit_of(p), n = carried_from(p, limit);

	for (int64_t gather = shm_at(p, limit).gather; gather > 0 && !row_of(p)->promise;
	     gather--) {
		int64_t step = shm_step(p, gather);

		if (step < limit)
			n = max64(n, carried_from(p, step));
	}
	return n;
}

static void
max_connections(struct plan *p)
{
	const struct workload_row *w = row_of(p);
	int64_t most = max64(w->connections, least(p));

	if (p->wish.connections > 0) {
		choose(p, MAX_CONNECTIONS, p->wish.connections, "asked for");
		p->settings[MAX_CONNECTIONS].from = FROM_OPTION;
	} else if (!connections_give_way(p)) {
		choose(p, MAX_CONNECTIONS, max64(promised(p), least(p)),
		    "100 up to 2GB, rising evenly to 200 at 8GB");
	} else {
		choose(p, MAX_CONNECTIONS, min64(carried(p), most),
		    "as many as the budget of %lldMB holds with %lldkB of work_mem, at most %lld",
		    MB(limit_of(p)), (long long)(work_mem_aim(p, limit_of(p)) / KIB),
		    (long long)w->connections);
	}
}

static void
max_prepared_transactions(struct plan *p)
{
	leave(p, MAX_PREPARED_TRANSACTIONS, "two-phase commit is off unless asked for");
}

static void
max_locks_per_transaction(struct plan *p)
{
	leave(p, MAX_LOCKS_PER_TRANSACTION,
	    "64 for each connection, in one table that all share; many partitions need more");
}

#define COUNT \
	.subject = "connections", .kind = VALUE_INT, .bare = 1, .grain = 1, .change = CHANGE_RESTART

const struct setting connection_settings[] = {
	{ .id = SUPERUSER_RESERVED_CONNECTIONS,
	    .name = "superuser_reserved_connections",
	    COUNT,
	    .max = MAX_BACKENDS,
	    .preset = "3",
	    .why = "read: max_connections must be more" },
	{ .id = RESERVED_CONNECTIONS,
	    .name = "reserved_connections",
	    COUNT,
	    .max = MAX_BACKENDS,
	    .since = 16,
	    .preset = "0",
	    .why = "read: max_connections must be more" },
	{ .id = MAX_PREPARED_TRANSACTIONS,
	    .name = "max_prepared_transactions",
	    COUNT,
	    .max = MAX_BACKENDS,
	    .preset = "0",
	    .why = "a standby needs at least what its primary had",
	    .moved_by = "a primary's values",
	    .rule = max_prepared_transactions },
	{ .id = MAX_LOCKS_PER_TRANSACTION,
	    .name = "max_locks_per_transaction",
	    COUNT,
	    .min = 10,
	    .max = INT32_MAX,
	    .preset = "64",
	    .why = "a standby needs at least what its primary had",
	    .moved_by = "a primary's values",
	    .rule = max_locks_per_transaction },
	{ .id = MAX_CONNECTIONS,
	    .name = "max_connections",
	    COUNT,
	    .min = 1,
	    .max = MAX_BACKENDS,
	    .always = true,
	    .preset = "100",
	    .why = "connections, more than work_mem, are what kills a small container: as many "
		   "as the budget holds, up to the workload's",
	    .moved_by = "--connections, --memory, --cpus, --workload, --backend-memory, /dev/shm, "
			"a primary's values",
	    .rule = max_connections },
	{ .name = NULL },
};
