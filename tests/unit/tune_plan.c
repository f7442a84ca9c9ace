/* tune_plan.c — single plans: the promise, the documented examples, machines with a peculiarity,
 * and operators with opinions. */
#include "t.h"
#include "tune.h"

static struct plan p;
static struct operator_settings o;

static void
plan_for(int64_t mb, int64_t cpus, enum workload workload, int major)
{
	struct host h = machine(mb * MIB, cpus);
	struct wish w = wish_for(workload, major);

	plan_make(&p, &h, &w, NULL);
}

static void
plan_around(int64_t mb, int64_t cpus, enum workload workload)
{
	struct host h = machine(mb * MIB, cpus);
	struct wish w = wish_for(workload, 18);

	plan_make(&p, &h, &w, &o.set);
}

/* One setting of the operator's on a 4 GB machine with 2 CPUs. */
static void
plan_with(enum guc_where where, const char *name, const char *value)
{
	operator_clear(&o);
	operator_says(&o, where, name, value);
	plan_around(4096, 2, WORKLOAD_SHARED);
}

/* The least maintenance_work_mem was 1 MB before 17; autovacuum_work_mem is raised, not refused. */
static void
test_least(void)
{
	struct host h = machine(4096 * MIB, 2);

	for (int major = PLAN_MIN_MAJOR; major <= PLAN_MAX_MAJOR; major++) {
		struct wish w = wish_for(WORKLOAD_SHARED, major);

		operator_clear(&o);
		operator_says(&o, GUC_ARGV, "maintenance_work_mem", "64kB");
		operator_says(&o, GUC_ARGV, "autovacuum_work_mem", "32kB");
		plan_make(&p, &h, &w, &o.set);
		T(warns(&p, "maintenance_work_mem=64kB (-c): outside") == (major < 17));
		T(!warns(&p, "autovacuum_work_mem"));
	}
}

static void
test_promise(void)
{
	static const struct {
		int64_t mb;
		const char *buffers, *cache, *maintenance, *connections, *work_mem;
	} rows[] = {
		{ 1024, "128MB", "384MB", "32MB", "100", "1MB" },
		{ 2048, "256MB", "768MB", "64MB", "100", "2880kB" },
		{ 4096, "512MB", "1536MB", "128MB", "130", "4MB" },
		{ 8192, "1GB", "3GB", "256MB", "200", "6MB" },
		{ 16384, "2GB", "6GB", "512MB", "200", "13MB" },
		{ 65536, "8GB", "24GB", "2GB", "200", "32MB" },
		{ 131072, "8GB", "48GB", "2GB", "200", "32MB" },
	};

	for (size_t i = 0; i < LEN(rows); i++) {
		plan_for(rows[i].mb, 2, WORKLOAD_SHARED, 18);
		T(is(&p, SHARED_BUFFERS, rows[i].buffers));
		T(is(&p, EFFECTIVE_CACHE_SIZE, rows[i].cache));
		T(is(&p, MAINTENANCE_WORK_MEM, rows[i].maintenance));
		T(is(&p, MAX_CONNECTIONS, rows[i].connections));
		T(is(&p, WORK_MEM, rows[i].work_mem));
		T(p.budget.fits && p.warning_count == (rows[i].mb >= 8192));
	}
}

static void
test_workloads(void)
{
	plan_for(16384, 8, WORKLOAD_WEB, 18);
	T(is(&p, SHARED_BUFFERS, "4GB") && is(&p, EFFECTIVE_CACHE_SIZE, "10649MB") &&
	    is(&p, MAX_CONNECTIONS, "200") && is(&p, JIT, "off"));
	plan_for(65536, 16, WORKLOAD_DW, 18);
	T(is(&p, SHARED_BUFFERS, "16GB") && is(&p, MAINTENANCE_WORK_MEM, "2GB") &&
	    is(&p, MAX_CONNECTIONS, "60") && is(&p, DEFAULT_STATISTICS_TARGET, "500") &&
	    is(&p, MAX_WAL_SIZE, "16GB"));
	T(is(&p, MAX_PARALLEL_WORKERS_PER_GATHER, "5") &&
		is(&p, MIN_DYNAMIC_SHARED_MEMORY, "3994MB"),
	    "Docker's /dev/shm: as many workers as L/16 reserves for");
	plan_for(262144, 16, WORKLOAD_DW, 18);
	T(is(&p, MAX_PARALLEL_WORKERS_PER_GATHER, "8"));
	plan_for(131072, 8, WORKLOAD_OLTP, 18);
	T(is(&p, SHARED_BUFFERS, "16GB"), "page tables cap shared_buffers without huge pages");
	T(is(&p, MAX_CONNECTIONS, "300") && is(&p, MIN_WAL_SIZE, "2GB"));
	plan_for(65536, 8, WORKLOAD_MIXED, 18);
	T(is(&p, MAX_CONNECTIONS, "120") && !plan_emits(&p, JIT));
}

