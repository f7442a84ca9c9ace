/* detect.c — puts struct host together. */
#include "host/detect.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "host/parts.h"

void
host_detect(struct host *h, int rootfd, bool real, const struct host_wish *wish, char *const *env)
{
	const struct root r = { .fd = rootfd, .real = real };
	struct cgroups c;

	memset(h, 0, offsetof(struct host, levels));
	cgroup_find(&c, &r, h);
	memory_detect(h, &r, &c);
	cpu_detect(h, &r, &c);
	huge_detect(h, &r, &c);
	tasks_detect(h, &r, &c);
	storage_detect(h, &r, wish);
	kernel_detect(h, &r);
	kubernetes_detect(h, &r, env);
}

int
host_read(
    struct host *h, const char *root, const struct host_wish *wish, char *const *env, struct err *e)
{
	int fd = open(root ? root : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return fail_sys(e, "--root: \"%s\"", root ? root : "/");
	host_detect(h, fd, root == NULL, wish, env);
	close(fd);
	return host_override(h, wish, e);
}
