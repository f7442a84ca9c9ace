/* tune_laws.c — the laws of a plan, over 16 MB … 64 TB × 1 … 4096 CPUs × workloads × majors. The
 * inequality is written out a second time here, in floating-point megabytes as the manual has it.
 */
#include "t.h"
#include "tune.h"

#include "tune/workload.h"

static const int64_t cpu_counts[] = { 1, 2, 3, 4, 6, 8, 16, 48, 256, 4096 };

/* What else a machine may have: /dev/shm and free huge pages, in MB. */
static const struct extra {
	int64_t shm_mb, huge_mb; /* -1: unknown; 0: none */
} extras[] = { { 64, 0 }, { -1, 0 }, { 0, 0 }, { 16, 0 }, { 300, 0 }, { 2048, 700 }, { 64, 700 },
	{ 64, 40000 } };

enum law {
	BUDGET,
	FITS_IS_TRUE,
	MONOTONE,
	CACHE,
	RANGE,
	GRAIN,
	KNOWN,
	CAPS,
	COMPILER,
	TEMPORARY,
	ALWAYS,
	IDEMPOTENT,
	ODD_BYTES,
	MOST,
	COMPOSED,
	PINNED,
	GAVE_WAY,
	HUGE_HOLD,
	LAWS
};
static const char *const law_names[LAWS] = {
	[BUDGET] = "from 256 MB up the budget holds",
	[FITS_IS_TRUE] = "fits says whether the sum of the terms is below limit less reserve",
	[MONOTONE] = "more memory never lowers the four sizes",
	[CACHE] = "shared_buffers <= effective_cache_size <= L",
	[RANGE] = "every value is in the server's range",
	[GRAIN] = "every planned value is a multiple of its grain",
	[KNOWN] = "nothing is emitted that the server does not know",
	[CAPS] = "the workload's caps hold",
	[COMPILER] = "jit is off unless there is memory left for a compiler in each process",
	[TEMPORARY] = "the temporary tables of all sessions, beyond 1 MB each, fit into F",
	[ALWAYS] = "the seven are always emitted, the rest only where it differs from the default",
	[IDEMPOTENT] = "planning from one's own output changes nothing",
	[PINNED] = "the operator's value is in force and not emitted",
	[GAVE_WAY] = "what does not fit around the operator's value has given way as far as it can",
	[HUGE_HOLD] = "huge_pages is on only where the free ones hold the whole segment",
	[COMPOSED] = "with the /dev/shm that compose is told the plan is made again as it is",
	[MOST] = "one step more of max_connections does not fit",
	[ODD_BYTES] = "bytes below a megabyte change nothing",
};
static long broken[LAWS], plans;

static void
expect(bool holds, enum law law, const struct plan *p)
{
	if (holds || broken[law]++ > 3)
		return;
	printf("# %s: %.3f MB, %lld CPUs, %s, PostgreSQL %d, shm %lld MB\n", law_names[law],
	    (double)p->host->memory.bytes / (double)MIB, (long long)p->host->cpu.milli / 1000,
	    workload_words[p->wish.workload], p->wish.major,
	    (long long)p->host->shm.total_bytes / (long long)MIB);
	for (enum setting_id id = 0; id <= WORK_MEM; id++)
		printf(
		    "#   %s=%s %s\n", setting_by_id(id)->name, shown(p, id), p->settings[id].why);
}

static double
in_mb(const struct plan *p, enum setting_id id)
{
	return (double)n_of(p, id) / (double)MIB;
}

static double
larger(double a, double b)
{
	return a > b ? a : b;
}

static double
smaller(double a, double b)
{
	return a < b ? a : b;
}

