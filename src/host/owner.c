/* owner.c — which mount a path lies on. */
#include <string.h>

#include "host/parse.h"
#include "host/parts.h"

struct search {
	const char *path;
	struct owner *best;
	size_t best_len;
	bool found;
};

static void
read_owner(void *ctx, const char *line, size_t len)
{
	struct search *s = ctx;
	static struct mount m; /* large: not zeroed for each line */
	size_t n;

	if (parse_mount(line, len, &m) < 0)
		return;
	n = strcmp(m.point, "/") == 0 ? 0 : strlen(m.point);
	if (n < s->best_len || strncmp(s->path, m.point, n) != 0 ||
	    (s->path[n] != '/' && s->path[n] != '\0'))
		return;
	s->best_len = n;
	s->found = true;
	*s->best = (struct owner){
		.major = m.major, .minor = m.minor, .is_lxcfs = span_is(m.type, "fuse.lxcfs")
	};
}

bool
owner_find(struct owner *o, const struct root *r, const char *path)
{
	struct search s = { .path = path, .best = o };
	struct err e;

	return root_lines(r, "/proc/self/mountinfo", read_owner, &s, &e) == 0 && s.found;
}
