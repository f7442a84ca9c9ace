/* pgbouncer_health.c — `pgbouncer health`: does the way from a client through the lookup to the
 * server work? Asked before authentication, through a regular database, without a password. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/proc.h"
#include "cmd/pgbouncer.h"
#include "wire/startup.h"

/* A name no server can have: the lookup answers it with the decoy that all unknown names share. */
#define PROBE_ROLE "pg_no_such_user"
#define TIMEOUT_MS 3000

/* PgBouncer asked the server for the role before it asks us for a password. */
static bool
is_alive(const struct wire_answer *a)
{
	return a->outcome == WIRE_AUTH ||
	       (a->outcome == WIRE_ERROR && strstr(a->error.text, "no such user") != NULL);
}

static const char *
reason(const struct wire_answer *a)
{
	return a->outcome == WIRE_ERROR ? a->error.text : a->e.text;
}

static int
run_health(struct call *call, char **args)
{
	static struct pooler_ini ini;
	struct pooler_place server;
	struct wire_where at;
	struct wire_login as = { .user = PROBE_ROLE };
	struct wire_answer answer;
	/* A failed server login is remembered and told to the next client, which alone triggers the
	 * next try: the first answer may be stale. */
	struct err e;

	(void)args;
	if (pooler_ini_read(call, &ini, &server, &e) < 0)
		return failed(&e);
	at = (struct wire_where){ ini.folder, ini.listen_port };
	as.database = ini.databases[0].alias;
	wire_probe(&at, &as, TIMEOUT_MS, &answer);
	if (answer.outcome == WIRE_ERROR && !is_alive(&answer)) {
		proc_pause_ms(1100);
		wire_probe(&at, &as, TIMEOUT_MS, &answer);
	}
	if (is_alive(&answer)) {
		puts("the pooler takes logins");
		return EXIT_DONE;
	}
	fail(&e, "%s", reason(&answer));
	return failed(&e);
}

const struct pgbouncer_verb pgbouncer_health = {
	.name = "health",
	.run = run_health,
};