/* L − F less S + DSM + B0 + C·(c+PT) + (C+P)·q·work_mem + V, in MB. */
static double
left(const struct plan *p, double c, double workers, double work_mem)
{
	double limit = (double)p->host->memory.bytes / (double)MIB;
	double buffers = in_mb(p, SHARED_BUFFERS);
	double segment = 1.02295 * buffers + smaller(buffers / 32, 16) +
			 0.0078 * smaller(buffers, 4096) + 6.6 + 0.075 * c;
	double page_tables = strcmp(shown(p, HUGE_PAGES), "on") == 0 ? 0 : buffers / 512;
	double v = larger(in_mb(p, MAINTENANCE_WORK_MEM), 3 * in_mb(p, AUTOVACUUM_WORK_MEM));
	double reserve = larger(48, smaller(limit / 16, 4096));

	return limit - reserve - segment - in_mb(p, MIN_DYNAMIC_SHARED_MEMORY) - 24 -
	       c * (3 + page_tables) - (c + workers) * 4 * work_mem - v;
}

static double
workers_of(const struct plan *p)
{
	return smaller(
	    (double)n_of(p, MAX_PARALLEL_WORKERS), (double)n_of(p, MAX_WORKER_PROCESSES));
}

static double
left_of(const struct plan *p)
{
	return left(p, (double)n_of(p, MAX_CONNECTIONS), workers_of(p), in_mb(p, WORK_MEM));
}

/* Of the connections that give way: counted with one worker and the work_mem that is aimed at. */
static bool
is_most_here(const struct plan *p)
{
	bool promise = p->wish.workload == WORKLOAD_SHARED;
	double limit = (double)(p->host->memory.bytes / MIB);
	int64_t now = n_of(p, MAX_CONNECTIONS), more = now + (now < 100 ? 5 : 10);
	int64_t cap = promise ? 100 : workload_rows[p->wish.workload].connections;

	if ((promise && limit >= 1024) || more > cap || strcmp(shown(p, HUGE_PAGES), "on") == 0 ||
	    p->settings[AUTOVACUUM_WORK_MEM].lowered ||
	    p->settings[MIN_DYNAMIC_SHARED_MEMORY].lowered)
		return true;
	return left(p, (double)more, 1, promise ? 1 : larger(1, smaller(limit / 1024, 4))) < 0;
}

/* Here, or at the next size up of shared_buffers, maintenance_work_mem or autovacuum_work_mem: it
 * would be lost again there. */
static bool
is_most(const struct plan *p)
{
	static const int shares[] = { 4, 8, 16, 32, 64 };
	static struct plan next;
	struct host h = *p->host;

	if (is_most_here(p))
		return true;
	for (size_t i = 0; i < LEN(shares); i++) {
		h.memory.bytes = (p->host->memory.bytes / MIB / shares[i] + 1) * shares[i] * MIB;
		plan_make(&next, &h, &p->wish, NULL);
		if (n_of(&next, MAX_CONNECTIONS) == n_of(p, MAX_CONNECTIONS) && is_most_here(&next))
			return true;
	}
	return false;
}

static bool
terms_agree(const struct plan *p)
{
	const struct budget *b = &p->budget;
	int64_t sum = 0;

	for (size_t i = 0; i < b->term_count; i++)
		sum += b->terms[i].bytes;
	return sum == b->worst_case_bytes &&
	       b->fits == (sum <= b->limit_bytes - b->reserve_bytes) &&
	       b->fits == (b->deficit_bytes == 0) && b->fits == (b->cheapest[0] == '\0');
}

static bool
never_lower(const struct plan *less, const struct plan *more)
{
	return n_of(more, SHARED_BUFFERS) >= n_of(less, SHARED_BUFFERS) &&
	       n_of(more, EFFECTIVE_CACHE_SIZE) >= n_of(less, EFFECTIVE_CACHE_SIZE) &&
	       n_of(more, MAINTENANCE_WORK_MEM) >= n_of(less, MAINTENANCE_WORK_MEM) &&
	       n_of(more, MAX_CONNECTIONS) >= n_of(less, MAX_CONNECTIONS);
}

