/* parse.h — the texts of /proc and /sys: (ptr, len) in, no I/O, no NUL needed. Each function
 * returns 0, or -1 when the text is none of its kind; the ones with e say why. */
#ifndef HOST_PARSE_H
#define HOST_PARSE_H

#include <limits.h>

#include "base/fail.h"
#include "base/span.h"

/* memory.max, memory.limit_in_bytes, hugetlb.*.max: "536870912\n", "max". -1 bytes: no limit, which
 * is also how cgroup v1 means 9223372036854771712 (4 kB pages), …710272 (64 kB pages) and 2^64-1.
 */
int parse_limit(const char *p, size_t len, int64_t *bytes, struct err *e);

/* cpu.max: "150000 100000", "max 100000", "500000" (period 100000). -1 milli: no quota. */
int parse_cpu_max(const char *p, size_t len, int64_t *milli, struct err *e);

/* cpu.cfs_quota_us and cpu.cfs_period_us: "-1", "150000"; "100000". */
int parse_cfs(struct span quota, struct span period, int64_t *milli, struct err *e);

#define CPU_MAX 16384 /* Linux has at most 8192 */

struct cpulist {
	uint64_t bits[CPU_MAX / 64];
};

/* "0-3,8,10-11\n"; an empty text is an empty list. */
int parse_cpulist(const char *p, size_t len, struct cpulist *list, struct err *e);
int cpulist_count(const struct cpulist *list);
void cpulist_keep(struct cpulist *list, const struct cpulist *only);

/* A line "MemTotal:       16777216 kB" of /proc/meminfo or "Cpus_allowed_list:\t0-7" of
 * /proc/self/status: the value when the line is key's. */
int parse_field(const char *p, size_t len, const char *key, struct span *value);

/* "16777216 kB" → bytes. */
int parse_kb(struct span value, int64_t *bytes);

/* A line of /proc/self/cgroup: "4:memory:/docker/abc", "0::/kubepods/podX:cri-containerd:abc",
 * "0::/foo (deleted)" (path: /foo). */
int parse_cgroup(const char *p, size_t len, struct span *controllers, struct span *path);

struct mount {
	unsigned major, minor;
	char root[PATH_MAX], point[PATH_MAX]; /* unescaped */
	struct span type, options; /* file system type, super block options; into the line */
};

/* A line of /proc/self/mountinfo:
 * 30 23 0:26 / /sys/fs/cgroup ro,nosuid shared:9 - cgroup2 cgroup rw,nsdelegate */
int parse_mount(const char *p, size_t len, struct mount *m);

#endif
