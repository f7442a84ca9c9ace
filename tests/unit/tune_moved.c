/* tune_moved.c — whatever changes a setting is in what explain says would: a machine and a wish of
 * which one thing after the other is changed at random. That what is said does change it takes a
 * million of them to see: with huge pages in one of 50,000. */
#include "t.h"
#include "tune.h"

#include "tune/workload.h"

#define TRIES 5000

/* What can be changed, by the word that a row's moved_by has for it; first what many settings hang
 * on. */
enum axis {
	MEMORY,
	CPUS,
	WORKLOAD,
	CONNECTIONS,
	BACKEND,
	SHM,
	HUGE,
	PRIMARY,
	BUDGET_AXES,
	STORAGE = BUDGET_AXES,
	IO,
	WAL_DISK,
	LIBRARIES,
	DATABASE,
	LEVEL,
	MAJOR, /* most settings depend a little on it: it need not be named */
	AXES
};
static const char *const words[AXES] = {
	[MEMORY] = "--memory",
	[CPUS] = "--cpus",
	[WORKLOAD] = "--workload",
	[CONNECTIONS] = "--connections",
	[BACKEND] = "--backend-memory",
	[SHM] = "/dev/shm",
	[HUGE] = "huge pages",
	[PRIMARY] = "a primary's values",
	[STORAGE] = "--storage",
	[IO] = "--io",
	[WAL_DISK] = "pg_wal",
	[LIBRARIES] = "POSTGRES_SHARED_PRELOAD_LIBRARIES",
	[DATABASE] = "POSTGRES_DB",
	[LEVEL] = "POSTGRES_WAL_LEVEL",
	[MAJOR] = "--pg",
};

static int64_t
pick(int64_t n)
{
	static uint64_t seed = 20260101;

	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (int64_t)(seed >> 33) % n;
}

static void
turn(enum axis axis, struct host *h, struct wish *w)
{
	static const char *const levels[] = { NULL, "minimal", "logical" };

	if (axis == MEMORY)
		h->memory.bytes = (256 * MIB << pick(10)) + pick(64) * 7 * MIB;
	else if (axis == CPUS)
		h->cpu.milli = 1000 << pick(7);
	else if (axis == WORKLOAD)
		w->workload = (enum workload)pick(5);
	else if (axis == CONNECTIONS)
		w->connections = pick(2) * (25 + 10 * pick(50));
	else if (axis == BACKEND)
		w->backend_bytes = pick(3) * 10 * MIB;
	else if (axis == STORAGE)
		w->storage = (enum storage)pick(4);
	else if (axis == IO)
		w->io_auto = pick(2) == 0;
	else if (axis == SHM)
		h->shm.total_bytes = h->shm.free_bytes = 16 * MIB << pick(12);
	else if (axis == HUGE)
		h->huge.free_pages = pick(2) * (100 << pick(9));
	else if (axis == WAL_DISK)
		h->wal.total_bytes = h->wal.free_bytes = GIB << pick(9);
	else if (axis == PRIMARY)
		w->floors =
		    pick(2) ? (struct floors){ 0 } : (struct floors){ 150, 40, 20, 70, 128 };
	else if (axis == LIBRARIES) {
		w->libraries[0] = "pg_cron";
		w->libraries[1] = "pg_net";
		w->library_count = (size_t)pick(3);
	} else if (axis == DATABASE)
		w->database = pick(2) ? "app" : NULL;
	else if (axis == LEVEL)
		w->wal_level = levels[pick(3)];
	else
		w->major = PLAN_MIN_MAJOR + (int)pick(PLAN_MAX_MAJOR - PLAN_MIN_MAJOR + 1);
}

static bool
says(enum setting_id id, enum axis axis)
{
	const char *moved_by = setting_by_id(id)->moved_by;

	return moved_by != NULL && strstr(moved_by, words[axis]) != NULL;
}

int
main(void)
{
	static bool moved[SETTING_COUNT][AXES];
	static struct plan both[2];
	struct host h = machine(GIB, 2);
	struct wish w = wish_for(WORKLOAD_SHARED, 18);

	h.huge.page_bytes = 2 * MIB;
	h.io_uring = YES;
	plan_make(&both[0], &h, &w, NULL);
	for (int i = 1; i < TRIES; i++) {
		enum axis axis = (enum axis)pick(pick(4) ? BUDGET_AXES : AXES);
		const struct plan *before = &both[(i - 1) % 2];
		struct plan *after = &both[i % 2];

		turn(axis, &h, &w);
		plan_make(after, &h, &w, NULL);
		for (enum setting_id id = 0; id < SETTING_COUNT; id++)
			moved[id][axis] |=
			    !value_same(&before->settings[id].value, &after->settings[id].value) &&
			    setting_known(setting_by_id(id), before->wish.major) &&
			    setting_known(setting_by_id(id), w.major);
	}
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		bool agrees = true;

		for (enum axis a = 0; a < AXES; a++) {
			if (!moved[id][a] || says(id, a) || a == MAJOR)
				continue;
			printf("# %s: %s changes it, and is not told\n", setting_by_id(id)->name,
			    words[a]);
			agrees = false;
		}
		T(agrees, setting_by_id(id)->name);
	}
	return t_done();
}
