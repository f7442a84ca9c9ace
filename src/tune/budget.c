/* budget.c — the memory inequality and its inverses. */
#include "tune/budget.h"

/* S = 1.02295·SB + wal_buffers + 0.0078·min(SB, 4 GB) + 6.6 MB + 0.075 MB·C, which is
 * within 8 MB of what the server takes with 128 MB … 32 GB and 20 … 500 connections. The third term
 * is the SLRU caches, which size themselves. */
/* in 1/100000: the page and its descriptor, hash and checkpoint slots */
#define BUFFER_SHARE 102295
#define SLRU_DIVISOR 128
#define SLRU_FROM (4096 * MIB)
#define SEGMENT_BYTES (66 * MIB / 10)
#define SLOT_BYTES (75 * MIB / 1000) /* a connection: its PGPROC, locks, statistics */
#define LOCK_BYTES 424               /* one more entry of the lock tables */
#define LOCKS_PRESET 64
#define AUXILIARY_SLOTS 34 /* autovacuum, workers, walsenders: they take locks too */

/* Room that is not planned: WAL, temporary files, hot pages. */
#define RESERVE_SHARE 16
#define RESERVE_LEAST (48 * MIB)
#define RESERVE_MOST (4096 * MIB)

#define PAGE_TABLE_SHARE 512 /* 8 bytes a 4 kB page; measured 2.17 MB a GB */
#define WAL_BUFFERS_SHARE 32
#define WAL_BUFFERS_MOST (16 * MIB)

int64_t
saturating_product(int64_t n, int64_t k)
{
	int64_t product;

	return __builtin_mul_overflow(n, k, &product) ? INT64_MAX : product;
}

static int64_t
sum(int64_t a, int64_t b)
{
	int64_t total;

	return __builtin_add_overflow(a, b, &total) ? INT64_MAX : total;
}

/* The locks a raised max_locks_per_transaction adds; C of the default ones are in SLOT_BYTES. */
static int64_t
more_locks(const struct load *l)
{
	int64_t each = max64(0, l->locks - LOCKS_PRESET) * LOCK_BYTES;

	return saturating_product(each, l->connections + l->prepared + AUXILIARY_SLOTS);
}

int64_t
load_shared(const struct load *l)
{
	int64_t wal = l->wal_buffers >= 0
			  ? l->wal_buffers
			  : min64(l->shared_buffers / WAL_BUFFERS_SHARE, WAL_BUFFERS_MOST);
	int64_t buffers = l->shared_buffers / 100000 * BUFFER_SHARE +
			  l->shared_buffers % 100000 * BUFFER_SHARE / 100000;
	int64_t slru = min64(l->shared_buffers, SLRU_FROM) / SLRU_DIVISOR;
	int64_t slots = (l->connections + l->prepared) * SLOT_BYTES;

	return sum(buffers + wal + slru + SEGMENT_BYTES + slots + l->correction, more_locks(l));
}

int64_t
load_segment(const struct load *l)
{
	return sum(load_shared(l), l->dynamic_shared);
}

int64_t
load_page_table(const struct load *l)
{
	return l->huge ? 0 : l->shared_buffers / PAGE_TABLE_SHARE;
}

int64_t
load_work_memory(const struct load *l)
{
	int64_t holders = l->connections + l->workers;

	return saturating_product(saturating_product(holders, l->units), l->work_mem);
}

int64_t
load_worst_case(const struct load *l)
{
	int64_t backends = saturating_product(l->connections, l->backend + load_page_table(l));
	int64_t total = sum(load_segment(l), RESIDENT_BYTES);

	return sum(sum(total, backends), sum(load_work_memory(l), l->maintenance));
}

int64_t
load_reserve(int64_t limit)
{
	return clamp64(limit / RESERVE_SHARE, RESERVE_LEAST, RESERVE_MOST);
}

int64_t
load_left(const struct load *l)
{
	/* Below 48 MB the reserve is more than the limit, and the worst case may be all there is.
	 */
	return -sum(load_worst_case(l), load_reserve(l->limit) - l->limit);
}

/* What is left, in whole pieces of `each` bytes, rounded towards less. */
static int64_t
pieces(int64_t left, int64_t each)
{
	if (each <= 0)
		return left < 0 ? -1 : INT64_MAX;
	return left < 0 ? -1 - (-left - 1) / each : left / each;
}

int64_t
load_most_connections(struct load l)
{
	int64_t each;

	l.connections = 0;
	each = sum(l.backend + load_page_table(&l) + SLOT_BYTES +
		       max64(0, l.locks - LOCKS_PRESET) * LOCK_BYTES,
	    saturating_product(l.units, l.work_mem));
	return pieces(load_left(&l), each);
}

int64_t
load_most_workers(struct load l)
{
	l.workers = 0;
	return pieces(load_left(&l), saturating_product(l.units, l.work_mem));
}

int64_t
load_most_work_mem(struct load l)
{
	l.work_mem = 0;
	return pieces(load_left(&l), saturating_product(l.connections + l.workers, l.units));
}

int64_t
load_most_maintenance(struct load l)
{
	l.maintenance = 0;
	return load_left(&l);
}

/* S is not linear in shared_buffers (its caches have caps): bisection, to the page. What the server
 * took less than estimated is saved by these buffers and grows with them: fewer do not save it. */
int64_t
load_most_shared_buffers(struct load l)
{
	int64_t fits = -1, not_any_more = l.limit + 1;

	l.correction = max64(l.correction, 0);
	while (not_any_more - fits > 8 * KIB) {
		l.shared_buffers = fits + (not_any_more - fits) / 2;
		if (load_holds(&l))
			fits = l.shared_buffers;
		else
			not_any_more = l.shared_buffers;
	}
	return fits;
}
