/* pgbouncer.h — what the files of `pgtune-auto pgbouncer` share. */
#ifndef CMD_PGBOUNCER_H
#define CMD_PGBOUNCER_H

#include "cmd/call.h"
#include "cmd/password.h"
#include "pooler/auth_file.h"
#include "pooler/auth_sql.h"
#include "pooler/ini.h"

extern const struct verb pgbouncer_auth_file, pgbouncer_auth_sql, pgbouncer_check,
    pgbouncer_explain, pgbouncer_health, pgbouncer_ini, pgbouncer_run;

/* The names every verb uses, checked: --role, --schema, --auth-db. */
struct pooler_names {
	const char *role, *schema, *auth_db;
};
int pooler_names_read(const struct call *call, struct pooler_names *n, struct err *e);

/* PGBOUNCER_AUTH_PASS or its _FILE, checked; -1 and e also when neither is set. */
int pooler_password(const struct call *call, struct secret *s, struct err *e);

/* --pgbouncer-version. */
int pooler_version_wanted(const struct call *call, struct pooler_version *v, struct err *e);

/* --server. */
int pooler_server_read(const struct call *call, struct pooler_place *p, struct err *e);

/* A session on the console of the pooler in ini->folder, whose socket lets the user that runs
 * PgBouncer in without a password; -1 and e. */
struct wire;
int pooler_console(const struct pooler_ini *ini, struct wire *w, struct err *e);

/* To --output in one step with that mode, or to standard output; -1 and e. */
int pooler_put(const struct call *call, const struct str *text, unsigned mode, struct err *e);

/* Everything `ini` and `run` render from, but for the sizes; names and place stay in *server. */
int pooler_ini_read(
    const struct call *call, struct pooler_ini *ini, struct pooler_place *server, struct err *e);

/* Warns of variables named after a setting, PGBOUNCER_POOL_MODE, which other images read. */
void pooler_ini_warn(const struct call *call);

/* The numbers that sizes are made of: --pooler-memory and --nofile (or what ini->room holds
 * already), --connections … */
int pooler_ini_room(const struct call *call, struct pooler_ini *ini, struct err *e);

/* These, the sizes made of them, and --set, which takes part in the sizes. */
int pooler_ini_size(const struct call *call, struct pooler_ini *ini, struct err *e);

#endif
