/* kernel.c — what the kernel and the container's runtime offer a server: huge pages, processes,
 * io_uring, locked memory; and what can be guessed of a Kubernetes memory request. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/num.h"
#include "base/opt.h"
#include "host/parse.h"
#include "host/parts.h"

/* A small file with one whole number: 0; -1 when it is missing or none. */
static int
read_number(const struct root *r, const char *path, int64_t lo, int64_t hi, int64_t *n)
{
	struct span text;
	char buf[64];
	size_t len;
	struct err e;

	if (root_read(r, path, buf, sizeof(buf), &len, &e) < 0)
		return -1;
	text = span_trim((struct span){ buf, len });
	return num_int(text.p, text.len, lo, hi, n, &e);
}

static void
read_page_size(void *ctx, const char *line, size_t len)
{
	struct span value;
	int64_t bytes;

	if (parse_field(line, len, "Hugepagesize", &value) == 0 && parse_kb(value, &bytes) == 0 &&
	    bytes > 0)
		*(int64_t *)ctx = bytes;
}

/* Pages that nobody uses nor has reserved. */
static int64_t
free_pages(const struct root *r, int64_t page_bytes)
{
	static const char *const files[] = { "free_hugepages", "nr_hugepages" };
	char path[128];
	int64_t pages = 0, reserved = 0;

	for (size_t i = 0; i < LEN(files); i++) {
		snprintf(path, sizeof(path), "/sys/kernel/mm/hugepages/hugepages-%lldkB/%s",
		    (long long)(page_bytes / KIB), files[i]);
		if (read_number(r, path, 0, INT64_MAX, &pages) == 0)
			break;
	}
	snprintf(path, sizeof(path), "/sys/kernel/mm/hugepages/hugepages-%lldkB/resv_hugepages",
	    (long long)(page_bytes / KIB));
	read_number(r, path, 0, INT64_MAX, &reserved);
	return max64(0, pages - reserved);
}

/* "hugetlb.2MB.max", the file's name as the kernel makes it. */
static void
name_limit(char *name, size_t cap, int version, int64_t page_bytes)
{
	const char *unit = page_bytes >= GIB ? "GB" : page_bytes >= MIB ? "MB" : "KB";
	int64_t size = page_bytes >= GIB ? GIB : page_bytes >= MIB ? MIB : KIB;

	snprintf(name, cap, "hugetlb.%lld%s.%s", (long long)(page_bytes / size), unit,
	    version == 2 ? "max" : "limit_in_bytes");
}

/* The lowest number in the file `name` of the cgroup and its ancestors, with its path: -1, and no
 * path, where each has none or at least `none`. */
static int64_t
lowest_limit(struct cgroup_walk w, const char *name, int64_t none, char *path)
{
	char text[256];
	struct cgroup_text t = { .p = text, .cap = sizeof(text) };
	int64_t n, lowest = -1;
	struct err e;

	if (w.group.version == 0)
		return -1;
	do {
		if (!cgroup_read(&w, name, &t))
			continue;
		if (parse_limit(t.p, t.len, &n, &e) < 0)
			cgroup_odd(&w, &t, &e);
		else if (n >= 0 && n < none && (lowest < 0 || n < lowest)) {
			lowest = n;
			memcpy(path, t.path, sizeof(t.path));
		}
	} while (cgroup_up(&w.group));
	return lowest;
}

void
huge_detect(struct host *h, const struct root *r, const struct cgroups *c)
{
	struct cgroup_walk w = { h, r, c->of[CONTROLLER_HUGETLB] };
	char name[64];
	struct err e;

	h->huge.page_bytes = 2 * MIB;
	root_lines(r, "/proc/meminfo", read_page_size, &h->huge.page_bytes, &e);
	h->huge.free_pages = free_pages(r, h->huge.page_bytes);
	name_limit(name, sizeof(name), w.group.version, h->huge.page_bytes);
	/* for "no limit" v1 writes the largest multiple of the page size (hugetlb_cgroup_init) */
	h->huge.limit_bytes = lowest_limit(w, name, INT64_MAX - h->huge.page_bytes, h->huge.path);
}

