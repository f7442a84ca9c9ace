/* cluster.c — reads the operator's settings and the data directory into a context. */
#include "cmd/cluster.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "guc/argv.h"
#include "guc/conf.h"
#include "guc/pgcontrol.h"
#include "host/conffile.h"

static void
warn_of_file(void *ctx, const char *text)
{
	context_warn(ctx, "%s", text);
}

/* A path of the machine planned for: below --root when there is one. */
static void
set_pgdata(struct context *c, const char *path)
{
	struct str out = str_on(c->pgdata, sizeof(c->pgdata));

	if (path == NULL)
		return;
	if (c->root != NULL)
		str_addf(&out, "%s%s", c->root, path[0] == '/' ? "" : "/");
	str_add(&out, path);
}

void
cluster_settings(struct context *c)
{
	struct conffile_wish files = {
		.root = &c->at, .root_dir = c->root, .warn = warn_of_file, .ctx = c
	};
	char *const *argv = c->call->server_args;
	const char *pgdata = NULL;

	c->given.count = 0;
	c->given.full = false;
	c->given.text = str_on(c->given_text, sizeof(c->given_text));
	if (argv[0] != NULL && render_is_mode_word(argv[0]))
		argv++;
	guc_read_argv(&c->given, argv, &pgdata);
	if (pgdata == NULL)
		pgdata = env_get(c->call->env, "PGDATA");
	files.pgdata = pgdata;
	conffile_read(&c->given, &files);
	set_pgdata(c, conffile_data_directory(&c->given, pgdata));
	if (c->given.full)
		context_warn(
		    c, "there are more settings than this program reads: some were left out");
}

const char *
cluster_pgdata(const struct context *c)
{
	return c->pgdata + strlen(c->root ? c->root : "");
}

/* Where PGDATA/name is on this machine: -1 with errno. */
static int
place_in_cluster(const struct context *c, const char *name, char path[PATH_MAX + 64])
{
	char there[PATH_MAX + 64];

	if (c->pgdata[0] == '\0') {
		errno = ENOENT;
		return -1;
	}
	snprintf(there, sizeof(there), "%s/%s", cluster_pgdata(c), name);
	return root_place(&c->at, c->root, there, path, PATH_MAX + 64);
}

/* Reads PGDATA/name; 0 and its text, or -1 when it is not there. Anything else is a warning. */
static int
read_cluster_file(struct context *c, const char *name, char *buf, size_t cap, size_t *len)
{
	char path[PATH_MAX + 64];
	struct err e;

	if (place_in_cluster(c, name, path) < 0)
		fail_sys(&e, "opening \"%s/%s\"", c->pgdata, name);
	else if (file_read(AT_FDCWD, path, buf, cap, len, &e) == 0)
		return 0;
	if (errno != ENOENT && errno != ENOTDIR)
		context_warn(c, "%s", e.text);
	return -1;
}

/* Whatever is in it, and whoever may read it: the server asks no more. */
static bool
cluster_has(const struct context *c, const char *name)
{
	char path[PATH_MAX + 64];

	return place_in_cluster(c, name, path) == 0 && access(path, F_OK) == 0;
}

static void
read_control(struct context *c)
{
	static char image[PGCONTROL_SIZE + 1];
	struct pgcontrol control;
	struct err e;
	size_t len;

	if (read_cluster_file(c, "global/pg_control", image, sizeof(image), &len) < 0)
		return;
	if (pgcontrol_parse(image, len, &control, &e) < 0) {
		if (c->standby)
			context_warn(
			    c, "pg_control: %s: planning without the primary's values", e.text);
		return;
	}
	c->wish.segment_bytes = control.segment_bytes;
	guc_know_segment(&c->given, control.segment_bytes);
	if (!c->standby)
		return;
	c->wish.floors = (struct floors){
		.max_connections = control.max_connections,
		.max_worker_processes = control.max_worker_processes,
		.max_wal_senders = control.max_wal_senders,
		.max_prepared_transactions = control.max_prepared_transactions,
		.max_locks_per_transaction = control.max_locks_per_transaction,
	};
}

/* Also a recovery to a point in time ends with "insufficient parameter settings" below the values
 * of the server whose WAL is replayed. */
void
cluster_read(struct context *c)
{
	const char *role = env_get(c->call->env, "POSTGRES_ROLE");
	char buf[64], path[PATH_MAX + 64];
	struct err e;
	size_t len;

	c->cluster_major = 0;
	if (read_cluster_file(c, "PG_VERSION", buf, sizeof(buf), &len) == 0 &&
	    guc_read_major(buf, len, &c->cluster_major, &e) < 0)
		context_warn(c, "%s/PG_VERSION: %s", c->pgdata, e.text);
	c->standby = (role != NULL && strcmp(role, "replica") == 0) ||
		     cluster_has(c, "standby.signal") || cluster_has(c, "recovery.signal");
	read_control(c);
	/* often this process may not read it, and plans as for a new cluster */
	c->last = (struct state){ 0 };
	if (place_in_cluster(c, BOOT_STATE, path) == 0)
		state_read(AT_FDCWD, path, &c->last);
}
