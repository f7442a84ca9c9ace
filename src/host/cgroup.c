/* cgroup.c — finds the cgroup directory of each controller.
 *
 * /proc/self/cgroup says which cgroup the process is in, as seen from the root of its cgroup
 * namespace or of the machine; /proc/self/mountinfo says which part of the hierarchy is mounted
 * where. The two may disagree (Docker-in-Docker, a bind mount, a namespace entered later): then the
 * mount point itself is the best answer. */
#include "host/cgroup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "host/parse.h"

static const char *const names[] = {
	[CONTROLLER_MEMORY] = "memory",
	[CONTROLLER_CPU] = "cpu",
	[CONTROLLER_CPUSET] = "cpuset",
	[CONTROLLER_HUGETLB] = "hugetlb",
	[CONTROLLER_PIDS] = "pids",
};

/* How trustworthy a mount is: the usual place first, else the first that fits. */
enum rank {
	RANK_NONE,
	RANK_GONE,        /* the mount point itself is not there: nothing can be read from it */
	RANK_ELSEWHERE,   /* the cgroup's directory does not exist in it */
	RANK_FITS,        /* it does */
	RANK_BELOW_USUAL, /* at /sys/fs/cgroup/… */
	RANK_USUAL        /* at /sys/fs/cgroup */
};

struct candidate {
	char path[PATH_MAX]; /* the process's cgroup in this hierarchy */
	bool listed;         /* /proc/self/cgroup names it */
	enum rank rank;
	struct cgroup group;
};

struct search {
	const struct root *root;
	struct candidate v1[CONTROLLER_COUNT], v2;
	bool member; /* of anything, by /proc/self/cgroup */
};

static void
set_path(struct candidate *c, struct span path)
{
	if (path.len >= sizeof(c->path))
		return;
	memcpy(c->path, path.p, path.len);
	c->path[path.len] = '\0';
	c->listed = true;
}

static void
read_membership(void *ctx, const char *line, size_t len)
{
	struct search *s = ctx;
	struct span controllers, path;

	if (parse_cgroup(line, len, &controllers, &path) < 0)
		return;
	s->member = true;
	if (controllers.len == 0)
		set_path(&s->v2, path);
	for (int i = 0; i < CONTROLLER_COUNT; i++)
		if (span_lists(controllers, ',', names[i]))
			set_path(&s->v1[i], path);
}

static bool
goes_up(const char *path)
{
	struct span rest = { .p = path, .len = strlen(path) }, name;

	while (span_next(&rest, '/', &name))
		if (span_is(name, ".."))
			return true;
	return false;
}

/* The cgroup `path` as seen below a mount of `root`: "" is the mount point itself. */
static const char *
below_mount(const char *root, const char *path)
{
	size_t n = strlen(root);

	if (goes_up(root) || goes_up(path))
		return "";
	if (strcmp(root, "/") == 0)
		return path;
	return strncmp(path, root, n) == 0 && path[n] == '/' ? path + n : "";
}

bool
cgroup_up(struct cgroup *g)
{
	char *slash = strrchr(g->dir + g->mount_len, '/');

	if (slash == NULL)
		return false;
	*slash = '\0';
	return true;
}

/* Fills g with the nearest directory that exists; false when the cgroup's own does not. */
static bool
place(struct cgroup *g, const struct root *r, const char *point, const char *below)
{
	struct str dir = str_on(g->dir, sizeof(g->dir));
	bool own = true;

	str_add(&dir, strcmp(point, "/") == 0 ? "" : point);
	g->mount_len = dir.len;
	str_add(&dir, strcmp(below, "/") == 0 ? "" : below);
	if (dir.full) {
		own = false;
		cgroup_up(g);
	}
	while (!root_is_dir(r, g->dir[0] ? g->dir : "/")) {
		own = false;
		if (!cgroup_up(g))
			break;
	}
	return own;
}

