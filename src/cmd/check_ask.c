/* check_ask.c — asks a running server for its settings. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/num.h"
#include "base/secret.h"
#include "boot/probe.h"
#include "cmd/check.h"
#include "wire/session.h"

#define ASK_MS 5000

static const char settings_sql[] =
    "SELECT name, current_setting(name) AS value, source, sourcefile, sourceline, "
    "pending_restart FROM pg_settings";

static const char *
user_name(const struct context *c)
{
	const char *name = env_get(c->call->env, "PGUSER");

	if (name == NULL)
		name = env_get(c->call->env, "POSTGRES_USER");
	if (name == NULL && c->last.user[0] != '\0')
		name = c->last.user;
	return name != NULL ? name : "postgres";
}

static void
take_size(struct check *k, const struct wire_row *row)
{
	char value[32];
	struct err e;

	if (wire_column(row, "value", value, sizeof(value)) &&
	    num_size(value, strlen(value), MIB, &k->shared_bytes, &e) < 0)
		k->shared_bytes = 0;
}

/* GucSource: what ALTER ROLE or ALTER DATABASE gave this session. */
static bool
is_of_session(const char *source)
{
	static const char *const sources[] = { "user", "database", "database user", NULL };

	return str_in(source, sources);
}

/* One row of pg_settings. */
static void
take_row(void *with, const struct wire_row *row)
{
	struct check *k = with;
	const struct setting *s;
	struct check_actual *actual;
	char name[80], file[256], line[16], pending[8];

	if (!wire_column(row, "name", name, sizeof(name)))
		return;
	if (strcmp(name, "shared_memory_size") == 0)
		take_size(k, row);
	if ((s = setting_by_name(name)) == NULL)
		return;
	actual = &k->actual[s->id];
	actual->known = wire_column(row, "value", actual->value, sizeof(actual->value));
	wire_column(row, "source", actual->source, sizeof(actual->source));
	if (strcmp(actual->source, "global") == 0)
		snprintf(actual->source, sizeof(actual->source), "ALTER ROLE ALL");
	actual->of_session = is_of_session(actual->source);
	if (wire_column(row, "sourcefile", file, sizeof(file)) && file[0] != '\0' &&
	    wire_column(row, "sourceline", line, sizeof(line)))
		snprintf(actual->source, sizeof(actual->source), "%s:%s", file, line);
	actual->pending_restart =
	    wire_column(row, "pending_restart", pending, sizeof(pending)) && pending[0] == 't';
}

/* PGPASSWORD, else POSTGRES_PASSWORD or its file. */
static int
read_password(char *const *env, struct secret *s, struct err *e)
{
	if (secret_read(env, "PGPASSWORD", s, e) < 0)
		return -1;
	return s->set ? 0 : secret_read(env, "POSTGRES_PASSWORD", s, e);
}

static const char *
reach(const char *pgdata, const struct pidfile *f)
{
	int dir = open(pgdata, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const char *host = probe_reach(dir, f);

	if (dir >= 0)
		close(dir);
	return host;
}

int
check_ask_server(struct check *k, const struct pidfile *f, struct err *e)
{
	static struct wire w;
	static struct secret secret;
	char *const *env = k->c->call->env;
	struct wire_where at = { .port = (int)f->port };
	struct wire_login as = { .user = user_name(k->c),
		.database = "postgres",
		.application_name = "pgtune-auto check" };
	struct wire_password password = { 0 };
	int rc;

	if (read_password(env, &secret, e) < 0)
		return -1;
	if (secret.set)
		password = (struct wire_password){ secret.text, secret.len };
	at.host = reach(k->c->pgdata, f);
	rc = wire_login(&w, &at, &as, &password, ASK_MS, e);
	secret_wipe(&secret);
	if (rc < 0)
		return -1;
	rc = wire_query(&w, settings_sql, take_row, k, e);
	wire_close(&w);
	return rc;
}