static void
test_cpus(void)
{
	plan_for(65536, 1, WORKLOAD_SHARED, 18);
	T(is(&p, MAX_PARALLEL_WORKERS_PER_GATHER, "0") &&
	    is(&p, MAX_PARALLEL_MAINTENANCE_WORKERS, "0") && is(&p, MAX_PARALLEL_WORKERS, "1"));
	plan_for(65536, 16, WORKLOAD_SHARED, 18);
	T(is(&p, MAX_WORKER_PROCESSES, "32") && is(&p, MAX_PARALLEL_WORKERS, "16") &&
	    is(&p, MAX_PARALLEL_WORKERS_PER_GATHER, "4") && is(&p, IO_WORKERS, "4"));
	plan_for(65536, 16, WORKLOAD_SHARED, 17);
	T(!plan_emits(&p, IO_WORKERS) && !plan_emits(&p, IDLE_REPLICATION_SLOT_TIMEOUT) &&
	    is(&p, EFFECTIVE_IO_CONCURRENCY, "200"));
	plan_for(65536, 16, WORKLOAD_SHARED, 14);
	T(!plan_emits(&p, WAL_COMPRESSION), "lz4 came with 15");
	plan_for(1024, 256, WORKLOAD_SHARED, 18);
	T(p.budget.fits && is(&p, MAX_CONNECTIONS, "100"), "many CPUs, little memory");
	{
		struct host h = machine(4096 * MIB, 1);
		struct wish w = wish_for(WORKLOAD_SHARED, 18);

		h.cpu.milli = 2999;
		plan_make(&p, &h, &w, NULL);
		T(is(&p, MAX_PARALLEL_WORKERS, "2"), "2.999 CPUs are two workers");
	}
}

static void
test_small(void)
{
	plan_for(512, 2, WORKLOAD_SHARED, 18);
	T(p.budget.fits && n_of(&p, MAX_CONNECTIONS) >= 40 && is(&p, WORK_MEM, "1MB"));
	plan_for(256, 2, WORKLOAD_OLTP, 18);
	T(p.budget.fits && !warns(&p, "little"), "256 MB holds");
	plan_for(128, 1, WORKLOAD_SHARED, 18);
	T(!p.budget.fits && is(&p, MAX_CONNECTIONS, "10") && is(&p, SHARED_BUFFERS, "16MB"));
	T(warns(&p, "128MB of memory is very little") && warns(&p, "the worst case does not fit"));
	T(p.budget.deficit_bytes > 0 && p.budget.cheapest[0] != '\0');
	plan_for(16, 1, WORKLOAD_DW, 18);
	T(is(&p, MAX_CONNECTIONS, "10") && is(&p, MAINTENANCE_WORK_MEM, "2MB"));
	plan_for(100, 1, WORKLOAD_WEB, 18);
	T(is(&p, SHARED_BUFFERS, "32MB") &&
	    strstr(p.settings[SHARED_BUFFERS].why, "more than L/4 of 100MB") != NULL);
}

/* A worst case that no 64 bits hold, in a machine with less than the reserve. */
static void
test_absurd(void)
{
	struct host h = machine(16 * MIB, 2);
	struct wish w = wish_for(WORKLOAD_SHARED, 18);

	operator_clear(&o);
	operator_says(&o, GUC_ARGV, "max_connections", "262143");
	operator_says(&o, GUC_ARGV, "work_mem", "2147483647kB");
	operator_says(&o, GUC_ARGV, "hash_mem_multiplier", "1000");
	plan_make(&p, &h, &w, &o.set);
	T(!p.budget.fits && budget_deficit_mb(&p.budget) > 0, "the deficit does not wrap around");
}

static void
test_storage(void)
{
	struct host h = machine(16384 * MIB, 4);
	struct wish w = wish_for(WORKLOAD_DW, 17);

	h.rotational = YES;
	h.wal = (struct space){ .total_bytes = 20 * GIB, .free_bytes = 12 * GIB };
	plan_make(&p, &h, &w, NULL);
	T(plan_storage(&p) == STORAGE_HDD && !plan_emits(&p, RANDOM_PAGE_COST));
	T(is(&p, EFFECTIVE_IO_CONCURRENCY, "2"));
	T(is(&p, MAX_WAL_SIZE, "1536MB") && is(&p, MIN_WAL_SIZE, "768MB"), "free/8; half of it");
	T(is(&p, MAX_SLOT_WAL_KEEP_SIZE, "6GB"));
	h.wal.free_bytes -= h.wal_held_bytes = 4 * GIB;
	plan_make(&p, &h, &w, NULL);
	T(is(&p, MAX_WAL_SIZE, "1536MB") && is(&p, MAX_SLOT_WAL_KEEP_SIZE, "6GB"),
	    "a start while a slot holds WAL takes nothing from it");
	h.wal_held_bytes = 0;
	w.storage = STORAGE_SAN;
	h.wal = (struct space){ .total_bytes = 400 * MIB, .free_bytes = 100 * MIB };
	plan_make(&p, &h, &w, NULL);
	T(is(&p, EFFECTIVE_IO_CONCURRENCY, "300") && is(&p, RANDOM_PAGE_COST, "1.1"));
	T(is(&p, MAX_WAL_SIZE, "256MB") && is(&p, MIN_WAL_SIZE, "128MB"), "never below 256 MB");
	w.segment_bytes = 512 * MIB;
	plan_make(&p, &h, &w, NULL);
	T(is(&p, MAX_WAL_SIZE, "1GB") && is(&p, MIN_WAL_SIZE, "1GB"), "two segments at least");
	w.segment_bytes = MIB;
	w.major = 18, w.storage = STORAGE_SSD;
	plan_make(&p, &h, &w, NULL);
	T(!plan_emits(&p, EFFECTIVE_IO_CONCURRENCY), "18's default of 16 is right");
}

