/* cpu.c — how many CPUs this container may use: affinity, cpuset and quota, the least of them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host/parse.h"
#include "host/parts.h"

#define ONLINE "/sys/devices/system/cpu/online"
#define CPUS_TEXT 65536 /* a list of every second of 8192 CPUs has 20 kB */

/* 1: path was read into list; 0: it is not there; otherwise a warning. */
static int
read_list(struct host *h, const struct root *r, const char *path, struct cpulist *list)
{
	static char text[CPUS_TEXT];
	size_t len;
	struct err e;

	if (root_read(r, path, text, sizeof(text), &len, &e) < 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			host_warn(h, "%s", e.text);
		return 0;
	}
	if (parse_cpulist(text, len, list, &e) == 0)
		return 1;
	host_warn(h, "\"%s\" is not understood: %s", path, e.text);
	return 0;
}

/* /proc/self/status, the one line of it that counts here. */
struct status {
	struct host *h;
	struct cpulist allowed;
};

static void
read_status(void *ctx, const char *line, size_t len)
{
	struct status *s = ctx;
	struct span value;
	struct cpulist list;
	struct err e;

	if (parse_field(line, len, "Cpus_allowed_list", &value) < 0)
		return;
	if (parse_cpulist(value.p, value.len, &list, &e) == 0)
		s->allowed = list;
	else
		host_warn(s->h, "Cpus_allowed_list in \"/proc/self/status\": %s", e.text);
}

static void
count_processor(void *ctx, const char *line, size_t len)
{
	struct span value;

	if (parse_field(line, len, "processor\t", &value) == 0) /* "processor\t: 0" */
		++*(int *)ctx;
}

static void
take_count(struct host *h, enum cpu_source source, const char *path, int64_t milli)
{
	h->cpu.milli = milli;
	h->cpu.source = source;
	snprintf(h->cpu.path, HOST_PATH, "%s", path);
}

/* Where /proc/self/status does not say which CPUs are allowed: those that run. */
static void
no_affinity(struct host *h, const struct root *r)
{
	int processors = 0;
	struct err e;

	if (h->cpu.online > 0) {
		take_count(h, CPU_DEFAULT, ONLINE, 1000 * (int64_t)h->cpu.online);
		return;
	}
	if (root_lines(r, "/proc/cpuinfo", count_processor, &processors, &e) == 0 &&
	    processors > 0) {
		h->cpu.online = processors;
		take_count(h, CPU_DEFAULT, "/proc/cpuinfo", 1000 * (int64_t)processors);
		return;
	}
	h->cpu.online = 1;
	take_count(h, CPU_DEFAULT, "", 1000);
	host_warn(h, "nothing says how many CPUs there are: planning for 1");
}

/* Cpus_allowed_list may name CPUs that could be plugged in: only those online count. A task always
 * has one that is; where none is, lxcfs numbers those online from 0, and only their count says
 * something. */
static int
allowed_count(const struct cpulist *allowed, const struct cpulist *online)
{
	struct cpulist both = *allowed;
	int have = cpulist_count(allowed), most = cpulist_count(online);

	cpulist_keep(&both, online);
	if (cpulist_count(&both) > 0)
		return cpulist_count(&both);
	return have < most ? have : most;
}

static void
affinity(struct host *h, const struct root *r)
{
	struct status s = { .h = h };
	struct cpulist online;
	struct err e;

	if (read_list(h, r, ONLINE, &online))
		h->cpu.online = cpulist_count(&online);
	if (root_lines(r, "/proc/self/status", read_status, &s, &e) < 0)
		host_warn(h, "%s", e.text);
	h->cpu.affinity =
	    h->cpu.online > 0 ? allowed_count(&s.allowed, &online) : cpulist_count(&s.allowed);
	if (h->cpu.affinity == 0) {
		no_affinity(h, r);
		return;
	}
	if (h->cpu.online == 0)
		h->cpu.online = h->cpu.affinity;
	take_count(h, CPU_AFFINITY, "/proc/self/status", 1000 * (int64_t)h->cpu.affinity);
}

/* The CPUs in the directory's cpuset files, 0: none said. path names the file. */
static int
cpuset_level(struct host *h, const struct root *r, const struct cgroup *g, char *path)
{
	static const char *const v1[] = { "cpuset.effective_cpus", "cpuset.cpus", NULL };
	static const char *const v2[] = { "cpuset.cpus.effective", NULL };
	static char text[CPUS_TEXT];
	struct cpulist list;
	size_t len;
	struct err e;

	for (const char *const *name = g->version == 2 ? v2 : v1; *name != NULL; name++) {
		if (!cgroup_read(g, r, *name, path, text, sizeof(text), &len, h))
			continue;
		if (parse_cpulist(text, len, &list, &e) < 0)
			host_warn(h, "\"%s\" is not understood: %s", path, e.text);
		else if (cpulist_count(&list) > 0)
			return cpulist_count(&list);
	}
	return 0;
}

/* A child without the controller has its parent's CPUs. */
static void
cpuset(struct host *h, const struct root *r, const struct cgroup *leaf)
{
	struct cgroup g = *leaf;
	char path[HOST_PATH];

	if (g.version == 0)
		return;
	do
		h->cpu.cpuset = cpuset_level(h, r, &g, path);
	while (h->cpu.cpuset == 0 && cgroup_up(&g));
	if (h->cpu.cpuset > 0 && 1000 * (int64_t)h->cpu.cpuset < h->cpu.milli)
		take_count(h, CPU_CPUSET, path, 1000 * (int64_t)h->cpu.cpuset);
}

/* The quota of one level in milli CPUs, -1: none. path names the file. */
static int64_t
quota_level(struct host *h, const struct root *r, const struct cgroup *g, char *path)
{
	char quota[256], period[256], period_path[HOST_PATH];
	size_t quota_len, period_len;
	int64_t milli = -1;
	struct err e;
	bool v2 = g->version == 2;
	int bad;

	if (!cgroup_read(g, r, v2 ? "cpu.max" : "cpu.cfs_quota_us", path, quota, sizeof(quota),
		&quota_len, h))
		return -1;
	if (v2) {
		bad = parse_cpu_max(quota, quota_len, &milli, &e);
	} else {
		if (!cgroup_read(g, r, "cpu.cfs_period_us", period_path, period, sizeof(period),
			&period_len, h))
			return -1;
		bad = parse_cfs((struct span){ quota, quota_len },
		    (struct span){ period, period_len }, &milli, &e);
	}
	if (bad < 0)
		host_warn(h, "\"%s\" is not understood: %s", path, e.text);
	return bad < 0 ? -1 : milli;
}

static void
quota(struct host *h, const struct root *r, const struct cgroup *leaf)
{
	struct cgroup g = *leaf;
	char path[HOST_PATH];

	if (g.version == 0)
		return;
	do {
		int64_t milli = quota_level(h, r, &g, path);

		if (milli < 0 || (h->cpu.quota_milli > 0 && milli >= h->cpu.quota_milli))
			continue;
		h->cpu.quota_milli = milli;
		if (milli < h->cpu.milli)
			take_count(h, g.version == 2 ? CPU_CGROUP2 : CPU_CGROUP1, path, milli);
	} while (cgroup_up(&g));
}

void
cpu_detect(struct host *h, const struct root *r, const struct cgroups *c)
{
	affinity(h, r);
	cpuset(h, r, &c->of[CONTROLLER_CPUSET]);
	quota(h, r, &c->of[CONTROLLER_CPU]);
	h->cpu.count = (int)((h->cpu.milli + 999) / 1000);
}
