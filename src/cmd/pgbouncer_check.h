/* pgbouncer_check.h — the online half of `pgbouncer check`. */
#ifndef CMD_PGBOUNCER_CHECK_H
#define CMD_PGBOUNCER_CHECK_H

#include "cmd/pgbouncer.h"
#include "pooler/check.h"

/* Asks the live pooler (--listen, --listen-port) and the server (--server), as the lookup role and,
 * when POSTGRES_PASSWORD[_FILE] is set, as the superuser. -1 and e: what it needs is not given. */
int pgbouncer_online(const struct call *call, struct findings *f, struct err *e);

#endif
