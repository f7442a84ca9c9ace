/* pgbouncer_probe.c — a login that ends before its password. */
#include "cmd/pgbouncer_probe.h"

#include <string.h>

#include "base/proc.h"

#define RETRY_MS 1100 /* behind server_login_retry = 1 */

/* PgBouncer asks the server for the role before it asks us for a password. */
static bool
passes(const struct wire_answer *a)
{
	return a->outcome == WIRE_AUTH ||
	       (a->outcome == WIRE_ERROR && strstr(a->error.text, "no such user") != NULL);
}

bool
pgbouncer_probe(const struct wire_where *at, const char *database, int timeout_ms,
    struct wire_answer *answer, const char **reason)
{
	const struct wire_login as = { .user = PROBE_ROLE, .database = database };

	wire_probe(at, &as, timeout_ms, answer);
	if (answer->outcome == WIRE_ERROR && !passes(answer)) {
		proc_pause_ms(RETRY_MS);
		wire_probe(at, &as, timeout_ms, answer);
	}
	*reason = answer->outcome == WIRE_ERROR ? answer->error.text : answer->e.text;
	return passes(answer);
}

bool
pgbouncer_wants_tls(const struct err *e)
{
	return strstr(e->text, "[28000]") != NULL;
}
