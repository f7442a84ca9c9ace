/* cpu.c — how many CPUs this container may use: affinity, cpuset and quota, the least of them. */
#include <errno.h>
#include <stdio.h>

#include "host/parse.h"
#include "host/parts.h"

#define ONLINE "/sys/devices/system/cpu/online"
#define CPUS_TEXT 65536 /* a list of every second of 8192 CPUs has 20 kB */

/* False: path is not there, or, with a warning, cannot be read. */
static bool
read_list(struct host *h, const struct root *r, const char *path, struct cpulist *list)
{
	static char text[CPUS_TEXT];
	size_t len;
	struct err e;

	if (root_read(r, path, text, sizeof(text), &len, &e) < 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			host_warn(h, "%s", e.text);
		return false;
	}
	if (parse_cpulist(text, len, list, &e) == 0)
		return true;
	host_warn(h, "\"%s\" is not understood: %s", path, e.text);
	return false;
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

/* How many of the allowed CPUs count: those that are also online, since Cpus_allowed_list may name
 * CPUs that could be plugged in. But lxcfs numbers as many CPUs as pinning and quota leave from 0
 * on: then only the length of its list says something. And a task always has one CPU. */
static int
allowed_count(const struct cpulist *allowed, const struct cpulist *online, const struct root *r)
{
	struct cpulist both = *allowed;
	int have = cpulist_count(allowed), most = cpulist_count(online), n;
	int least = have < most ? have : most;
	struct owner o;

	cpulist_keep(&both, online);
	n = cpulist_count(&both);
	return n == 0 || (n < least && owner_find(&o, r, ONLINE) && o.is_lxcfs) ? least : n;
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
	    h->cpu.online > 0 ? allowed_count(&s.allowed, &online, r) : cpulist_count(&s.allowed);
	if (h->cpu.affinity == 0) {
		no_affinity(h, r);
		return;
	}
	if (h->cpu.online == 0)
		h->cpu.online = h->cpu.affinity;
	take_count(h, CPU_AFFINITY, "/proc/self/status", 1000 * (int64_t)h->cpu.affinity);
}

/* The CPUs in the directory's cpuset files, 0: none said. t->path names the file. */
static int
cpuset_level(const struct cgroup_walk *w, struct cgroup_text *t)
{
	static const char *const v1[] = { "cpuset.effective_cpus", "cpuset.cpus", NULL };
	static const char *const v2[] = { "cpuset.cpus.effective", NULL };
	struct cpulist list;
	struct err e;

	for (const char *const *name = w->group.version == 2 ? v2 : v1; *name != NULL; name++) {
		if (!cgroup_read(w, *name, t))
			continue;
		if (parse_cpulist(t->p, t->len, &list, &e) < 0)
			cgroup_odd(w, t, &e);
		else if (cpulist_count(&list) > 0)
			return cpulist_count(&list);
	}
	return 0;
}

/* A child without the controller has its parent's CPUs. */
static void
cpuset(struct cgroup_walk w)
{
	static char text[CPUS_TEXT];
	struct cgroup_text t = { .p = text, .cap = sizeof(text) };
	struct host *h = w.h;

	if (w.group.version == 0)
		return;
	do
		h->cpu.cpuset = cpuset_level(&w, &t);
	while (h->cpu.cpuset == 0 && cgroup_up(&w.group));
	if (h->cpu.cpuset > 0 && 1000 * (int64_t)h->cpu.cpuset < h->cpu.milli)
		take_count(h, CPU_CPUSET, t.path, 1000 * (int64_t)h->cpu.cpuset);
}

/* The quota of one level in milli CPUs, -1: none. t->path names the file. */
static int64_t
quota_level(const struct cgroup_walk *w, struct cgroup_text *t)
{
	char text[256];
	struct cgroup_text period = { .p = text, .cap = sizeof(text) };
	bool v2 = w->group.version == 2;
	int64_t milli = -1;
	struct err e;
	int bad;

	if (!cgroup_read(w, v2 ? "cpu.max" : "cpu.cfs_quota_us", t) ||
	    (!v2 && !cgroup_read(w, "cpu.cfs_period_us", &period)))
		return -1;
	bad = v2 ? parse_cpu_max(t->p, t->len, &milli, &e)
		 : parse_cfs((struct span){ t->p, t->len }, (struct span){ period.p, period.len },
		       &milli, &e);
	if (bad < 0)
		cgroup_odd(w, t, &e);
	return bad < 0 ? -1 : milli;
}

static void
quota(struct cgroup_walk w)
{
	char text[256];
	struct cgroup_text t = { .p = text, .cap = sizeof(text) };
	struct host *h = w.h;

	if (w.group.version == 0)
		return;
	do {
		int64_t milli = quota_level(&w, &t);

		if (milli < 0 || (h->cpu.quota_milli > 0 && milli >= h->cpu.quota_milli))
			continue;
		h->cpu.quota_milli = milli;
		if (milli < h->cpu.milli)
			take_count(
			    h, w.group.version == 2 ? CPU_CGROUP2 : CPU_CGROUP1, t.path, milli);
	} while (cgroup_up(&w.group));
}

void
cpu_detect(struct host *h, const struct root *r, const struct cgroups *c)
{
	affinity(h, r);
	cpuset((struct cgroup_walk){ h, r, c->of[CONTROLLER_CPUSET] });
	quota((struct cgroup_walk){ h, r, c->of[CONTROLLER_CPU] });
	h->cpu.count = (int)((h->cpu.milli + 999) / 1000);
}
