/* workload.c — the workloads table. */
#include "tune/workload.h"

#include "tune/plan.h"

const char *const workload_words[] = { "shared", "web", "oltp", "mixed", "dw", NULL };
const char *const storage_words[] = { "auto", "ssd", "san", "hdd", NULL };

/* Page tables cost shared_buffers/512 a backend that touched all of it: hence the cap without huge
 * pages. */
#define DEDICATED                                                               \
	.buffers_share = 4, .buffers_floor = 32 * MIB, .buffers_cap = 16 * GIB, \
	.buffers_huge_cap = 64 * GIB, .cache_milli = 650

const struct workload_row workload_rows[] = {
	[WORKLOAD_SHARED] = { .promise = true,
	    .buffers_share = 8,
	    .buffers_cap = 8 * GIB,
	    .cache_milli = 375,
	    .maintenance_share = 32,
	    .connections = 200,
	    .work_mem = 32 * MIB,
	    .gather_cap = 4,
	    .wal_least = 1 * GIB,
	    .wal_most = 4 * GIB },
	[WORKLOAD_WEB] = { DEDICATED, .maintenance_share = 16, .connections = 200,
	    .work_mem = 32 * MIB, .jit_off = true, .gather_cap = 4, .wal_least = 1 * GIB,
	    .wal_most = 4 * GIB },
	[WORKLOAD_OLTP] = { DEDICATED, .maintenance_share = 16, .connections = 300,
	    .work_mem = 32 * MIB, .jit_off = true, .gather_cap = 4, .wal_least = 2 * GIB,
	    .wal_most = 8 * GIB },
	[WORKLOAD_MIXED] = { DEDICATED, .maintenance_share = 16, .connections = 120,
	    .work_mem = 64 * MIB, .gather_cap = 4, .wal_least = 1 * GIB, .wal_most = 4 * GIB },
	[WORKLOAD_DW] = { DEDICATED, .maintenance_share = 8, .connections = 60,
	    .work_mem = 256 * MIB, .statistics_target = 500, .gather_cap = 8, .wal_least = 4 * GIB,
	    .wal_most = 16 * GIB },
};
