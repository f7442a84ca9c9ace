/* memory.c — how much memory this container may use.
 *
 * memory.high counts as much as memory.max: above it the kernel never kills but reclaims without
 * end, and a database planned above it crawls. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysinfo.h>

#include "base/num.h"
#include "host/parse.h"
#include "host/parts.h"

/* What the tuner may take where nobody set a limit: the machine may be somebody else's too. */
#define UNLIMITED_PLAN GIB

static void
read_meminfo(void *ctx, const char *line, size_t len)
{
	struct span value;

	if (parse_field(line, len, "MemTotal", &value) == 0)
		parse_kb(value, ctx);
}

/* RAM by sysinfo(2), or by DIR/sysinfo; 0 when unknown. */
static int64_t
read_sysinfo(struct host *h, const struct root *r)
{
	struct sysinfo si;
	struct span text;
	char buf[64];
	size_t len;
	struct err e;
	int64_t bytes;

	if (r->real)
		return sysinfo(&si) == 0 ? (int64_t)si.totalram * (int64_t)si.mem_unit : 0;
	if (root_read(r, "/sysinfo", buf, sizeof(buf), &len, &e) < 0) {
		if (errno != ENOENT)
			host_warn(h, "%s", e.text);
		return 0;
	}
	text = span_trim((struct span){ buf, len });
	if (num_size(text.p, text.len, 1, &bytes, &e) == 0)
		return bytes;
	host_warn(h, "\"/sysinfo\" is not understood: %s", e.text);
	return 0;
}

/* MemTotal and sysinfo(2) are one number to the kernel. lxcfs replaces the first by the container's
 * own: a MemTotal well below (1/64: a balloon may move between the two calls) is its limit. */
static void
physical(struct host *h, const struct root *r)
{
	int64_t total = 0, told = read_sysinfo(h, r);
	struct err e;

	if (root_lines(r, "/proc/meminfo", read_meminfo, &total, &e) < 0)
		host_warn(h, "%s", e.text);
	else if (total <= 0)
		host_warn(h, "\"/proc/meminfo\" has no MemTotal");
	if (total <= 0 && told <= 0)
		return;
	h->memory.physical_bytes = total > 0 && (told <= 0 || total <= told) ? total : told;
	snprintf(h->memory.physical_path, HOST_PATH, "%s",
	    h->memory.physical_bytes == total ? "/proc/meminfo" : "sysinfo");
	if (total <= 0 || told <= 0 || total >= told - told / 64)
		return;
	h->memory.limit_bytes = total;
	h->memory.source = MEMORY_MEMINFO;
	snprintf(h->memory.path, HOST_PATH, "/proc/meminfo");
}

static void
note_level(struct host *h, const char *path, int64_t bytes)
{
	struct level *level;

	if (h->level_count == HOST_LEVELS)
		return;
	level = &h->levels[h->level_count++];
	snprintf(level->path, sizeof(level->path), "%s", path);
	level->bytes = bytes;
}

/* A limit counts when it is below RAM and below what was found so far. */
static void
take_limit(struct host *h, int version, const char *path, int64_t bytes)
{
	note_level(h, path, bytes);
	if (bytes == 0)
		host_warn(h, "\"%s\" is 0: ignored", path);
	if (bytes <= 0 || (h->memory.physical_bytes && bytes >= h->memory.physical_bytes))
		return;
	if (h->memory.limit_bytes && bytes >= h->memory.limit_bytes)
		return;
	h->memory.limit_bytes = bytes;
	h->memory.source = version == 2 ? MEMORY_CGROUP2 : MEMORY_CGROUP1;
	snprintf(h->memory.path, HOST_PATH, "%s", path);
}

/* The limit in the file `name`: 0 with bytes -1 for none; -1 when there is no such number. */
static int
read_limit(const struct cgroup_walk *w, const char *name, struct cgroup_text *t, int64_t *bytes)
{
	struct err e;

	if (!cgroup_read(w, name, t))
		return -1;
	if (parse_limit(t->p, t->len, bytes, &e) == 0)
		return 0;
	cgroup_odd(w, t, &e);
	return -1;
}

