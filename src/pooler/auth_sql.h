/* auth_sql.h — the SQL that lets PgBouncer look up verifiers: a role, a schema, one function.
 *
 * One transaction for `psql -f -`, to be run as a superuser in the database of auth_query. It may
 * run any number of times and brings whatever was there to the same end. */
#ifndef POOLER_AUTH_SQL_H
#define POOLER_AUTH_SQL_H

#include "base/fail.h"
#include "base/str.h"

#define POOLER_ROLE "pgbouncer_auth"
#define POOLER_SCHEMA "pgbouncer"
#define POOLER_FUNCTION "pgbouncer_lookup"
#define POOLER_AUTH_DB "postgres"
#define POOLER_CONNECTION_LIMIT 10
#define AUTH_SQL_MAX 16384 /* holds every rendering, names of NAME_BYTES included */

struct auth_sql {
	const char *role, *schema; /* passed name_check() */
	const char *verifier;      /* passed scram_parse() */
	int connection_limit;
	bool allow_superuser; /* superusers may log in through the pooler */
	bool reveal;          /* unknown names give no row, instead of a decoy (hide mode) */
};

/* -1 and e when it does not fit in out. */
int auth_sql_render(const struct auth_sql *a, struct str *out, struct err *e);

/* SELECT username, password FROM "schema".pgbouncer_lookup($1), without quotes where it can. */
void auth_query_render(const char *schema, struct str *out);

#endif
