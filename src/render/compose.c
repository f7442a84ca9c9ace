/* compose.c — a compose service that makes the plan true, and plans the same. */
#include "render/layout.h"
#include "render/render.h"

static void
comment(struct str *out, const char *text)
{
	str_add(out, "    # ");
	layout_wrap(out, text, 6, 1000);
}

/* A string for YAML's double quotes, which Compose looks through for $VARIABLES. */
static void
string(struct str *out, const char *text)
{
	str_addc(out, '"');
	for (; *text != '\0'; text++) {
		if (str_is_control(*text)) {
			str_addf(out, "\\x%02x", (unsigned)*text);
			continue;
		}
		if (*text == '"' || *text == '\\')
			str_addc(out, '\\');
		if (*text == '$')
			str_addc(out, '$');
		str_addc(out, *text);
	}
	str_addc(out, '"');
}

/* A line of `environment`; none without a value. */
static void
variable(struct str *out, const char *name, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	str_addf(out, "      %s: ", name);
	string(out, value);
	str_addc(out, '\n');
}

/* What the plan was asked with, for the program in the container. */
static void
environment(struct str *out, const struct plan *p)
{
	const struct wish *w = &p->wish;
	char buf[VALUE_TEXT_MAX], count[24] = "";
	struct str libraries = str_on(buf, sizeof(buf)), connections = str_on(count, sizeof(count));

	if (w->library_count > 0)
		render_value(&libraries, p, SHARED_PRELOAD_LIBRARIES);
	if (w->connections > 0)
		str_addf(&connections, "%lld", (long long)w->connections);
	out->full |= libraries.full;
	str_add(out, "    environment:\n");
	variable(out, "POSTGRES_WORKLOAD_TYPE", workload_words[w->workload]);
	variable(out, "POSTGRES_STORAGE_TYPE",
	    w->storage != STORAGE_AUTO ? storage_words[w->storage] : NULL);
	variable(out, "POSTGRES_MAX_CONNECTIONS", count);
	variable(out, "POSTGRES_WAL_LEVEL", w->wal_level);
	variable(out, "POSTGRES_SHARED_PRELOAD_LIBRARIES", buf);
	variable(out, "PGTUNE_IO", w->io_auto ? "auto" : NULL);
	variable(out, "PGTUNE_KEEP", w->keep_conf ? "conf" : NULL);
	variable(out, "POSTGRES_SKIP_AUTOCONFIG", w->skip ? "true" : NULL);
}

/* What no variable says: --backend-memory and the operator's own words to the server. */
static void
command(struct str *out, const struct rendering *r)
{
	int64_t backend = r->plan->wish.backend_bytes;

	if (backend == 0 && *r->server_args == NULL)
		return;
	str_add(out, "    command: [");
	if (backend > 0)
		str_addf(out, "\"--backend-memory=%lldB\", ", (long long)backend);
	string(out, "postgres");
	for (char *const *word = r->server_args; *word != NULL; word++) {
		str_add(out, ", ");
		string(out, *word);
	}
	str_add(out, "]\n");
}

static void
limits(struct str *out, const struct rendering *r)
{
	bool rings = r->plan->wish.io_auto;

	comment(out, rings ? "a process opens many files; io_uring locks memory for its rings"
			   : "a process opens many files");
	str_add(out, "    ulimits:\n      nofile:\n        soft: 65536\n        hard: 65536\n");
	if (rings) /* an engine without root may not raise it */
		str_add(out, "      memlock:\n        soft: -1\n        hard: -1\n");
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
	comment(out, "parallel hash joins and hnsw builds live in /dev/shm; it counts against "
		     "mem_limit when used");
	str_addf(out, "    shm_size: %lldm\n", (long long)(plan_shm_bytes(p) / MIB));
	comment(out, "a clean stop writes a checkpoint: SIGKILL would mean crash recovery");
	str_add(out, "    stop_signal: SIGINT\n    stop_grace_period: 2m\n");
	limits(out, r);
	environment(out, p);
	command(out, r);
}