/* What the level allows, -1: no limit, or none that can be read. */
static int64_t
limit_level(const struct cgroup_walk *w, const char *name)
{
	char text[256];
	struct cgroup_text t = { .p = text, .cap = sizeof(text) };
	int64_t bytes;

	if (read_limit(w, name, &t, &bytes) < 0)
		return -1;
	take_limit(w->h, w->group.version, t.path, bytes);
	return bytes;
}

/* v2 limits swap itself, v1 (memory.memsw) the sum of memory and swap. */
static void
swap_level(const struct cgroup_walk *w, const char *name, int64_t memory)
{
	char text[256];
	struct cgroup_text t = { .p = text, .cap = sizeof(text) };
	int64_t bytes, *least = &w->h->memory.swap_bytes;

	if (memory < 0 || read_limit(w, name, &t, &bytes) < 0 || bytes < 0 ||
	    (*least >= 0 && bytes - memory >= *least))
		return;
	*least = max64(0, bytes - memory);
	memcpy(w->h->memory.swap_path, t.path, sizeof(t.path));
}

static void
oom_group_level(const struct cgroup_walk *w)
{
	char text[16];
	struct cgroup_text t = { .p = text, .cap = sizeof(text) };

	if (cgroup_read(w, "memory.oom.group", &t))
		w->h->memory.oom_group |= t.len > 0 && t.p[0] == '1';
}

struct stat_line {
	struct cgroup_walk *w;
	const char *path;
};

static void
read_stat(void *ctx, const char *line, size_t len)
{
	static const char key[] = "hierarchical_memory_limit ";
	struct stat_line *s = ctx;
	size_t n = sizeof(key) - 1;
	int64_t bytes;
	struct err e;

	if (len <= n || memcmp(line, key, n) != 0)
		return;
	if (parse_limit(line + n, len - n, &bytes, &e) == 0)
		take_limit(s->w->h, 1, s->path, bytes);
	else
		host_warn(s->w->h, "\"%s\" is not understood: %s", s->path, e.text);
}

/* v1 tells the leaf what its ancestors allow, also those outside the container. */
static void
hierarchical_limit(struct cgroup_walk *w)
{
	char path[PATH_MAX + 32];
	struct stat_line s = { .w = w, .path = path };
	struct err e;

	snprintf(path, sizeof(path), "%s/memory.stat", w->group.dir);
	if (root_lines(w->root, path, read_stat, &s, &e) < 0 && errno != ENOENT && errno != ENOTDIR)
		host_warn(w->h, "%s", e.text);
}

static void
limits(struct host *h, const struct root *r, const struct cgroup *leaf)
{
	struct cgroup_walk w = { .h = h, .root = r, .group = *leaf };

	if (leaf->version == 0)
		return;
	if (leaf->version == 1)
		hierarchical_limit(&w);
	do {
		if (w.group.version == 2) {
			limit_level(&w, "memory.max");
			limit_level(&w, "memory.high");
			oom_group_level(&w);
			swap_level(&w, "memory.swap.max", 0);
		} else {
			swap_level(&w, "memory.memsw.limit_in_bytes",
			    limit_level(&w, "memory.limit_in_bytes"));
		}
	} while (cgroup_up(&w.group));
}

void
memory_detect(struct host *h, const struct root *r, const struct cgroups *c)
{
	int64_t ram;

	h->memory.swap_bytes = -1;
	physical(h, r);
	limits(h, r, &c->of[CONTROLLER_MEMORY]);
	ram = h->memory.physical_bytes;
	h->memory.bytes = h->memory.limit_bytes;
	if (h->memory.bytes == 0) /* then the source is MEMORY_DEFAULT still */
		h->memory.bytes = ram > 0 ? min64(ram, UNLIMITED_PLAN) : UNLIMITED_PLAN;
	h->memory.detected_bytes = h->memory.bytes;
}
