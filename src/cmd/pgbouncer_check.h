/* pgbouncer_check.h — the online half of `pgbouncer check`. */
#ifndef CMD_PGBOUNCER_CHECK_H
#define CMD_PGBOUNCER_CHECK_H

#include "cmd/pgbouncer.h"
#include "pooler/check.h"

/* Asks the live pooler (--listen, --listen-port) and the server (--server), as the lookup role and,
 * when POSTGRES_PASSWORD[_FILE] is set, as the superuser. -1 and e: what it needs is not given. */
int pgbouncer_online(const struct call *call, struct findings *f, struct err *e);

/* Asks the console over the socket in --config-dir, which opens to the user that runs PgBouncer:
 * O06 and O10. Without it a line of the log says so. Databases that are seen lose their name in
 * *ini. Gives the most server connections they may open together, 0 when that is not known. */
int64_t pgbouncer_console(struct pooler_ini *ini, struct findings *f);

#endif
