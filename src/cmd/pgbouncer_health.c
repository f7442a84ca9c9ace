/* pgbouncer_health.c — `pgbouncer health`: does the way from a client through the lookup to the
 * server work? Asked before authentication, through a regular database, without a password. */
#include <stdio.h>

#include "cmd/pgbouncer.h"
#include "cmd/pgbouncer_probe.h"

#define TIMEOUT_MS 3000

static int
run_health(struct call *call)
{
	static struct pooler_ini ini;
	struct pooler_place server;
	struct wire_where at;
	struct wire_answer answer;
	const char *reason;
	struct err e;

	if (pooler_ini_read(call, &ini, &server, &e) < 0)
		return failed(&e);
	at = (struct wire_where){ ini.folder, ini.listen_port };
	if (pgbouncer_probe(&at, ini.databases[0].alias, TIMEOUT_MS, &answer, &reason)) {
		puts("the pooler takes logins");
		return EXIT_DONE;
	}
	fail(&e, "%s", reason);
	return failed(&e);
}

const struct verb pgbouncer_health = {
	.name = "health",
	.run = run_health,
};
