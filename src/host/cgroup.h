/* cgroup.h — where the files of this process's cgroup lie, for each controller: v2, v1, or (hybrid)
 * some here and some there. */
#ifndef HOST_CGROUP_H
#define HOST_CGROUP_H

#include <limits.h>

#include "host/host.h"
#include "host/root.h"

enum controller {
	CONTROLLER_MEMORY,
	CONTROLLER_CPU,
	CONTROLLER_CPUSET,
	CONTROLLER_HUGETLB,
	CONTROLLER_COUNT
};

/* A directory at or below the controller's mount point, which is its first mount_len bytes. */
struct cgroup {
	int version; /* 1, 2; 0: the controller is nowhere to be seen */
	size_t mount_len;
	char dir[PATH_MAX];
};

struct cgroups {
	struct cgroup of[CONTROLLER_COUNT];
};

/* Reads /proc/self/cgroup and /proc/self/mountinfo. */
void cgroup_find(struct cgroups *c, const struct root *r, struct host *h);

/* Goes to the parent; false at the mount point. */
bool cgroup_up(struct cgroup *g);

/* Reads the file `name` of the directory, its path into `path` (HOST_PATH bytes). 1: it is there;
 * 0: it is not, or unreadable, which is a warning. */
int cgroup_read(const struct cgroup *g, const struct root *r, const char *name, char *path,
    char *text, size_t cap, size_t *len, struct host *h);

#endif
