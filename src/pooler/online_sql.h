/* online_sql.h — the questions `check --online` puts to the server, as queries that answer with
 * rows (rule, detail): the server finds, we print. */
#ifndef POOLER_ONLINE_SQL_H
#define POOLER_ONLINE_SQL_H

#include "base/str.h"

struct online_names {
	const char *role, *schema; /* passed name_check() */
	bool allow_superuser;
};

/* The function, its schema and the role; roles that cannot log in; connections. Superuser only. */
void online_sql_auth(const struct online_names *n, struct str *out);

/* Session state in pooled sessions, from pg_stat_statements (which has to exist) and pg_locks. */
extern const char online_sql_statements[];
extern const char online_sql_locks[];

#endif