static bool
caps_hold(const struct plan *p)
{
	static const struct {
		int64_t connections, work_mem_mb;
	} caps[] = {
		[WORKLOAD_SHARED] = { 200, 32 },
		[WORKLOAD_WEB] = { 200, 32 },
		[WORKLOAD_OLTP] = { 300, 32 },
		[WORKLOAD_MIXED] = { 120, 64 },
		[WORKLOAD_DW] = { 60, 256 },
	};
	bool is_shared = p->wish.workload == WORKLOAD_SHARED;
	bool is_huge = strcmp(shown(p, HUGE_PAGES), "on") == 0;
	int64_t limit = p->host->memory.bytes;
	int64_t least = limit < 512 * MIB ? 256 * KIB : MIB;

	return n_of(p, MAX_CONNECTIONS) <= caps[p->wish.workload].connections &&
	       n_of(p, MAX_CONNECTIONS) >= (limit < 512 * MIB ? 10 : 20) &&
	       n_of(p, MAX_CONNECTIONS) % 5 == 0 &&
	       n_of(p, WORK_MEM) <= caps[p->wish.workload].work_mem_mb * MIB &&
	       (n_of(p, WORK_MEM) >= least || limit < 256 * MIB) &&
	       (!is_shared || limit < 128 * MIB || n_of(p, WORK_MEM) <= limit / 512) &&
	       (!is_shared || n_of(p, SHARED_BUFFERS) <= limit / 8) &&
	       n_of(p, SHARED_BUFFERS) <= (is_shared    ? 8
					      : is_huge ? 64
							: 16) *
					      GIB &&
	       n_of(p, MAX_PARALLEL_WORKERS) >= 1;
}

/* 24 MB for each session and worker. */
static bool
compilers_fit(const struct plan *p)
{
	double compilers = 24 * ((double)n_of(p, MAX_CONNECTIONS) + workers_of(p));

	return (strcmp(shown(p, JIT), "on") == 0) ==
	       (p->wish.workload != WORKLOAD_WEB && p->wish.workload != WORKLOAD_OLTP &&
		   compilers <= left_of(p));
}

static void
check_rows(const struct plan *p)
{
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		const struct setting *s = setting_by_id(id);
		const struct value *v = &p->settings[id].value;
		bool is_int = v->kind == VALUE_INT && v->n != -1;

		if (!plan_emits(p, id))
			continue;
		expect(v->kind == s->kind && (!is_int || (v->n >= s->min && v->n <= s->max)), RANGE,
		    p);
		expect(!is_int || v->n % s->grain == 0, GRAIN, p);
		expect(setting_known(s, p->wish.major), KNOWN, p);
		expect(s->always || p->settings[id].lowered ||
			   strcmp(shown(p, id), setting_preset(s, p->wish.major)) != 0,
		    ALWAYS, p);
	}
	for (enum setting_id id = 0; id < SETTING_COUNT; id++)
		expect(!setting_by_id(id)->always || plan_emits(p, id) ||
			   p->settings[id].from == FROM_OPERATOR,
		    ALWAYS, p);
}

static bool
same_values(const struct plan *a, const struct plan *b)
{
	for (enum setting_id id = 0; id < SETTING_COUNT; id++)
		if (strcmp(shown(a, id), shown(b, id)) != 0) {
			printf("# %s: %s and %s\n", setting_by_id(id)->name, shown(a, id),
			    shown(b, id));
			return false;
		}
	return a->budget.worst_case_bytes == b->budget.worst_case_bytes;
}

static void
check_idempotence(const struct plan *p)
{
	static const enum guc_where places[] = { GUC_CONF, GUC_AUTO, GUC_ARGV };
	static struct operator_settings o;
	static struct plan again;

	for (size_t i = 0; i < LEN(places); i++) {
		operator_clear(&o);
		for (enum setting_id id = 0; id < SETTING_COUNT; id++)
			if (plan_emits(p, id))
				operator_says(&o, places[i], setting_by_id(id)->name, shown(p, id));
		plan_make(&again, p->host, &p->wish, &o.set);
		expect(same_values(p, &again), IDEMPOTENT, p);
		expect(!warns(&again, "replaced"), IDEMPOTENT, p);
	}
}

