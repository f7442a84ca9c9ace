/* settings_io.c — how reads are issued: depth, and PostgreSQL 18's asynchronous I/O. */
#include <string.h>

#include "tune/rules.h"

#define IO_WORKERS_LEAST 3
#define IO_WORKERS_MOST 32
#define CPUS_AN_IO_WORKER 4

/* io_uring: every process maps a ring, charged to RLIMIT_MEMLOCK. With 8 MB, 500 connections
 * started and 1000 did not. */
#define RING_BYTES (16 * KIB)
#define RING_AUXILIARY 64 /* processes beside connections and workers */

/* Up to 17 the number of prefetch requests; since 18 the default of 16 is right for local disks,
 * and only storage behind a network gains from more. */
static const struct {
	int64_t before_18, since_18; /* 0: the server's default */
} depths[] = {
	[STORAGE_SSD] = { 200, 0 },
	[STORAGE_SAN] = { 300, 300 },
	[STORAGE_HDD] = { 2, 0 },
};

static void
effective_io_concurrency(struct plan *p)
{
	enum storage storage = plan_storage(p);
	int64_t depth = p->wish.major < 18 ? depths[storage].before_18 : depths[storage].since_18;

	if (depth > 0)
		choose(p, EFFECTIVE_IO_CONCURRENCY, depth, "%s: reads in flight",
		    storage_words[storage]);
	else
		leave(p, EFFECTIVE_IO_CONCURRENCY, "the server's default is right for %s",
		    storage_words[storage]);
}

static int64_t
rings(const struct plan *p)
{
	return RING_BYTES * (number_of(p, MAX_CONNECTIONS) + number_of(p, MAX_WORKER_PROCESSES) +
				RING_AUXILIARY);
}

/* Why not io_uring, or NULL. */
static const char *
against_io_uring(const struct plan *p)
{
	if (p->wish.has_io_uring == NO)
		return "the server is built without it";
	if (p->host->io_uring != YES)
		return p->host->io_uring_why[0] != '\0' ? p->host->io_uring_why
							: "the kernel does not allow it";
	if (p->host->memlock_bytes >= 0 && p->host->memlock_bytes < rings(p))
		return "RLIMIT_MEMLOCK is too small";
	return NULL;
}

static void
io_method(struct plan *p)
{
	const char *against;

	if (!p->wish.io_auto) {
		leave(p, IO_METHOD, "worker; io_uring only with --io=auto");
	} else if ((against = against_io_uring(p)) != NULL) {
		leave(p, IO_METHOD, "worker: io_uring was looked for, but %s", against);
		plan_warn(p, "io_method stays worker: %s (io_uring would lock %lldkB)", against,
		    (long long)(rings(p) / KIB));
	} else {
		choose_text(p, IO_METHOD, "io_uring",
		    "kernel, seccomp profile, server and RLIMIT_MEMLOCK allow it");
	}
}

static void
io_workers(struct plan *p)
{
	int64_t n = cpus_of(p);

	if (strcasecmp(text_of(p, IO_METHOD), "worker") != 0)
		leave(p, IO_WORKERS, "only io_method=worker has workers");
	else
		choose(p, IO_WORKERS,
		    clamp64(n / CPUS_AN_IO_WORKER, IO_WORKERS_LEAST, IO_WORKERS_MOST),
		    "a quarter of %lld CPUs, %d to %d", (long long)n, IO_WORKERS_LEAST,
		    IO_WORKERS_MOST);
}

const struct setting io_settings[] = {
	{ .id = EFFECTIVE_IO_CONCURRENCY,
	    .name = "effective_io_concurrency",
	    .subject = "io",
	    .kind = VALUE_INT,
	    .bare = 1,
	    .grain = 1,
	    .max = 1000,
	    .change = CHANGE_RELOAD,
	    .preset = "16",
	    .preset_since = 18,
	    .preset_before = "1",
	    .why = "reads in flight, by storage; 18's own default is right for local disks",
	    .moved_by = "--storage, --pg",
	    .rule = effective_io_concurrency },
	{ .id = IO_METHOD,
	    .name = "io_method",
	    .subject = "io",
	    .kind = VALUE_TEXT,
	    .since = 18,
	    .change = CHANGE_RESTART,
	    .words = "worker, io_uring, sync",
	    .preset = "worker",
	    .why = "io_uring only with --io=auto, and where everything allows it",
	    .moved_by = "--io, and what the kernel and the server allow",
	    .rule = io_method },
	{ .id = IO_WORKERS,
	    .name = "io_workers",
	    .subject = "io",
	    .kind = VALUE_INT,
	    .bare = 1,
	    .grain = 1,
	    .min = 1,
	    .max = 32,
	    .since = 18,
	    .change = CHANGE_RELOAD,
	    .preset = "3",
	    .why = "a quarter of the CPUs, 3 to 32",
	    .moved_by = "--cpus, --io",
	    .rule = io_workers },
	{ .name = NULL },
};
