/* host.c — the machine as JSON. */
#include "render/host.h"

/* A number that may be unknown or unlimited: null then. */
static void
member_known(struct json *j, const char *name, int64_t n, bool known)
{
	json_key(j, name);
	if (known)
		json_int(j, n);
	else
		json_null(j);
}

static void
member_tristate(struct json *j, const char *name, enum tristate t)
{
	json_key(j, name);
	if (t == UNKNOWN)
		json_null(j);
	else
		json_bool(j, t == YES);
}

static void
levels(struct json *j, const struct host *h)
{
	json_member_open(j, "levels", '[');
	for (size_t i = 0; i < h->level_count; i++) {
		const struct level *l = &h->levels[i];

		json_open(j, '{');
		json_member(j, "path", l->path);
		member_known(j, "bytes", l->bytes, l->bytes >= 0);
		json_close(j);
	}
	json_close(j);
}

static void
memory(struct json *j, const struct host *h)
{
	json_member_open(j, "memory", '{');
	json_member_int(j, "bytes", h->memory.bytes);
	json_member(j, "source", memory_source_word(h->memory.source));
	json_member(j, "path", h->memory.path);
	member_known(j, "physical_bytes", h->memory.physical_bytes, h->memory.physical_bytes > 0);
	json_member(j, "physical_path", h->memory.physical_path);
	json_member_int(j, "detected_bytes", h->memory.detected_bytes);
	member_known(j, "limit_bytes", h->memory.limit_bytes, h->memory.limit_bytes > 0);
	member_known(j, "swap_bytes", h->memory.swap_bytes, h->memory.swap_bytes >= 0);
	json_member(j, "swap_path", h->memory.swap_path);
	json_member_bool(j, "oom_group", h->memory.oom_group);
	member_known(j, "request_hint_bytes", h->request_hint_bytes, h->request_hint_bytes > 0);
	levels(j, h);
	json_close(j);
}

static void
cpu(struct json *j, const struct host *h)
{
	json_member_open(j, "cpu", '{');
	json_member_int(j, "milli", h->cpu.milli);
	json_member_int(j, "count", h->cpu.count);
	json_member(j, "source", cpu_source_word(h->cpu.source));
	json_member(j, "path", h->cpu.path);
	json_member_int(j, "online", h->cpu.online);
	member_known(j, "affinity", h->cpu.affinity, h->cpu.affinity > 0);
	member_known(j, "cpuset", h->cpu.cpuset, h->cpu.cpuset > 0);
	member_known(j, "quota_milli", h->cpu.quota_milli, h->cpu.quota_milli > 0);
	json_close(j);
}

static void
space(struct json *j, const char *name, const struct space *s)
{
	json_key(j, name);
	if (s->total_bytes < 0) {
		json_null(j);
		return;
	}
	json_open(j, '{');
	json_member_int(j, "total_bytes", s->total_bytes);
	json_member_int(j, "free_bytes", s->free_bytes);
	json_close(j);
}

static void
storage(struct json *j, const struct host *h)
{
	json_member_open(j, "storage", '{');
	space(j, "shm", &h->shm);
	space(j, "pgdata", &h->pgdata);
	space(j, "wal", &h->wal);
	member_known(j, "wal_held_bytes", h->wal_held_bytes, h->wal_held_bytes > 0);
	member_tristate(j, "rotational", h->rotational);
	json_close(j);
}

static void
kernel(struct json *j, const struct host *h)
{
	json_member_open(j, "huge_pages", '{');
	json_member_int(j, "page_bytes", h->huge.page_bytes);
	json_member_int(j, "free", h->huge.free_pages);
	member_known(j, "limit_bytes", h->huge.limit_bytes, h->huge.limit_bytes >= 0);
	json_member(j, "path", h->huge.path);
	json_close(j);
	json_member_open(j, "tasks", '{');
	member_known(j, "limit", h->tasks.limit, h->tasks.limit > 0);
	json_member(j, "path", h->tasks.path);
	json_close(j);
	json_member_open(j, "io_uring", '{');
	member_tristate(j, "allowed", h->io_uring);
	json_member(j, "why", h->io_uring_why);
	member_known(j, "memlock_bytes", h->memlock_bytes, h->memlock_bytes >= 0);
	json_close(j);
}

void
render_host(struct json *j, const struct host *h)
{
	json_open(j, '{');
	memory(j, h);
	cpu(j, h);
	storage(j, h);
	kernel(j, h);
	json_member_open(j, "warnings", '[');
	for (size_t i = 0; i < h->warning_count; i++)
		json_string(j, h->warnings[i]);
	json_close(j);
	json_close(j);
}