static void
check_odd_bytes(const struct plan *p)
{
	static struct plan odd;
	struct host h = *p->host;

	h.memory.bytes += 1048575;
	plan_make(&odd, &h, &p->wish, NULL);
	for (enum setting_id id = 0; id < SETTING_COUNT; id++)
		expect(strcmp(shown(p, id), shown(&odd, id)) == 0, ODD_BYTES, p);
}

/* For a plan that no /dev/shm limited. */
static void
check_composed(const struct plan *p)
{
	static struct plan again;
	struct host h = *p->host;

	h.shm.total_bytes = h.shm.free_bytes = plan_shm_bytes(p);
	plan_make(&again, &h, &p->wish, NULL);
	expect(p->host->shm.total_bytes >= 0 || same_values(p, &again), COMPOSED, p);
}

static void
check(const struct plan *p)
{
	int64_t limit = p->host->memory.bytes;

	plans++;
	expect(limit < 256 * MIB || (p->budget.fits && left_of(p) >= 0), BUDGET, p);
	expect(terms_agree(p), FITS_IS_TRUE, p);
	expect(n_of(p, SHARED_BUFFERS) <= n_of(p, EFFECTIVE_CACHE_SIZE) &&
		   n_of(p, EFFECTIVE_CACHE_SIZE) <= limit,
	    CACHE, p);
	expect(caps_hold(p), CAPS, p);
	expect(compilers_fit(p), COMPILER, p);
	expect(strcmp(shown(p, HUGE_PAGES), "on") != 0 ||
		   p->budget.segment_bytes <= p->host->huge.free_pages * p->host->huge.page_bytes,
	    HUGE_HOLD, p);
	expect(n_of(p, TEMP_BUFFERS) <= MIB ||
		   n_of(p, TEMP_BUFFERS) * n_of(p, MAX_CONNECTIONS) <= p->budget.reserve_bytes,
	    TEMPORARY, p);
	expect(is_most(p), MOST, p);
	if (plans % 16 == 0) {
		check_rows(p);
		check_odd_bytes(p);
		check_composed(p);
	}
	if (plans % 64 == 0)
		check_idempotence(p);
}

/* Dense where the edges are; a step that is no divisor of anything further up. */
static int64_t
next_mb(int64_t mb, bool dense)
{
	return mb + (mb < 1300 && dense ? 1 : mb < 8500 ? 61 : mb / 11);
}

static void
sweep(enum workload workload, int major, int64_t cpus, const struct extra *extra, bool dense)
{
	static struct plan both[2];
	struct wish w = wish_for(workload, major);
	int turn = 0;

	for (int64_t mb = 16; mb <= 64 * 1024 * 1024; mb = next_mb(mb, dense), turn = !turn) {
		struct host h = machine(mb * MIB, cpus);

		h.shm.total_bytes = h.shm.free_bytes = extra->shm_mb < 0 ? -1 : extra->shm_mb * MIB;
		h.huge.page_bytes = 2 * MIB;
		h.huge.free_pages = extra->huge_mb / 2;
		plan_make(&both[turn], &h, &w, NULL);
		check(&both[turn]);
		if (mb > 16)
			expect(never_lower(&both[!turn], &both[turn]), MONOTONE, &both[turn]);
	}
}

/* A value of the operator's that may be modest or absurd, around which the rest is solved. */
static const struct pin {
	enum setting_id id;
	const char *value;
} pins[] = { { WORK_MEM, "4MB" }, { WORK_MEM, "64MB" }, { TEMP_BUFFERS, "24MB" },
	{ MAX_CONNECTIONS, "15" }, { MAX_CONNECTIONS, "1000" }, { SHARED_BUFFERS, "1GB" },
	{ SHARED_BUFFERS, "16MB" }, { MAINTENANCE_WORK_MEM, "1GB" }, { AUTOVACUUM_WORK_MEM, "-1" },
	{ AUTOVACUUM_MAX_WORKERS, "16" }, { HASH_MEM_MULTIPLIER, "8" }, { WAL_BUFFERS, "128MB" },
	{ MAX_PARALLEL_WORKERS, "32" }, { MAX_PARALLEL_WORKERS_PER_GATHER, "16" },
	{ MIN_DYNAMIC_SHARED_MEMORY, "512MB" }, { SUPERUSER_RESERVED_CONNECTIONS, "50" },
	{ MAX_LOCKS_PER_TRANSACTION, "4096" }, { MAX_PREPARED_TRANSACTIONS, "500" } };