static enum rank
rank_of(const struct root *r, const char *point, bool fits)
{
	if (!fits && !root_is_dir(r, point))
		return RANK_GONE;
	if (strcmp(point, "/sys/fs/cgroup") == 0)
		return RANK_USUAL;
	if (str_starts(point, "/sys/fs/cgroup/"))
		return RANK_BELOW_USUAL;
	return fits ? RANK_FITS : RANK_ELSEWHERE;
}

/* Of two equally good mounts the first counts, unless the second covers it. */
static void
consider(struct search *s, struct candidate *c, int version, const char *root, const char *point)
{
	struct cgroup g = { .version = version };
	enum rank rank =
	    rank_of(s->root, point, place(&g, s->root, point, below_mount(root, c->path)));
	bool covers = strncmp(point, c->group.dir, c->group.mount_len) == 0 &&
		      point[c->group.mount_len] == '\0';

	if (rank > c->rank || (rank == c->rank && covers)) {
		c->rank = rank;
		c->group = g;
	}
}

static void
read_mount(void *ctx, const char *line, size_t len)
{
	struct search *s = ctx;
	static struct mount m; /* large: not zeroed for each line */

	if (parse_mount(line, len, &m) < 0)
		return;
	if (span_is(m.type, "cgroup2"))
		consider(s, &s->v2, 2, m.root, m.point);
	if (!span_is(m.type, "cgroup"))
		return;
	for (int i = 0; i < CONTROLLER_COUNT; i++)
		if (s->v1[i].listed && span_lists(m.options, ',', names[i]))
			consider(s, &s->v1[i], 1, m.root, m.point);
}

/* Without a mountinfo: the usual places. */
static void
guess_mounts(struct search *s)
{
	char point[64];

	consider(s, &s->v2, 2, "/", "/sys/fs/cgroup");
	for (int i = 0; i < CONTROLLER_COUNT; i++) {
		snprintf(point, sizeof(point), "/sys/fs/cgroup/%s", names[i]);
		if (s->v1[i].listed && root_is_dir(s->root, point))
			consider(s, &s->v1[i], 1, "/", point);
	}
}

void
cgroup_find(struct cgroups *c, const struct root *r, struct host *h)
{
	struct search s = { .root = r };
	struct err e;

	if (root_lines(r, "/proc/self/cgroup", read_membership, &s, &e) < 0)
		host_warn(h, "%s", e.text);
	if (!s.member) /* then whatever is mounted, at its mount point */
		for (int i = 0; i < CONTROLLER_COUNT; i++)
			s.v1[i].listed = true;
	if (root_lines(r, "/proc/self/mountinfo", read_mount, &s, &e) < 0) {
		host_warn(h, "%s", e.text);
		guess_mounts(&s);
	}
	for (int i = 0; i < CONTROLLER_COUNT; i++) {
		bool v1 = s.v1[i].rank > RANK_GONE || s.v2.rank == RANK_NONE;

		c->of[i] = v1 ? s.v1[i].group : s.v2.group;
	}
}

bool
cgroup_read(const struct cgroup_walk *w, const char *name, struct cgroup_text *t)
{
	char full[PATH_MAX + 64];
	size_t n = (size_t)snprintf(full, sizeof(full), "%s/%s", w->group.dir, name);
	struct err e;

	if (n < HOST_PATH)
		memcpy(t->path, full, n + 1);
	else /* its end tells more */
		snprintf(t->path, HOST_PATH, "...%s", full + n - (HOST_PATH - 4));
	if (root_read(w->root, full, t->p, t->cap, &t->len, &e) == 0)
		return true;
	if (errno != ENOENT && errno != ENOTDIR)
		host_warn(w->h, "%s", e.text);
	return false;
}

void
cgroup_odd(const struct cgroup_walk *w, const struct cgroup_text *t, const struct err *why)
{
	host_warn(w->h, "\"%s\" is not understood: %s", t->path, why->text);
}
