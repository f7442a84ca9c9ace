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
	CONTROLLER_PIDS,
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

/* A walk from a process's cgroup up to the mount point; what is odd becomes a warning of h. */
struct cgroup_walk {
	struct host *h;
	const struct root *root;
	struct cgroup group;
};

/* A file of a cgroup: its path, and its text in the caller's buffer. */
struct cgroup_text {
	char *p;
	size_t cap, len;
	char path[HOST_PATH];
};

/* Reads the file `name` of the directory; false when it is not there, or unreadable, which is a
 * warning. t->path is set in any case. */
bool cgroup_read(const struct cgroup_walk *w, const char *name, struct cgroup_text *t);

/* Warns that the text of t is not understood, and why. */
void cgroup_odd(const struct cgroup_walk *w, const struct cgroup_text *t, const struct err *why);

#endif
