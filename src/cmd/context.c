/* context.c — from the options of a call, and what is there already, to a plan. */
#include "cmd/context.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/num.h"
#include "base/utf8.h"
#include "cmd/call.h"
#include "cmd/cluster.h"
#include "cmd/libraries.h"
#include "host/detect.h"

#define MAJOR_BELIEVABLE 99 /* above it is a slip of the hand, not a newer server */

void
context_warn(struct context *c, const char *fmt, ...)
{
	char *text;
	va_list args;

	if (c->warning_count == CONTEXT_WARNINGS)
		return;
	text = c->warnings[c->warning_count++];
	va_start(args, fmt);
	utf8_print(text, sizeof(c->warnings[0]), fmt, args);
	va_end(args);
	if (c->warning_count == CONTEXT_WARNINGS)
		snprintf(text, sizeof(c->warnings[0]), "further warnings are not shown");
}

static const char *
said(const struct context *c, int id)
{
	return c->call->opts.value[id];
}

/* The index of the option's word, which the option table has checked; 0 when unset. */
static int
word_index(const struct context *c, int id, const char *const *words)
{
	struct err checked;

	return said(c, id) != NULL ? opt_word(words, "", said(c, id), &checked) : 0;
}

static int
read_numbers(struct context *c, struct err *e)
{
	static const int64_t range[2] = { 1, MAX_BACKENDS };
	const char *text = said(c, OPT_BACKEND_MEMORY);

	if (call_number(c->call, OPT_CONNECTIONS, range, &c->wish.connections, e) < 0)
		return fail_hint(e, "a number from 1 to %d", MAX_BACKENDS);
	if (text == NULL)
		return 0;
	if (num_size(text, strlen(text), MIB, &c->wish.backend_bytes, e) == 0) {
		if (c->wish.backend_bytes >= 64 * KIB && c->wish.backend_bytes <= 1024 * GIB)
			return 0;
		fail(e, "out of range");
	}
	call_wrong_value(c->call, OPT_BACKEND_MEMORY, e);
	return fail_hint(e, "64kB to 1TB; a bare number is MB");
}

/* What is planned for is in the table's range. A newer server is planned for as the newest that is
 * known: it validates each word of a start itself. */
static void
plan_for_major(struct context *c, const char *whose, int major)
{
	c->server_major = major;
	c->wish.major = (int)clamp64(major, PLAN_MIN_MAJOR, PLAN_MAX_MAJOR);
	if (c->wish.major != major)
		context_warn(c,
		    "%s: PostgreSQL %d, and this program knows %d to %d: planning for %d", whose,
		    major, PLAN_MIN_MAJOR, PLAN_MAX_MAJOR, c->wish.major);
}

/* --pg or PG_MAJOR, else the cluster's, else the newest we know. */
static int
read_major(struct context *c, struct err *e)
{
	const char *text = said(c, OPT_PG);
	char cluster[PATH_MAX + 32];
	int64_t major;

	if (text == NULL) {
		snprintf(cluster, sizeof(cluster), "the cluster in \"%s\"", c->pgdata);
		plan_for_major(c, cluster, c->cluster_major ? c->cluster_major : PLAN_MAX_MAJOR);
		return 0;
	}
	if (num_int(text, strlen(text), PLAN_MIN_MAJOR, MAJOR_BELIEVABLE, &major, e) < 0) {
		call_wrong_value(c->call, OPT_PG, e);
		return fail_hint(
		    e, "a major version from %d to %d", PLAN_MIN_MAJOR, PLAN_MAX_MAJOR);
	}
	plan_for_major(c, call_said_as(c->call, OPT_PG, cluster), (int)major);
	return 0;
}

static void
read_words(struct context *c)
{
	const struct optset *opts = &c->call->opts;
	const char *database = env_get(c->call->env, "POSTGRES_DB");

	if (database == NULL && c->last.database[0] != '\0')
		database = c->last.database;
	if (database == NULL)
		database = env_get(c->call->env, "POSTGRES_USER");
	c->wish.workload = (enum workload)word_index(c, OPT_WORKLOAD, workload_words);
	c->wish.storage = (enum storage)word_index(c, OPT_STORAGE, storage_words);
	c->wish.io_auto = said(c, OPT_IO) != NULL && strcmp(said(c, OPT_IO), "auto") == 0;
	c->wish.keep_conf = said(c, OPT_KEEP) != NULL;
	c->wish.skip = opt_yes(opts, OPT_SKIP_AUTOCONFIG);
	c->wish.wal_level = said(c, OPT_WAL_LEVEL);
	if (database == NULL)
		return;
	snprintf(c->database, sizeof(c->database), "%.*s", (int)utf8_fit(database, NAME_BYTES),
	    database);
	c->wish.database = c->database;
}

/* POSTGRES_MEMROY=4GB */
static void
warn_of_near(const char *variable, const char *name, void *c)
{
	const char *meant = call_variable_meant(variable, CMD_PLANNING);

	(void)name;
	if (meant != NULL)
		context_warn(c, "%s is not read; did you mean %s?", variable, meant);
}

/* POSTGRES_WORK_MEM=8MB. (PGTUNE_WORK_MEM is what --format env prints.) */
static void
warn_of_variable(const char *variable, const char *name, void *c)
{
	if (setting_by_name(name) != NULL)
		context_warn(c, "%s is not read: postgres takes -c %s=VALUE", variable, name);
	else
		warn_of_near(variable, name, c);
}