void
tasks_detect(struct host *h, const struct root *r, const struct cgroups *c)
{
	struct cgroup_walk w = { h, r, c->of[CONTROLLER_PIDS] };

	h->tasks.limit = max64(0, lowest_limit(w, "pids.max", INT64_MAX, h->tasks.path));
}

static enum tristate
tell(struct host *h, enum tristate answer, const char *why)
{
	snprintf(h->io_uring_why, sizeof(h->io_uring_why), "%s", why);
	return answer;
}

/* Docker's default seccomp profile refuses io_uring_setup, Podman's answers ENOSYS as a kernel
 * without it does: only the call itself knows. Asked for a
 * ring of no entries, the kernel says EINVAL once every permission is checked (io_uring.c,
 * io_uring_create), and makes none: a ring costs more than all the rest of detection. */
static enum tristate
probe_io_uring(struct host *h)
{
	char params[256] = { 0 }; /* struct io_uring_params has 120 bytes */
	long fd = syscall(SYS_io_uring_setup, 0, params);

	if (fd >= 0)
		close((int)fd);
	if (fd >= 0 || errno == EINVAL)
		return tell(h, YES, "io_uring_setup works");
	if (errno == ENOSYS)
		return tell(
		    h, NO, "io_uring_setup: not in this kernel, or hidden (seccomp profile)");
	if (errno == EPERM || errno == EACCES)
		return tell(h, NO, "io_uring_setup is refused (seccomp profile or sysctl)");
	return tell(h, UNKNOWN, strerror(errno));
}

static enum tristate
io_uring(struct host *h, const struct root *r)
{
	int64_t disabled = 0;

	read_number(r, "/proc/sys/kernel/io_uring_disabled", 0, 2, &disabled);
	if (disabled == 2)
		return tell(h, NO, "kernel.io_uring_disabled is 2");
	if (disabled == 1) /* root may, the server does not run as root */
		return tell(h, NO, "kernel.io_uring_disabled is 1: only for privileged processes");
	if (!r->real)
		return tell(h, UNKNOWN, "not asked: this is a directory, not a machine");
	return probe_io_uring(h);
}

/* "Max locked memory         8388608              8388608              bytes" */
static void
read_memlock(void *ctx, const char *line, size_t len)
{
	static const char key[] = "Max locked memory ";
	size_t n = sizeof(key) - 1;
	struct span rest, soft;
	uint64_t bytes;
	struct err e;

	if (len <= n || memcmp(line, key, n) != 0)
		return;
	rest = span_trim((struct span){ line + n, len - n });
	span_next(&rest, ' ', &soft);
	if (num_uint(soft.p, soft.len, &bytes, &e) == 0 && bytes <= INT64_MAX)
		*(int64_t *)ctx = (int64_t)bytes;
}

void
kernel_detect(struct host *h, const struct root *r)
{
	struct err e;

	h->io_uring = io_uring(h, r);
	h->memlock_bytes = -1;
	root_lines(r, "/proc/self/limits", read_memlock, &h->memlock_bytes, &e);
}

/* kubelet gives a container with a memory request, and no limit, the oom_score_adj
 * 1000 - 1000 · request / capacity within 3 … 999; one with neither 1000. A tenth of a percent of
 * the node is as exact as it gets: a hint for people, never a limit. */
void
kubernetes_detect(struct host *h, const struct root *r, char *const *env)
{
	int64_t adj, ram = h->memory.physical_bytes;

	if (env_get(env, "KUBERNETES_SERVICE_HOST") == NULL || h->memory.limit_bytes > 0 ||
	    read_number(r, "/proc/self/oom_score_adj", -1000, 1000, &adj) < 0)
		return;
	if (adj == 1000)
		host_warn(h, "Kubernetes: this pod has no memory request/limit (oom_score_adj is "
			     "1000): it is the first to be killed");
	if (adj < 3 || adj > 999 || ram == 0)
		return;
	h->request_hint_bytes = ram / 1000 * (1000 - adj) + ram % 1000 * (1000 - adj) / 1000;
}
