/* compose.c — what a compose service needs around the server for the plan to be true. */
#include "render/layout.h"
#include "render/render.h"

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

	str_add(out, "services:\n  postgres:\n");
	comment(out, "the plan is made for exactly this much");
	str_addf(out, "    mem_limit: %lldm\n    memswap_limit: %lldm\n",
	    (long long)(p->host->memory.bytes / MIB), (long long)(p->host->memory.bytes / MIB));
	str_add(out, "    cpus: \"");
	render_milli(out, p->host->cpu.milli);
	str_add(out, "\"\n");
	comment(out, "parallel hash joins live in /dev/shm; it counts against mem_limit when used");
	str_addf(out, "    shm_size: %lldm\n", (long long)(plan_shm_bytes(p) / MIB));
	comment(out, "a clean stop writes a checkpoint: SIGKILL would mean crash recovery");
	str_add(out, "    stop_signal: SIGINT\n    stop_grace_period: 2m\n");
	comment(out, "one per connection and file segment; io_uring locks memory for its rings");
	str_add(out, "    ulimits:\n      nofile:\n        soft: 65536\n        hard: 65536\n");
	str_add(out, "      memlock:\n        soft: -1\n        hard: -1\n");
	str_add(out, "    environment:\n");
	str_addf(out, "      POSTGRES_WORKLOAD_TYPE: %s\n", workload_words[p->wish.workload]);
}