static void
test_io_uring(void)
{
	struct host h = machine(8192 * MIB, 32);
	struct wish w = wish_for(WORKLOAD_SHARED, 18);

	h.io_uring = YES;
	plan_make(&p, &h, &w, NULL);
	T(is(&p, IO_METHOD, "worker"), "never without being asked");
	w.io_auto = true;
	plan_make(&p, &h, &w, NULL);
	T(is(&p, IO_METHOD, "io_uring") && plan_emits(&p, IO_METHOD) &&
	    !plan_emits(&p, IO_WORKERS));
	h.memlock_bytes = 64 * KIB;
	plan_make(&p, &h, &w, NULL);
	T(is(&p, IO_METHOD, "worker") && warns(&p, "RLIMIT_MEMLOCK") && is(&p, IO_WORKERS, "8"));
	h.memlock_bytes = -1, h.io_uring = NO;
	memcpy(h.io_uring_why, "refused by seccomp", 19);
	plan_make(&p, &h, &w, NULL);
	T(is(&p, IO_METHOD, "worker") && warns(&p, "refused by seccomp"));
}

/* Connections, workers, walsenders, autovacuum workers, and 16 beside them. */
/* With more free pages than could be used: on from the limit on that holds segment and margin, off
 * below it, never the server's own try. */
static void
test_huge_limit(void)
{
	struct host h = machine(8 * GIB, 2);
	struct wish w = wish_for(WORKLOAD_SHARED, 18);

	h.huge.page_bytes = 2 * MIB;
	h.huge.free_pages = 8 * 1024;
	plan_make(&p, &h, &w, NULL);
	for (int64_t mb = -2; mb <= 34; mb++) {
		h.huge.limit_bytes = p.budget.segment_bytes + mb * MIB;
		plan_make(&p, &h, &w, NULL);
		T(is(&p, HUGE_PAGES, mb < 16 ? "off" : "on"));
	}
}

static void
test_tasks(void)
{
	struct host h = machine(1 * GIB, 2);
	struct wish w = wish_for(WORKLOAD_SHARED, 18);
	int64_t most;

	plan_make(&p, &h, &w, NULL);
	most = n_of(&p, MAX_CONNECTIONS) + n_of(&p, MAX_WORKER_PROCESSES) +
	       n_of(&p, MAX_WAL_SENDERS) + n_of(&p, AUTOVACUUM_MAX_WORKERS) + 16;
	T(!warns(&p, "processes"), "no limit");
	h.tasks.limit = most;
	plan_make(&p, &h, &w, NULL);
	T(!warns(&p, "processes"), "just enough");
	h.tasks.limit = most - 1;
	snprintf(h.tasks.path, sizeof(h.tasks.path), "/sys/fs/cgroup/pids.max");
	plan_make(&p, &h, &w, NULL);
	T(warns(&p, "\"/sys/fs/cgroup/pids.max\" allows "));
}

