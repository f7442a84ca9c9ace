/* parts.h — the parts of host_detect, one a subject. */
#ifndef HOST_PARTS_H
#define HOST_PARTS_H

#include "host/cgroup.h"
#include "host/detect.h"

/* Physical RAM and the cgroup's limits: h->memory. */
void memory_detect(struct host *h, const struct root *r, const struct cgroups *c);

/* Affinity, cpuset and quota: h->cpu. */
void cpu_detect(struct host *h, const struct root *r, const struct cgroups *c);

/* Free huge pages and the cgroup's limit on them: h->huge. */
void huge_detect(struct host *h, const struct root *r, const struct cgroups *c);

/* The cgroup's limit on processes: h->tasks. */
void tasks_detect(struct host *h, const struct root *r, const struct cgroups *c);

/* Sizes of /dev/shm, PGDATA and pg_wal, and whether PGDATA's device turns. */
void storage_detect(struct host *h, const struct root *r, const struct host_wish *wish);

struct owner {
	unsigned major, minor;
	bool is_lxcfs;
};

/* The mount with the longest mount point at or above path; of equally long ones the last, which
 * covers the others. False: mountinfo has none. */
bool owner_find(struct owner *o, const struct root *r, const char *path);

/* io_uring and RLIMIT_MEMLOCK. */
void kernel_detect(struct host *h, const struct root *r);

/* The hint that oom_score_adj gives about a Kubernetes memory request. */
void kubernetes_detect(struct host *h, const struct root *r, char *const *env);

#endif
