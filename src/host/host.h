/* host.h — the machine as this container sees it. Detection never fails: each oddity is a warning,
 * and every number says which file it came from. */
#ifndef HOST_HOST_H
#define HOST_HOST_H

#include "base/base.h"

enum memory_source {
	MEMORY_DEFAULT,
	MEMORY_MEMINFO,
	MEMORY_CGROUP1,
	MEMORY_CGROUP2,
	MEMORY_OVERRIDE
};
enum cpu_source {
	CPU_DEFAULT,
	CPU_AFFINITY,
	CPU_CPUSET,
	CPU_CGROUP1,
	CPU_CGROUP2,
	CPU_OVERRIDE
};
enum tristate {
	UNKNOWN,
	NO,
	YES
};

#define HOST_PATH 512 /* a pod's cgroup in kind is 340 bytes long */
#define HOST_LEVELS 128
#define HOST_WARNINGS 24

/* One limit file that was read: which ancestor decided is shown by the list. */
struct level {
	char path[HOST_PATH];
	int64_t bytes; /* -1: no limit there */
};

/* A file system, by statvfs; total -1 when it could not be asked. */
struct space {
	int64_t total_bytes, free_bytes;
};

struct host {
	struct {
		int64_t bytes;                 /* what the plan may use, after an override */
		int64_t detected_bytes;        /* the same before it */
		int64_t limit_bytes;           /* the lowest limit below physical RAM, 0: none */
		int64_t physical_bytes;        /* 0: unknown */
		char physical_path[HOST_PATH]; /* "/proc/meminfo", "sysinfo", "": unknown */
		enum memory_source source;
		char path[HOST_PATH]; /* the file `bytes` came from, "" for override and default */
		int64_t swap_bytes;   /* memory.swap.max; -1: no limit or unknown */
		char swap_path[HOST_PATH];
		bool oom_group; /* memory.oom.group=1: one backend's OOM kills the container */
	} memory;
	struct {
		int64_t milli; /* exact */
		int count;     /* milli rounded up, at least 1 */
		enum cpu_source source;
		char path[HOST_PATH];
		int online;           /* CPUs of the machine that run */
		int affinity, cpuset; /* CPUs this process may use, its cgroup has; 0: unknown */
		int64_t quota_milli;  /* the lowest CPU quota, 0: none */
	} cpu;
	struct space shm, pgdata, wal; /* /dev/shm, PGDATA, PGDATA/pg_wal */
	int64_t wal_held_bytes;        /* the segments that are in pg_wal, 0: none or unknown */
	enum tristate rotational;      /* of the device PGDATA lies on */
	struct {
		int64_t page_bytes; /* 2 MiB mostly */
		int64_t free_pages;
		int64_t limit_bytes; /* the cgroup's hugetlb limit for that size, -1: none */
		char path[HOST_PATH];
	} huge;
	struct {
		int64_t limit; /* the lowest pids.max, 0: none; threads count too */
		char path[HOST_PATH];
	} tasks;
	enum tristate io_uring;     /* may this process set up a ring */
	char io_uring_why[96];      /* the reason, also when unknown */
	int64_t memlock_bytes;      /* RLIMIT_MEMLOCK, -1: unlimited */
	int64_t request_hint_bytes; /* Kubernetes request guessed from oom_score_adj, 0: none */
	size_t level_count, warning_count;
	/* Only what is counted is ever written: detection touches no page of the rest. */
	struct level levels[HOST_LEVELS]; /* of memory */
	char warnings[HOST_WARNINGS][HOST_PATH];
};

/* What the operator said about the machine. */
struct host_wish {
	const char *memory; /* POSTGRES_MEMORY or --memory as said, NULL: detect */
	const char *cpus;   /* the same for CPUs */
	const char *memory_said_as, *cpus_said_as; /* "--memory" …, for messages; NULL: unnamed */
	const char *pgdata;                        /* NULL: none known */
	const char *waldir; /* where pg_wal will be made, NULL: PGDATA/pg_wal */
};

/* "cgroup-v2" …: the words of the JSON contract. */
const char *memory_source_word(enum memory_source s);
const char *cpu_source_word(enum cpu_source s);

/* One more warning; what does not fit is dropped, the last slot says so. */
void host_warn(struct host *h, const char *fmt, ...) PRINTF(2, 3);

#endif