static void
test_huge_pages(void)
{
	struct host h = machine(256 * GIB, 8);
	struct wish w = wish_for(WORKLOAD_OLTP, 18);

	h.huge.page_bytes = 2 * MIB;
	h.huge.limit_bytes = 0;
	plan_make(&p, &h, &w, NULL);
	T(is(&p, HUGE_PAGES, "off") && plan_emits(&p, HUGE_PAGES), "trying would be a SIGBUS");
	h.huge.free_pages = 40 * 1024;
	h.huge.limit_bytes = 16 * GIB;
	plan_make(&p, &h, &w, NULL);
	T(is(&p, HUGE_PAGES, "off"), "touching more than 16 GB of the segment would be a SIGBUS");
	h.huge.limit_bytes = 18 * GIB;
	plan_make(&p, &h, &w, NULL);
	T(is(&p, HUGE_PAGES, "on") && n_of(&p, SHARED_BUFFERS) > 16 * GIB);
	h.huge.free_pages = 0;
	h.huge.limit_bytes = -1;
	plan_make(&p, &h, &w, NULL);
	T(!plan_emits(&p, HUGE_PAGES) && is(&p, SHARED_BUFFERS, "16GB"));
	h.huge.free_pages = 40 * 1024;
	plan_make(&p, &h, &w, NULL);
	T(is(&p, HUGE_PAGES, "on") && is(&p, SHARED_BUFFERS, "64GB"));
	h.huge.free_pages = 15 * 1024;
	plan_make(&p, &h, &w, NULL);
	T(is(&p, HUGE_PAGES, "on") && n_of(&p, SHARED_BUFFERS) > 28 * GIB &&
		n_of(&p, SHARED_BUFFERS) < 30 * GIB,
	    "as much as the free pages carry");
	operator_clear(&o);
	operator_says(&o, GUC_CONF, "shared_memory_type", "sysv");
	plan_make(&p, &h, &w, &o.set);
	T(!plan_emits(&p, HUGE_PAGES) && is(&p, SHARED_BUFFERS, "16GB"), "on is refused with sysv");
	T(strstr(p.settings[HUGE_PAGES].why, "0MB of huge pages are free for it") != NULL);
	operator_clear(&o);
	operator_says(&o, GUC_ARGV, "huge_page_size", "1GB");
	plan_make(&p, &h, &w, &o.set);
	T(!plan_emits(&p, HUGE_PAGES), "pages of 2 MB are free, none of 1 GB");
	operator_clear(&o);
	operator_says(&o, GUC_ARGV, "huge_page_size", "2048");
	plan_make(&p, &h, &w, &o.set);
	T(is(&p, HUGE_PAGES, "on"));
	operator_clear(&o);
	operator_says(&o, GUC_ARGV, "huge_pages", "on");
	plan_around(8192, 2, WORKLOAD_OLTP);
	T(p.budget.terms[5].bytes == 0, "the operator's on pays no page tables");
	for (int cpus = 8; cpus <= 512; cpus *= 64) {
		h = machine(64 * GIB, cpus);
		h.huge.page_bytes = 2 * MIB;
		h.huge.free_pages = 8440;
		h.shm.total_bytes = -1; /* nothing is reserved for it */
		plan_make(&p, &h, &w, NULL);
		T(is(&p, HUGE_PAGES, "on") == (cpus == 8), "1024 worker slots need 84 MB more");
	}
}

static void
test_shm(void)
{
	struct host h = machine(16384 * MIB, 2);
	struct wish w = wish_for(WORKLOAD_SHARED, 18);

	plan_make(&p, &h, &w, NULL);
	T(is(&p, MIN_DYNAMIC_SHARED_MEMORY, "167MB") && is(&p, WORK_MEM, "13MB"));
	T(warns(&p, "--shm-size=167m") && p.budget.terms[2].bytes == 167 * MIB);
	w.workload = WORKLOAD_WEB;
	h.memory.bytes = 2048 * MIB;
	plan_make(&p, &h, &w, NULL);
	T(is(&p, MAX_PARALLEL_WORKERS_PER_GATHER, "0") && is(&p, MIN_DYNAMIC_SHARED_MEMORY, "0"),
	    "167MB are more than L/16");
	T(warns(&p, "--shm-size=167m lets it have them"), "nothing is reserved");
	h.shm.free_bytes = h.shm.total_bytes = 256 * MIB;
	plan_make(&p, &h, &w, NULL);
	T(is(&p, MAX_PARALLEL_WORKERS_PER_GATHER, "1") && p.warning_count == 0);
	T(strstr(p.settings[MIN_DYNAMIC_SHARED_MEMORY].why, "/dev/shm holds") != NULL);
	h.shm.free_bytes = h.shm.total_bytes = 64 * MIB;
	operator_clear(&o);
	operator_says(&o, GUC_CONF, "dynamic_shared_memory_type", "mmap");
	plan_make(&p, &h, &w, &o.set);
	T(is(&p, MAX_PARALLEL_WORKERS_PER_GATHER, "1") && p.warning_count == 0,
	    "mmap does not use /dev/shm");
	T(strstr(p.settings[MIN_DYNAMIC_SHARED_MEMORY].why, "only posix") != NULL);
	operator_clear(&o);
	operator_says(&o, GUC_CONF, "dynamic_shared_memory_type", "POSIX");
	plan_make(&p, &h, &w, &o.set);
	T(is(&p, MAX_PARALLEL_WORKERS_PER_GATHER, "0"), "posix does, in any case");
	plan_with(GUC_ARGV, "max_parallel_workers_per_gather", "4");
	T(is(&p, MIN_DYNAMIC_SHARED_MEMORY, "104MB") && warns(&p, "--shm-size=104m makes"),
	    "the operator's workers are reserved for, and told");
	plan_with(GUC_ARGV, "max_parallel_workers_per_gather", "40");
	T(is(&p, MIN_DYNAMIC_SHARED_MEMORY, "0") &&
		warns(&p, "may need 853MB, and fails: --shm-size=853m or"),
	    "more than L/16 of them are told");
	T(strstr(p.settings[MIN_DYNAMIC_SHARED_MEMORY].why, "may need 853MB: more than L/16") !=
	    NULL);
	h = machine(4096 * MIB, 2);
	w = wish_for(WORKLOAD_SHARED, 18);
	h.shm.total_bytes = -1;
	plan_make(&p, &h, &w, NULL);
	T(strstr(p.settings[MIN_DYNAMIC_SHARED_MEMORY].why, "is unknown") != NULL);
	h = machine(4096 * MIB, 2);
	plan_make(&p, &h, &w, NULL);
	T(plan_shm_bytes(&p) == 136 * MIB, "an hnsw index is built in maintenance_work_mem of it");
	T(!warns(&p, "VACUUM"), "which not every server has");
	w.major = 16;
	plan_make(&p, &h, &w, NULL);
	T(warns(&p, "VACUUM of a large table with two indexes may need 136MB, and fails: "
		    "--shm-size=136m"));
	h.shm.free_bytes = h.shm.total_bytes = 136 * MIB;
	plan_make(&p, &h, &w, NULL);
	T(p.warning_count == 0);
	h = machine(64 * GIB, 2);
	plan_make(&p, &h, &w, NULL);
	T(plan_shm_bytes(&p) == 2056 * MIB && warns(&p, "VACUUM of a large table with two indexes "
							"may need 1032MB"),
	    "a VACUUM up to 16 takes no more than 1 GB");
	h = machine(4096 * MIB, 1);
	plan_make(&p, &h, &w, NULL);
	T(plan_shm_bytes(&p) == 64 * MIB, "not without parallel workers");
}

