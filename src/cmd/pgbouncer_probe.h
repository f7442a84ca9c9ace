/* pgbouncer_probe.h — asks a pooler for a login that cannot be: does the way through the lookup to
 * the server work? */
#ifndef CMD_PGBOUNCER_PROBE_H
#define CMD_PGBOUNCER_PROBE_H

#include "wire/startup.h"

/* A name no server can have: the lookup answers it with the decoy that all unknown names share. */
#define PROBE_ROLE "pg_no_such_user"

/* Before authentication, without a password. A failed login to the server is remembered and told to
 * the next client, which alone starts the next try: after a refusal it is asked once more. True
 * when PgBouncer has asked the server for the role; else *reason says why not, inside *answer. */
bool pgbouncer_probe(const struct wire_where *at, const char *database, int timeout_ms,
    struct wire_answer *answer, const char **reason);

/* Our questions have no TLS. Where pg_hba.conf has hostssl alone, that is what the server refuses,
 * in whatever language: it says nothing about the password, which would be 28P01. */
bool pgbouncer_wants_tls(const struct err *e);

#endif