static void
warn_of_variables(struct context *c)
{
	static const struct {
		const char *prefix;
		call_visit *warn;
	} watched[] = {
		{ "POSTGRES_", warn_of_variable },
		{ "PGTUNE_", warn_of_near },
		{ "REPLICATION_", warn_of_near },
	};

	for (size_t i = 0; i < LEN(watched); i++)
		call_each_unread(c->call, watched[i].prefix, watched[i].warn, c);
}

/* `--memroy=4GB` goes to the server, which will refuse it: say what may have been meant. */
static void
warn_of_slips(struct context *c)
{
	for (int i = 0; i < c->call->server_nargs; i++) {
		const char *word = c->call->server_args[i], *nearest;

		if (!str_starts(word, "--") || strchr(word, '=') == NULL)
			continue;
		nearest = opt_nearest(&options, CMD_PLANNING, word + 2);
		if (nearest != NULL)
			context_warn(
			    c, "\"%s\" is passed to postgres; did you mean --%s?", word, nearest);
	}
}

/* "/" needs no descriptor: names of this machine are as they are. */
static int
open_root(struct context *c, const char *root, struct err *e)
{
	c->root = root;
	c->at = (struct root){ .fd = AT_FDCWD, .real = root == NULL };
	if (root != NULL)
		c->at.fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return root == NULL || c->at.fd >= 0 ? 0 : fail_sys(e, "--root: \"%s\"", root);
}

int
context_open(struct context *c, const struct call *call, struct err *e)
{
	c->call = call;
	if (open_root(c, call->opts.value[OPT_ROOT], e) < 0)
		return -1;
	c->warning_count = 0;
	c->refusal = NULL;
	c->wish = (struct wish){ 0 };
	if (call->env_odd.text[0] != '\0')
		context_warn(c, "%s", call->env_odd.text);
	cluster_settings(c);
	cluster_read(c);
	if (read_major(c, e) < 0 || read_numbers(c, e) < 0)
		return -1;
	read_words(c);
	warn_of_slips(c);
	warn_of_variables(c);
	libraries_read(c);
	c->machine = (struct host_wish){
		.memory_said_as = call_said_as(c->call, OPT_MEMORY, c->memory_said_as),
		.cpus_said_as = call_said_as(c->call, OPT_CPUS, c->cpus_said_as),
		.pgdata = c->pgdata[0] != '\0' ? cluster_pgdata(c) : NULL,
		.waldir = env_get(call->env, "POSTGRES_INITDB_WALDIR"),
	};
	return 0;
}

/* A server with fewer connections than it reserves refuses to start. */
static int
check_connections(const struct context *c, struct err *e)
{
	const struct planned *row = c->plan.settings;
	int64_t reserved =
	    row[SUPERUSER_RESERVED_CONNECTIONS].value.n + row[RESERVED_CONNECTIONS].value.n;

	if (row[MAX_CONNECTIONS].from != FROM_OPTION || row[MAX_CONNECTIONS].value.n > reserved)
		return 0;
	fail(e, "not more than the reserved connections");
	call_wrong_value(c->call, OPT_CONNECTIONS, e);
	return fail_hint(
	    e, "at least %lld, or a lower superuser_reserved_connections", (long long)reserved + 1);
}

int
context_plan(struct context *c, const struct host *detected, struct err *e)
{
	if (detected != &c->host)
		c->host = *detected;
	if (host_override(&c->host, &c->machine, e) < 0)
		return -1;
	context_replan(c);
	return check_connections(c, e);
}

void
context_detect(struct context *c)
{
	host_detect(&c->host, c->at.fd, c->at.real, &c->machine, c->call->env);
}

int
context_read(struct context *c, const struct call *call, struct err *e)
{
	if (context_open(c, call, e) < 0)
		return -1;
	context_detect(c);
	c->machine.memory = said(c, OPT_MEMORY);
	c->machine.cpus = said(c, OPT_CPUS);
	return context_plan(c, &c->host, e);
}

void
context_replan(struct context *c)
{
	plan_make(&c->plan, &c->host, &c->wish, &c->given);
}

size_t
context_warnings(const struct context *c, const char *all[CONTEXT_ALL_WARNINGS])
{
	size_t n = 0;

	for (size_t i = 0; i < c->host.warning_count; i++)
		all[n++] = c->host.warnings[i];
	for (size_t i = 0; i < c->warning_count; i++)
		all[n++] = c->warnings[i];
	for (size_t i = 0; i < c->plan.warning_count; i++)
		all[n++] = c->plan.warnings[i];
	return n;
}

void
context_announce_line(const struct context *c)
{
	char buf[256];
	struct str line = str_on(buf, sizeof(buf));

	render_auto_config(&line, &c->plan);
	log_line("%s", buf);
}

void
context_announce(const struct context *c)
{
	const char *all[CONTEXT_ALL_WARNINGS];
	size_t n = context_warnings(c, all);

	context_announce_line(c);
	for (size_t i = 0; i < n; i++)
		log_warn("%s", all[i]);
}

int
context_exit_code(const struct context *c)
{
	bool judged = opt_yes(&c->call->opts, OPT_STRICT) && !c->wish.skip;

	return judged && !c->plan.budget.fits ? EXIT_FAILED : EXIT_DONE;
}