static void
test_standby(void)
{
	struct host h = machine(2048 * MIB, 2);
	struct wish w = wish_for(WORKLOAD_SHARED, 18);

	w.floors = (struct floors){ .max_connections = 300,
		.max_worker_processes = 20,
		.max_wal_senders = 30,
		.max_prepared_transactions = 5,
		.max_locks_per_transaction = 128 };
	plan_make(&p, &h, &w, NULL);
	T(is(&p, MAX_CONNECTIONS, "300") && p.settings[MAX_CONNECTIONS].from == FROM_PRIMARY);
	T(is(&p, MAX_WORKER_PROCESSES, "20") && is(&p, MAX_WAL_SENDERS, "30") &&
	    is(&p, MAX_PREPARED_TRANSACTIONS, "5") && is(&p, MAX_LOCKS_PER_TRANSACTION, "128"));
	T(plan_emits(&p, MAX_LOCKS_PER_TRANSACTION) && is(&p, WORK_MEM, "1MB"), "work_mem pays");
	w.wal_level = "minimal";
	plan_make(&p, &h, &w, NULL);
	T(!plan_emits(&p, WAL_LEVEL) && warns(&p, "standby"));
	operator_clear(&o);
	operator_says(&o, GUC_ARGV, "max_connections", "50");
	plan_make(&p, &h, &w, &o.set);
	T(is(&p, MAX_CONNECTIONS, "50") && warns(&p, "less than the primary's 300"));
	h = machine(512 * MIB, 2);
	w.wal_level = NULL;
	plan_make(&p, &h, &w, NULL);
	T(!p.budget.fits && strstr(p.budget.cheapest, "max_connections") == NULL,
	    "no advice that the standby would not start with");
	operator_clear(&o);
	operator_says(&o, GUC_ARGV, "superuser_reserved_connections", "100");
	operator_says(&o, GUC_ARGV, "max_connections", "200");
	w.floors = (struct floors){ 0 };
	plan_make(&p, &h, &w, &o.set);
	T(!p.budget.fits && strstr(p.budget.cheapest, "max_connections") == NULL,
	    "nor fewer than the reserved ones");
}

static void
test_wal_level(void)
{
	struct host h = machine(2048 * MIB, 2);
	struct wish w = wish_for(WORKLOAD_SHARED, 18);

	w.wal_level = "minimal";
	plan_make(&p, &h, &w, NULL);
	T(is(&p, WAL_LEVEL, "minimal") && is(&p, MAX_WAL_SENDERS, "0") &&
	    plan_emits(&p, MAX_WAL_SENDERS));
	plan_with(GUC_ARGV, "wal_level", "Minimal");
	T(is(&p, MAX_WAL_SENDERS, "0") && plan_emits(&p, MAX_WAL_SENDERS), "the operator's too");
	operator_clear(&o);
	operator_says(&o, GUC_AUTO, "archive_mode", "always");
	plan_make(&p, &h, &w, &o.set);
	T(!plan_emits(&p, WAL_LEVEL) && !plan_emits(&p, MAX_WAL_SENDERS) && warns(&p, "archive"));
	operator_clear(&o);
	operator_says(&o, GUC_CONF, "summarize_wal", "on");
	plan_make(&p, &h, &w, &o.set);
	T(!plan_emits(&p, WAL_LEVEL) && warns(&p, "summarize_wal"), "the server would not start");
	w.major = 16;
	plan_make(&p, &h, &w, &o.set);
	T(plan_emits(&p, WAL_LEVEL), "16 does not know it");
	w.major = 18;
	w.wal_level = "logical";
	plan_make(&p, &h, &w, NULL);
	T(is(&p, WAL_LEVEL, "logical") && !plan_emits(&p, MAX_WAL_SENDERS));
	w.wal_level = "everything";
	plan_make(&p, &h, &w, NULL);
	T(!plan_emits(&p, WAL_LEVEL) && warns(&p, "everything"), "no such level");
}

