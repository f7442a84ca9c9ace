/* pgbouncer.c — `pgtune-auto pgbouncer VERB …`: the verbs, and what all of them read. */
#include "cmd/pgbouncer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "crypto/password.h"
#include "pooler/quote.h"
#include "wire/session.h"

#define CONSOLE_MS 5000 /* for a login to it and all its answers */

static int
read_name(const struct call *call, int id, const char *otherwise, const char **name, struct err *e)
{
	char said_as[OPT_SAID_MAX];
	const char *what = call_said_as(call, id, said_as);

	what += what[0] == '-' ? 2 : 0;
	*name = call_option(call, id, otherwise);
	if (name_check(what, *name, strlen(*name), e) < 0)
		return -1;
	return id == OPT_AUTH_DB ? 0 : name_reserved(what, *name, id == OPT_ROLE, e);
}

int
pooler_names_read(const struct call *call, struct pooler_names *n, struct err *e)
{
	if (read_name(call, OPT_ROLE, POOLER_ROLE, &n->role, e) < 0 ||
	    read_name(call, OPT_SCHEMA, POOLER_SCHEMA, &n->schema, e) < 0 ||
	    read_name(call, OPT_AUTH_DB, POOLER_AUTH_DB, &n->auth_db, e) < 0)
		return -1;
	return 0;
}

/* PGBOUNCER_AUTH_PASSWORD and its like, which other images read. */
static void
see_password(const char *variable, const char *name, void *hint)
{
	if (strstr(name, "pass") != NULL && strcmp(name, "auth_pass") != 0 &&
	    strcmp(name, "auth_pass_file") != 0)
		fail_hint(hint,
		    "%s is not read: the name is PGBOUNCER_AUTH_PASS, or "
		    "PGBOUNCER_AUTH_PASS_FILE for a file that holds it",
		    variable);
}

int
pooler_password(const struct call *call, struct secret *s, struct err *e)
{
	if (secret_read(call->env, "PGBOUNCER_AUTH_PASS", s, e) < 0)
		return -1;
	if (!s->set) {
		fail(e, "PGBOUNCER_AUTH_PASS is not set");
		fail_hint(e, "set it, or PGBOUNCER_AUTH_PASS_FILE to a file that holds it");
		call_each_unread(call, "PGBOUNCER_", see_password, e);
		return -1;
	}
	if (password_check(s->text, s->len, e) < 0) {
		secret_wipe(s);
		return fail_within(e, "PGBOUNCER_AUTH_PASS");
	}
	return 0;
}

int
pooler_put(const struct call *call, const struct str *text, unsigned mode, struct err *e)
{
	const char *path = call->opts.value[OPT_OUTPUT];

	if (path == NULL) {
		fputs(text->p, stdout);
		return 0;
	}
	if (file_write_atomic(AT_FDCWD, path, text->p, text->len, mode, e) == 0)
		return 0;
	if (errno == EBUSY)
		fail_hint(e, "a file that is mounted alone cannot be replaced: mount its folder");
	return -1;
}

int
pooler_version_wanted(const struct call *call, struct pooler_version *v, struct err *e)
{
	const char *text = call_option(call, OPT_PGBOUNCER_VERSION, "1.26.1");

	return pooler_version_read(text, strlen(text), v, e) < 0
		   ? call_wrong(call, OPT_PGBOUNCER_VERSION, e)
		   : 0;
}

int
pooler_server_read(const struct call *call, struct pooler_place *p, struct err *e)
{
	return pooler_place_read(call_option(call, OPT_SERVER, "postgres"), 5432, p, e) < 0
		   ? call_wrong(call, OPT_SERVER, e)
		   : 0;
}

int
pooler_console(const struct pooler_ini *ini, struct wire *w, struct err *e)
{
	struct wire_where at = { ini->folder, ini->listen_port };
	struct wire_login as = { "pgbouncer", "pgbouncer", NULL };
	struct wire_password none = { NULL, 0 };

	return wire_login(w, &at, &as, &none, CONSOLE_MS, e);
}

static int
run(struct call *call)
{
	return call_run_verb(&cmd_pgbouncer, call);
}

static const struct verb *const verbs[] = {
	&pgbouncer_auth_sql,
	&pgbouncer_auth_file,
	&pgbouncer_ini,
	&pgbouncer_run,
	&pgbouncer_health,
	&pgbouncer_check,
	&pgbouncer_explain,
	NULL,
};

/* Of ini, auth-file and check. */
static const char *const formats[] = { "ini", "hba", "userlist", "pgpass", "url", "text", "json",
	NULL };

const struct cmd cmd_pgbouncer = {
	.name = "pgbouncer",
	.args = "",
	.verbs = verbs,
	.help = "render and check what PgBouncer needs in front of the server",
	.formats = formats,
	.bit = CMD_PGBOUNCER,
	.max_args = -1,
	.run = run,
};
