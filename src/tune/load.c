/* load.c — the memory inequality filled from a plan. */
#include "tune/rules.h"

/* -1 of an operator: every worker may take maintenance_work_mem. */
int64_t
maintenance_memory(const struct plan *p, int64_t maintenance, int64_t autovacuum)
{
	int64_t each = autovacuum < 0 ? maintenance : autovacuum;

	return max64(maintenance, saturating_product(number_of(p, AUTOVACUUM_MAX_WORKERS), each));
}

/* A sort and a hash table at once: a sort takes about one work_mem and its tuplestore another, a
 * hash table hash_mem_multiplier of them. Measured 3.8 with the default of 2. */
static int64_t
units_of(const struct plan *p)
{
	return max64(4, 2 + (int64_t)(real_of(p, HASH_MEM_MULTIPLIER) + 0.999));
}

/* c, and what the operator lets a session's temporary tables hold beyond the server's default. */
static int64_t
backend_of(const struct plan *p)
{
	int64_t backend = p->wish.backend_bytes > 0 ? p->wish.backend_bytes : BACKEND_BYTES;

	return backend + max64(0, number_of(p, TEMP_BUFFERS) - TEMP_BUFFERS_PRESET);
}

struct load
load_of(const struct plan *p)
{
	return (struct load){
		.limit = limit_of(p),
		.shared_buffers = number_of(p, SHARED_BUFFERS),
		.wal_buffers = number_of(p, WAL_BUFFERS),
		.prepared = number_of(p, MAX_PREPARED_TRANSACTIONS),
		.locks = number_of(p, MAX_LOCKS_PER_TRANSACTION),
		.correction = p->budget.correction_bytes,
		.dynamic_shared = number_of(p, MIN_DYNAMIC_SHARED_MEMORY),
		.connections = number_of(p, MAX_CONNECTIONS),
		.backend = backend_of(p),
		.huge = yes_of(p, HUGE_PAGES),
		.workers =
		    min64(number_of(p, MAX_PARALLEL_WORKERS), number_of(p, MAX_WORKER_PROCESSES)),
		.units = units_of(p),
		.work_mem = number_of(p, WORK_MEM),
		.maintenance = maintenance_memory(
		    p, number_of(p, MAINTENANCE_WORK_MEM), number_of(p, AUTOVACUUM_WORK_MEM)),
	};
}
