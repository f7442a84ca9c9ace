/* host_text.c — the machine for a person: a subject a line, number, what decided, the file. */

#include "render/host.h"
#include "render/render.h"

#define FIGURE 24

struct figure {
	char text[FIGURE];
};

/* "512MB" when that is exact, else "95.4MB"; bytes below 1 kB as they are. */
static struct figure
size(int64_t bytes)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
	struct figure f = { .text = "" };
	struct str s = str_on(f.text, sizeof(f.text));
	int64_t unit = 1;
	size_t i = 0;

	while (i + 1 < LEN(units) && bytes >= unit * 1024) {
		unit *= 1024;
		i++;
	}
	if (i > 0 && bytes % unit != 0 && bytes % (unit / 1024) == 0 && bytes < 10 * unit)
		str_addf(&s, "%lld%s", (long long)(bytes / (unit / 1024)), units[i - 1]);
	else if (bytes % unit != 0)
		str_addf(&s, "%lld.%lld%s", (long long)(bytes / unit),
		    (long long)(bytes % unit / (unit / 1024) * 10 / 1024), units[i]);
	else
		str_addf(&s, "%lld%s", (long long)(bytes / unit), units[i]);
	return f;
}

static struct figure
cpus(int64_t milli)
{
	struct figure f = { .text = "" };
	struct str s = str_on(f.text, sizeof(f.text));

	render_milli(&s, milli);
	return f;
}

static struct figure
whole(int64_t n)
{
	struct figure f = { .text = "" };
	struct str s = str_on(f.text, sizeof(f.text));

	str_addf(&s, "%lld", (long long)n);
	return f;
}

static void
row(struct str *out, const char *subject, const char *number, const char *source, const char *path)
{
	size_t start = out->len;

	str_addf(out, "%-20s %10s  %-9s  ", subject, number, source);
	str_add_printable(out, path);
	while (!out->full && out->len > start && out->p[out->len - 1] == ' ')
		out->p[--out->len] = '\0';
	str_addc(out, '\n');
}

static void
memory(struct str *out, const struct host *h)
{
	bool overridden = h->memory.source == MEMORY_OVERRIDE;

	row(out, "memory", size(h->memory.bytes).text, memory_source_word(h->memory.source),
	    h->memory.path);
	if (overridden)
		row(out, "  detected", size(h->memory.detected_bytes).text, "", "");
	if (h->memory.physical_bytes > 0)
		row(out, "  physical RAM", size(h->memory.physical_bytes).text, "",
		    h->memory.physical_path);
	else
		row(out, "  physical RAM", "unknown", "", "");
	for (size_t i = 0; i < h->level_count; i++) {
		const struct level *l = &h->levels[i];

		row(out, "  level", l->bytes < 0 ? "no limit" : size(l->bytes).text, "", l->path);
	}
	if (h->memory.swap_bytes >= 0)
		row(out, "  swap", size(h->memory.swap_bytes).text, "", h->memory.swap_path);
	if (h->memory.oom_group)
		row(out, "  oom.group", "1", "", "one process out of memory kills the container");
}

static void
count(struct str *out, const char *subject, int n)
{
	if (n > 0)
		row(out, subject, whole(n).text, "", "");
}

static void
processors(struct str *out, const struct host *h)
{
	row(out, "CPUs", cpus(h->cpu.milli).text, cpu_source_word(h->cpu.source), h->cpu.path);
	count(out, "  online", h->cpu.online);
	count(out, "  affinity", h->cpu.affinity);
	count(out, "  cpuset", h->cpu.cpuset);
	if (h->cpu.quota_milli > 0)
		row(out, "  quota", cpus(h->cpu.quota_milli).text, "", "");
}

static void
space(struct str *out, const char *subject, const struct space *s)
{
	if (s->total_bytes < 0)
		return;
	row(out, subject, size(s->total_bytes).text, "", "");
	row(out, "  free", size(s->free_bytes).text, "", "");
}

static void
storage(struct str *out, const struct host *h)
{
	static const char *const turns[] = { [NO] = "no", [YES] = "yes" };

	space(out, "/dev/shm", &h->shm);
	space(out, "PGDATA", &h->pgdata);
	space(out, "pg_wal", &h->wal);
	if (h->wal_held_bytes > 0)
		row(out, "  held", size(h->wal_held_bytes).text, "", "");
	if (h->rotational != UNKNOWN)
		row(out, "rotational disk", turns[h->rotational], "", "");
}

static void
kernel(struct str *out, const struct host *h)
{
	static const char *const allowed[] = { [UNKNOWN] = "unknown", [NO] = "no", [YES] = "yes" };

	str_addf(out, "%-20s %10lld  of %s free\n", "huge pages", (long long)h->huge.free_pages,
	    size(h->huge.page_bytes).text);
	if (h->huge.limit_bytes >= 0)
		row(out, "  limit", size(h->huge.limit_bytes).text, "", h->huge.path);
	if (h->tasks.limit > 0)
		row(out, "processes", whole(h->tasks.limit).text, "", h->tasks.path);
	str_addf(out, "%-20s %10s  ", "io_uring", allowed[h->io_uring]);
	str_add_printable(out, h->io_uring_why);
	str_addc(out, '\n');
	if (h->memlock_bytes >= 0)
		row(out, "locked memory", size(h->memlock_bytes).text, "", "/proc/self/limits");
}

void
render_host_text(struct str *out, const struct host *h)
{
	memory(out, h);
	processors(out, h);
	storage(out, h);
	kernel(out, h);
	for (size_t i = 0; i < h->warning_count; i++) {
		str_add(out, "warning: ");
		str_add_printable(out, h->warnings[i]);
		str_addc(out, '\n');
	}
}