static void
test_libraries(void)
{
	struct host h = machine(2048 * MIB, 8);
	struct wish w = wish_for(WORKLOAD_SHARED, 18);

	w.libraries[0] = "pg_stat_statements", w.libraries[1] = "$libdir/pg_cron",
	w.libraries[2] = "pg_net";
	w.library_count = 3;
	w.database = "shop";
	plan_make(&p, &h, &w, NULL);
	T(is(&p, SHARED_PRELOAD_LIBRARIES, "pg_stat_statements,$libdir/pg_cron,pg_net"));
	T(is(&p, MAX_WORKER_PROCESSES, "18"), "16 and two that run a worker");
	T(is(&p, CRON_DATABASE_NAME, "shop") && is(&p, PG_NET_DATABASE_NAME, "shop") &&
	    plan_emits(&p, CRON_DATABASE_NAME));
	w.skip = true;
	plan_make(&p, &h, &w, NULL);
	T(plan_emits(&p, SHARED_PRELOAD_LIBRARIES) && plan_emits(&p, CRON_DATABASE_NAME) &&
		!plan_emits(&p, SHARED_BUFFERS) && !plan_emits(&p, MAX_WORKER_PROCESSES),
	    "skipping skips tuning only");
	T(is(&p, SHARED_BUFFERS, "128MB") && is(&p, WORK_MEM, "4MB"), "the defaults are in force");
	operator_clear(&o);
	operator_says(&o, GUC_ARGV, "shared_preload_libraries", "x, timescaledb, pg_cron");
	w.skip = false;
	plan_make(&p, &h, &w, &o.set);
	T(!plan_emits(&p, SHARED_PRELOAD_LIBRARIES) && is(&p, MAX_WORKER_PROCESSES, "19") &&
		!plan_emits(&p, PG_NET_DATABASE_NAME),
	    "the operator's list counts");
	w.library_count = PLAN_LIBRARIES;
	for (size_t i = 0; i < PLAN_LIBRARIES; i++)
		w.libraries[i] = "a_library_whose_name_is_as_long_as_the_longest_of_identifiers_";
	plan_make(&p, &h, &w, NULL);
	T(warns(&p, "is left out"), "a list too long is told");
}

static void
test_operator(void)
{
	plan_with(GUC_ARGV, "max_connections", "300");
	T(is(&p, MAX_CONNECTIONS, "300") && !plan_emits(&p, MAX_CONNECTIONS) && p.budget.fits);
	T(n_of(&p, WORK_MEM) < 4 * MIB, "more connections, less work_mem");
	plan_with(GUC_AUTO, "work_mem", "2048");
	T(is(&p, WORK_MEM, "2MB") && !plan_emits(&p, WORK_MEM), "a bare work_mem is kB");
	plan_with(GUC_ARGV, "shared_buffers", "131072");
	T(is(&p, SHARED_BUFFERS, "1GB"), "a bare shared_buffers is 8 kB blocks");
	T(n_of(&p, EFFECTIVE_CACHE_SIZE) >= n_of(&p, SHARED_BUFFERS));
	plan_with(GUC_ARGV, "shared_buffers", "3GB");
	T(n_of(&p, EFFECTIVE_CACHE_SIZE) == 3 * GIB, "the cache is not less than the buffers");
	T(is(&p, MAX_CONNECTIONS, "130") && !p.budget.fits, "the promise stays, and is told");
	plan_with(GUC_ARGV, "shared_buffers", "2500000kB");
	T(is(&p, EFFECTIVE_CACHE_SIZE, "2442MB"), "nor where they are no whole megabytes");
	plan_with(GUC_ARGV, "autovacuum_work_mem", "-1");
	T(p.budget.terms[7].bytes == 3 * 128 * MIB, "-1: every worker takes maintenance_work_mem");
	T(!warns(&p, "primary"), "-1 is no less than a primary that is none");
	plan_with(GUC_ARGV, "autovacuum_max_workers", "10");
	T(p.budget.terms[7].bytes == 10 * 64 * MIB && p.budget.fits);
	plan_with(GUC_ARGV, "temp_buffers", "12MB");
	T(p.budget.terms[4].bytes == 130 * 7 * MIB && p.budget.fits && is(&p, WORK_MEM, "3904kB"),
	    "each session's temporary tables, beyond the 8 MB of the default");
	plan_with(GUC_ARGV, "temp_buffers", "1GB");
	T(!p.budget.fits && warns(&p, "does not fit") && !plan_emits(&p, TEMP_BUFFERS));
	plan_with(GUC_ARGV, "work_mem", "1536kB");
	T(is(&p, TEMP_BUFFERS, "1536kB") && plan_emits(&p, TEMP_BUFFERS), "one work_mem");
	plan_with(GUC_ARGV, "work_mem", "64MB");
	T(is(&p, TEMP_BUFFERS, "1984kB"), "at most a connection's part of F");
	plan_with(GUC_ARGV, "max_connections", "20");
	T(is(&p, TEMP_BUFFERS, "8MB") && !plan_emits(&p, TEMP_BUFFERS), "at most the default");
	plan_with(GUC_ARGV, "jit", "true");
	T(warns(&p, "jit=on: each session and worker") && !plan_emits(&p, JIT));
	plan_with(GUC_ARGV, "jit", "off");
	T(p.warning_count == 0, "only one that compiles");
	plan_with(GUC_CONF, "wal_buffers", "1GB");
	T(p.budget.terms[1].bytes > GIB && p.budget.fits, "wal_buffers lies in the segment");
	plan_with(GUC_CONF, "hash_mem_multiplier", "8");
	T(p.budget.fits && n_of(&p, WORK_MEM) < 3 * MIB, "hash tables of eight work_mem");
	plan_with(GUC_ARGV, "superuser_reserved_connections", "200");
	T(n_of(&p, MAX_CONNECTIONS) > 200, "more than the reserved ones");
	plan_with(GUC_ARGV, "max_connections", "3");
	T(warns(&p, "not more than the 3 reserved"));
	plan_with(GUC_ARGV, "max_worker_processes", "1");
	T(strstr(p.budget.terms[6].how, "+ 1 workers") != NULL, "P is at most that");
}

