/* workload.h — what the server is for, as numbers: a row for each column of the manual's table. */
#ifndef TUNE_WORKLOAD_H
#define TUNE_WORKLOAD_H

#include "base/base.h"

struct workload_row {
	bool promise;              /* the `shared` column: its sizes hold to the megabyte */
	int buffers_share;         /* shared_buffers = L / share … */
	int64_t buffers_floor;     /* … at least */
	int64_t buffers_cap;       /* … at most, without huge pages */
	int64_t buffers_huge_cap;  /* … and with, where that is more */
	int cache_milli;           /* effective_cache_size, in thousandths of L */
	int maintenance_share;     /* maintenance_work_mem = L / share, at most 2 GB */
	int64_t connections;       /* max_connections, at most */
	int64_t work_mem;          /* work_mem, at most */
	int64_t statistics_target; /* 0: the server's default */
	bool jit_off;
	int64_t gather_cap;          /* max_parallel_workers_per_gather, at most */
	int64_t wal_least, wal_most; /* min_wal_size, max_wal_size */
};

extern const struct workload_row workload_rows[]; /* by enum workload */

#endif
