/* override.c — the operator's own numbers instead of the detected ones. */
#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "host/detect.h"

#define MAX_CPUS 16384
#define MAX_MEMORY ((int64_t)1 << 52) /* what an x86-64 can address */
/* No machine has as many megabytes. A plain 536870912 is bytes, as Kubernetes's resourceFieldRef
 * gives them: a plan for that many megabytes would kill the container. */
#define MAX_PLAIN (65536 * GIB)

/* Puts whose value it was before the reason. */
static int
refuse(struct err *e, const char *said_as, const char *said)
{
	return fail_within(e, "%s%s\"%s\"", said_as ? said_as : "", said_as ? ": " : "", said);
}

static int
refuse_memory(struct err *e, const struct host_wish *wish)
{
	refuse(e, wish->memory_said_as, wish->memory);
	return fail_hint(e, "accepted: 4096 (MB), 4096MB, 4GB, 1.5GB, 536870912B, 75%% (of "
			    "physical RAM), host (all of it)");
}

/* said → bytes, the reason alone in e. */
static int
read_memory(const struct host *h, const char *said, int64_t *bytes, struct err *e)
{
	size_t len = strlen(said);
	int64_t ram = h->memory.physical_bytes, milli = 100 * 1000;
	bool share = len > 0 && said[len - 1] == '%';

	if (!share && strcasecmp(said, "host") != 0)
		return num_size(said, len, MIB, bytes, e);
	if (share && num_milli(said, len - 1, &milli, e) < 0)
		return -1;
	if (milli > 100 * 1000)
		return fail(e, "more than all of it");
	if (ram == 0)
		return fail(e, "physical RAM is unknown here");
	*bytes = ram / 100000 * milli + ram % 100000 * milli / 100000;
	return 0;
}

static int
override_memory(struct host *h, const struct host_wish *wish, struct err *e)
{
	int64_t bytes, known = h->memory.limit_bytes, most;

	if (read_memory(h, wish->memory, &bytes, e) < 0)
		return refuse_memory(e, wish);
	most = wish->memory[strspn(wish->memory, "0123456789.")] == '\0' ? MAX_PLAIN : MAX_MEMORY;
	if (bytes < MIB || bytes >= most) {
		fail(e, bytes == 0          ? "no memory at all"
			: bytes < MIB       ? "less than 1MB"
			: most == MAX_PLAIN ? "too large: a number without a unit is MB"
					    : "too large");
		return refuse_memory(e, wish);
	}
	known = known ? known : h->memory.physical_bytes;
	if (known && bytes > known)
		host_warn(h, "planning for %lldMB as told, above the %lldMB found here (%s)",
		    (long long)(bytes / MIB), (long long)(known / MIB),
		    h->memory.limit_bytes ? h->memory.path : h->memory.physical_path);
	h->memory.bytes = bytes;
	h->memory.source = MEMORY_OVERRIDE;
	h->memory.path[0] = '\0';
	return 0;
}

static int
refuse_cpus(struct err *e, const struct host_wish *wish)
{
	refuse(e, wish->cpus_said_as, wish->cpus);
	return fail_hint(e, "accepted: a number of CPUs, 2 or 1.5, at most %d", MAX_CPUS);
}

static int
override_cpus(struct host *h, const struct host_wish *wish, struct err *e)
{
	int64_t milli;

	if (num_milli(wish->cpus, strlen(wish->cpus), &milli, e) < 0)
		return refuse_cpus(e, wish);
	if (milli == 0 || milli > MAX_CPUS * 1000) {
		fail(e, milli == 0 ? "no CPU at all" : "too large");
		return refuse_cpus(e, wish);
	}
	if (milli > h->cpu.milli)
		host_warn(h,
		    "planning for %lld.%03lld CPUs as told, above the %lld.%03lld found here (%s)",
		    (long long)(milli / 1000), (long long)(milli % 1000),
		    (long long)(h->cpu.milli / 1000), (long long)(h->cpu.milli % 1000),
		    h->cpu.path[0] ? h->cpu.path : "a guess");
	h->cpu.milli = milli;
	h->cpu.count = (int)((milli + 999) / 1000);
	h->cpu.source = CPU_OVERRIDE;
	h->cpu.path[0] = '\0';
	return 0;
}

/* Said here, and not when it was detected: an override answers it. */
static void
warn_default(struct host *h)
{
	if (h->request_hint_bytes > 0)
		host_warn(h,
		    "Kubernetes: a memory request of about %lldMB and no limit, by "
		    "oom_score_adj: set a limit, or POSTGRES_MEMORY",
		    (long long)(h->request_hint_bytes / MIB));
	if (h->memory.physical_bytes > 0)
		host_warn(h,
		    "no memory limit found: planning for %lldMB of the %lldMB here; "
		    "set POSTGRES_MEMORY=host, or a size",
		    (long long)(h->memory.bytes / MIB),
		    (long long)(h->memory.physical_bytes / MIB));
	else
		host_warn(h,
		    "no memory limit found, nor how much RAM there is: planning for %lldMB; "
		    "set POSTGRES_MEMORY to a size",
		    (long long)(h->memory.bytes / MIB));
}

int
host_override(struct host *h, const struct host_wish *wish, struct err *e)
{
	if (wish->memory != NULL && override_memory(h, wish, e) < 0)
		return -1;
	if (h->memory.source == MEMORY_DEFAULT)
		warn_default(h);
	return wish->cpus != NULL ? override_cpus(h, wish, e) : 0;
}