static void
test_places(void)
{
	struct host h = machine(4096 * MIB, 2);
	struct wish w = wish_for(WORKLOAD_SHARED, 18);

	plan_with(GUC_INITDB, "max_connections", "100");
	T(is(&p, MAX_CONNECTIONS, "130") && p.warning_count == 0, "initdb is not the operator");
	plan_with(GUC_CONF, "max_connections", "90");
	T(is(&p, MAX_CONNECTIONS, "130") && p.warning_count == 1 &&
	    warns(&p, "max_connections=90 in \"postgresql.conf\" line 7"));
	plan_with(GUC_CONF, "shared_buffers", "65536");
	T(plan_emits(&p, SHARED_BUFFERS) && p.warning_count == 0, "512MB in other words");
	plan_with(GUC_CONF, "default_statistics_target", "321");
	T(!plan_emits(&p, DEFAULT_STATISTICS_TARGET) && is(&p, DEFAULT_STATISTICS_TARGET, "321") &&
		p.warning_count == 0,
	    "what the plan leaves alone stays");
	plan_with(GUC_CONF, "max_worker_processes", "3");
	T(plan_emits(&p, MAX_WORKER_PROCESSES) && p.warning_count == 1,
	    "the server's default is said where the file says otherwise");
	operator_clear(&o);
	operator_says(&o, GUC_CONF, "max_connections", "90");
	w.keep_conf = true;
	plan_make(&p, &h, &w, &o.set);
	T(is(&p, MAX_CONNECTIONS, "90") && p.settings[MAX_CONNECTIONS].kept->line == 7);
	w.keep_conf = false, w.skip = true;
	plan_make(&p, &h, &w, &o.set);
	T(is(&p, MAX_CONNECTIONS, "90"), "without tuning the file is in force");
	w.skip = false, w.connections = 70;
	plan_make(&p, &h, &w, NULL);
	T(is(&p, MAX_CONNECTIONS, "70") && p.settings[MAX_CONNECTIONS].from == FROM_OPTION);
	w.connections = 0, w.dropped[0] = "Work_Mem", w.dropped[1] = "jit", w.dropped_count = 2;
	plan_make(&p, &h, &w, NULL);
	T(!plan_emits(&p, WORK_MEM) && is(&p, WORK_MEM, "4MB"), "refused: the default is in force");
}

/* What the server would refuse is left to it, told, and never overflows. */
static void
test_hostile(void)
{
	static const char *const texts[] = { "", " ", "-", ".", "e", "abc", "999999999999GB",
		"99999999999999999999999999", "1e400", "-1e400", "-5", "0x", "1 XB", "10Mb", "1..2",
		"\"", "0", "9223372036854775807", "nan", "inf", "1e-400" };
	bool all = true;

	for (enum setting_id id = 0; id < SETTING_COUNT; id++)
		for (size_t i = 0; i < LEN(texts); i++) {
			plan_with(GUC_ARGV, setting_by_id(id)->name, texts[i]);
			all &= !plan_emits(&p, id) && p.budget.worst_case_bytes > 0;
		}
	T(all, "whatever the operator says, it is kept and planned around");
	plan_with(GUC_ARGV, "work_mem", "999999999999GB");
	T(warns(&p, "outside the server's range") && is(&p, WORK_MEM, "4MB"));
	plan_with(GUC_ARGV, "shared_buffers", "");
	T(warns(&p, "shared_buffers= (-c): not a number"));
	plan_with(GUC_ARGV, "max_connections", "abc");
	T(warns(&p, "max_connections=abc") && is(&p, MAX_CONNECTIONS, "100"));
	plan_with(GUC_AUTO, "work_mem", "x");
	T(warns(&p, "work_mem=x (postgresql.conf:7): not a number"));
	plan_with(GUC_ARGV, "wal_level", "minmal");
	T(warns(&p, "wal_level=minmal (-c): none of minimal, replica,") &&
	    is(&p, WAL_LEVEL, "replica"));
	operator_clear(&o);
	operator_says(&o, GUC_ARGV, "work_mem", "2147483647kB");
	operator_says(&o, GUC_ARGV, "max_connections", "262143");
	operator_says(&o, GUC_ARGV, "hash_mem_multiplier", "1000");
	operator_says(&o, GUC_ARGV, "shared_buffers", "1073741823");
	operator_says(&o, GUC_ARGV, "max_locks_per_transaction", "2147483647");
	plan_around(1024, 4096, WORKLOAD_DW);
	T(!p.budget.fits && p.budget.worst_case_bytes == INT64_MAX, "sums saturate");
}

