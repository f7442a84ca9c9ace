/* compose.c — what a compose service needs around the server for the plan to be true. */
#include <string.h>

#include "render/layout.h"
#include "render/render.h"

#define SHM_FLOOR (64 * MIB) /* Docker's own default */

/* What parallel queries may ask of /dev/shm at once, from the plan's own values: the same product
 * min_dynamic_shared_memory stands for, so that with this size it is not needed. */
static int64_t
shm_bytes(const struct plan *p)
{
	int64_t gather = p->settings[MAX_PARALLEL_WORKERS_PER_GATHER].value.n;
	int64_t hash = p->settings[WORK_MEM].value.n * 2 * (gather + 1); /* hash_mem_multiplier */
	int64_t least = p->settings[MIN_DYNAMIC_SHARED_MEMORY].value.n;

	hash += hash / 3;
	return max64(max64(hash, least), SHM_FLOOR);
}

static void
comment(struct str *out, const char *text)
{
	str_add(out, "    # ");
	layout_wrap(out, text, 6, 1000);
}

void
render_compose(struct str *out, const struct rendering *r)
{
	const struct plan *p = r->plan;
	int64_t megabytes = (shm_bytes(p) + MIB - 1) / MIB;

	str_add(out, "services:\n  postgres:\n");
	comment(out, "the plan is made for exactly this much");
	str_addf(out, "    mem_limit: %lldm\n    memswap_limit: %lldm\n",
	    (long long)(p->host->memory.bytes / MIB), (long long)(p->host->memory.bytes / MIB));
	str_add(out, "    cpus: \"");
	render_milli(out, p->host->cpu.milli);
	str_add(out, "\"\n");
	comment(out, "parallel hash joins live in /dev/shm; it counts against mem_limit when used");
	str_addf(out, "    shm_size: %lldm\n", (long long)megabytes);
	comment(out, "a clean stop writes a checkpoint: SIGKILL would mean crash recovery");
	str_add(out, "    stop_signal: SIGINT\n    stop_grace_period: 2m\n");
	comment(out, "one per connection and file segment; io_uring locks memory for its rings");
	str_add(out, "    ulimits:\n      nofile:\n        soft: 65536\n        hard: 65536\n");
	str_add(out, "      memlock:\n        soft: -1\n        hard: -1\n");
	str_add(out, "    environment:\n");
	str_addf(out, "      POSTGRES_WORKLOAD_TYPE: %s\n", workload_words[p->wish.workload]);
}