static void
check_pinned(const struct plan *p, const struct pin *pin)
{
	bool gives = p->wish.workload != WORKLOAD_SHARED || p->host->memory.bytes < GIB;
	int64_t least = p->host->memory.bytes < 512 * MIB ? 10 : 20;

	expect(strcmp(shown(p, pin->id), pin->value) == 0 && !plan_emits(p, pin->id), PINNED, p);
	expect(terms_agree(p), FITS_IS_TRUE, p);
	check_rows(p);
	if (p->budget.fits)
		return;
	expect(pin->id == MAX_PARALLEL_WORKERS || n_of(p, MAX_PARALLEL_WORKERS) == 1, GAVE_WAY, p);
	expect(pin->id == AUTOVACUUM_WORK_MEM || n_of(p, AUTOVACUUM_WORK_MEM) <= 4 * MIB ||
		   n_of(p, AUTOVACUUM_WORK_MEM) * n_of(p, AUTOVACUUM_MAX_WORKERS) <=
		       n_of(p, MAINTENANCE_WORK_MEM),
	    GAVE_WAY, p);
	expect(pin->id == MIN_DYNAMIC_SHARED_MEMORY || n_of(p, MIN_DYNAMIC_SHARED_MEMORY) == 0 ||
		   pin->id == MAX_PARALLEL_WORKERS_PER_GATHER,
	    GAVE_WAY, p);
	expect(!gives || pin->id == MAX_CONNECTIONS || pin->id == SUPERUSER_RESERVED_CONNECTIONS ||
		   n_of(p, MAX_CONNECTIONS) == least,
	    GAVE_WAY, p);
	expect(pin->id == WORK_MEM || n_of(p, WORK_MEM) <= MIB, GAVE_WAY, p);
}

static void
sweep_pinned(enum workload workload, int64_t cpus, const struct pin *pin)
{
	static struct operator_settings o;
	static struct plan both[2];
	struct wish w = wish_for(workload, 18);
	int turn = 0;

	operator_clear(&o);
	operator_says(&o, GUC_ARGV, setting_by_id(pin->id)->name, pin->value);
	for (int64_t mb = 128; mb <= 128 * 1024; mb += mb / 9, turn = !turn) {
		struct host h = machine(mb * MIB, cpus);

		plan_make(&both[turn], &h, &w, &o.set);
		check_pinned(&both[turn], pin);
		if (mb > 128)
			expect(never_lower(&both[!turn], &both[turn]), MONOTONE, &both[turn]);
	}
}

int
main(void)
{
	for (int w = 0; workload_words[w] != NULL; w++)
		for (size_t c = 0; c < LEN(cpu_counts); c++) {
			for (int major = PLAN_MIN_MAJOR; major <= PLAN_MAX_MAJOR; major++)
				sweep((enum workload)w, major, cpu_counts[c], &extras[0], false);
			for (size_t x = 1; x < LEN(extras); x++)
				sweep((enum workload)w, 18, cpu_counts[c], &extras[x], false);
		}
	for (int w = 0; workload_words[w] != NULL; w++)
		for (size_t c = 0; c < 3; c++)
			sweep((enum workload)w, 18, cpu_counts[c * 4], &extras[0], true);
	for (int w = 0; workload_words[w] != NULL; w++)
		for (size_t i = 0; i < LEN(pins); i++) {
			sweep_pinned((enum workload)w, 2, &pins[i]);
			sweep_pinned((enum workload)w, 32, &pins[i]);
		}
	for (enum law law = 0; law < LAWS; law++)
		T(broken[law] == 0, law_names[law]);
	printf("# %ld plans\n", plans);
	return t_done();
}