/* The named change, applied, makes the plan fit. */
static void
test_cheapest(void)
{
	static const struct {
		const char *name, *value;
	} rows[] = { { "max_connections", "2000" }, { "work_mem", "1GB" },
		{ "shared_buffers", "3GB" }, { "maintenance_work_mem", "3GB" },
		{ "autovacuum_work_mem", "1GB" } };

	long long most;

	for (size_t i = 0; i < LEN(rows); i++) {
		char name[64], value[64];

		plan_with(GUC_ARGV, rows[i].name, rows[i].value);
		T(!p.budget.fits && warns(&p, "MB too much; cheapest change: "));
		printf("# %s=%s: %s\n", rows[i].name, rows[i].value, p.budget.cheapest);
		T(sscanf(p.budget.cheapest, "%63[a-z_]=%63s", name, value) == 2 &&
			strcmp(name, rows[i].name) == 0,
		    "what is too much itself");
		operator_says(&o, GUC_ARGV, name, value);
		plan_around(4096, 2, WORKLOAD_SHARED);
		T(p.budget.fits, "the change is enough");
	}
	plan_for(128, 2, WORKLOAD_SHARED, 18);
	T(sscanf(p.budget.cheapest, "a memory limit of %lldMB", &most) == 1, p.budget.cheapest);
	plan_for(most, 2, WORKLOAD_SHARED, 18);
	T(p.budget.fits, "that limit is enough");
	plan_for(most - 1, 2, WORKLOAD_SHARED, 18);
	T(!p.budget.fits, "a megabyte less is not");
	operator_clear(&o);
	operator_says(&o, GUC_ARGV, "maintenance_work_mem", "150MB");
	plan_around(300, 2, WORKLOAD_SHARED);
	T(str_starts(p.budget.cheapest, "a memory limit of "),
	    "a smaller part of it than of 150MB");
	operator_clear(&o);
	operator_says(&o, GUC_ARGV, "shared_buffers", "8000GB");
	operator_says(&o, GUC_ARGV, "work_mem", "2047GB");
	operator_says(&o, GUC_ARGV, "max_connections", "200000");
	plan_around(1024, 2, WORKLOAD_SHARED);
	T(warns(&p, "cheapest change: none alone"));
}

/* The lock table is sized by connections, prepared transactions and 34 more processes, at 424 bytes
 * an entry; the server's default of 64 for each is in every connection's 75 kB. */
static void
test_locks(void)
{
	int64_t preset, connections;

	plan_with(GUC_ARGV, "max_locks_per_transaction", "64");
	preset = p.budget.segment_bytes;
	connections = n_of(&p, MAX_CONNECTIONS);
	plan_with(GUC_ARGV, "max_locks_per_transaction", "10");
	T(p.budget.segment_bytes == preset, "fewer save nothing");
	plan_with(GUC_ARGV, "max_locks_per_transaction", "65");
	T(p.budget.segment_bytes == preset + 424 * (connections + 34));
}

static void
test_measured(void)
{
	struct host h = machine(1024 * MIB, 2);
	struct wish w = wish_for(WORKLOAD_MIXED, 18);
	int64_t connections, segment;

	plan_make(&p, &h, &w, NULL);
	connections = n_of(&p, MAX_CONNECTIONS);
	segment = p.budget.terms[0].bytes + p.budget.terms[1].bytes;
	w.measured_shared_bytes = segment;
	plan_make(&p, &h, &w, NULL);
	T(n_of(&p, MAX_CONNECTIONS) == connections && p.budget.correction_bytes == 0);
	w.measured_shared_bytes = segment + 100 * MIB;
	plan_make(&p, &h, &w, NULL);
	T(n_of(&p, MAX_CONNECTIONS) < connections && p.budget.fits, "libraries take shared memory");
	T(p.budget.correction_bytes == 100 * MIB);
	operator_clear(&o);
	operator_says(&o, GUC_ARGV, "work_mem", "9MB");
	operator_says(&o, GUC_ARGV, "shared_buffers", "8000GB");
	h = machine(4096 * MIB, 2);
	w = wish_for(WORKLOAD_SHARED, 18);
	w.measured_shared_bytes = 8745751101440; /* as PostgreSQL 18 counts them */
	plan_make(&p, &h, &w, &o.set);
	T(p.budget.correction_bytes < 0);
	T(!str_starts(p.budget.cheapest, "shared_buffers"), p.budget.cheapest);
}

int
main(void)
{
	test_promise();
	test_least();
	test_workloads();
	test_cpus();
	test_small();
	test_absurd();
	test_storage();
	test_io_uring();
	test_huge_pages();
	test_huge_limit();
	test_tasks();
	test_shm();
	test_standby();
	test_wal_level();
	test_libraries();
	test_operator();
	test_places();
	test_hostile();
	test_cheapest();
	test_locks();
	test_measured();
	return t_done();
}
