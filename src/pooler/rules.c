/* rules.c — the table of rules. To add one: an id in rules.h, a row here, the check that finds it,
 * a line in the manual, a golden example. */
#include "pooler/rules.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/str.h"
#include "base/utf8.h"

const struct rule pooler_rules[POOLER_RULES] = {
	[L01] = { "L01", SEVERITY_ERROR,
	    "a database entry forces auth_user on its clients: each of them can read every "
	    "verifier, and PgBouncer before 1.23.1 crashes at the first login",
	    "remove user= from the entry; give the lookups an entry of their own (auth_dbname)" },
	[L02] = { "L02", SEVERITY_WARNING,
	    "a forced user with SCRAM spoils cached credentials before 1.26: logins fail in "
	    "parallel",
	    "remove user= from the entry, or use PgBouncer 1.26" },
	[L03] = { "L03", SEVERITY_WARNING,
	    "a password in the ini: one mistake in its line and the whole line is in the log",
	    "keep it in the auth file alone" },
	[L04] = { "L04", SEVERITY_ERROR,
	    "this version does not know the setting or cannot read it, and will not start",
	    "correct or remove it, or run a version that has it; nothing may follow a value" },
	[L05] = { "L05", SEVERITY_ERROR,
	    "this version cannot read the name of a database entry or user",
	    "use a plain name; dbname='…' holds a database's real one" },
	[L06] = { "L06", SEVERITY_ERROR,
	    "auth_user has no entry in the auth file and no client certificate: no lookup can log "
	    "in",
	    "write its entry with `pgtune-auto pgbouncer auth-file`" },
	[L07] = { "L07", SEVERITY_ERROR,
	    "auth_user's entry is a hash or empty: PgBouncer cannot log in to the server with it",
	    "the auth file needs the password itself; the server needs the verifier alone" },
	[L08] = { "L08", SEVERITY_WARNING,
	    "the auth file is not what it should be: one line, \"name\" \"password\", mode 0600",
	    "write it with `pgtune-auto pgbouncer auth-file`" },
	[L09] = { "L09", SEVERITY_ERROR,
	    "auth_dbname names no usable database entry: every login fails",
	    "add the entry to [databases]; before 1.19 remove auth_dbname" },
	[L10] = { "L10", SEVERITY_ERROR,
	    "lookups run in another database than the one the function is installed in",
	    "install the SQL in the database of auth_dbname, or point that entry there" },
	[L11] = { "L11", SEVERITY_WARNING,
	    "auth_query should call one schema-qualified function with $1 and take two columns, "
	    "nothing else: other text runs under names that somebody else can define",
	    "SELECT username, password FROM pgbouncer.pgbouncer_lookup($1)" },
	[L12] = { "L12", SEVERITY_WARNING,
	    "the lookup SQL gives away more than it should, or lets others change what it does",
	    "install the SQL of `pgtune-auto pgbouncer auth-sql`" },
	[L13] = { "L13", SEVERITY_ERROR, "clients are let in without SCRAM",
	    "auth_type = hba (or scram-sha-256), and scram-sha-256 in the hba file" },
	[L14] = { "L14", SEVERITY_WARNING,
	    "a line of the hba file has no effect, or the lookup role is open to clients",
	    "reject the lookup role and the lookups' entry first; the first match wins" },
	[L15] = { "L15", SEVERITY_WARNING,
	    "ignore_startup_parameters refuses common clients, or lets a client hang the process "
	    "(CVE-2026-107349, 1.20.0 to 1.26.0)",
	    "ignore_startup_parameters = extra_float_digits, options (with the blank)" },
	[L16] = { "L16", SEVERITY_ERROR, "verbose logging writes SCRAM verifiers to the log",
	    "verbose = 0" },
	[L17] = { "L17", SEVERITY_WARNING,
	    "the pools can ask for more server connections than there are, or wait for each other",
	    "size them with `pgtune-auto pgbouncer ini`" },
	[L18] = { "L18", SEVERITY_ERROR,
	    "too few descriptors for max_client_conn: at the limit new clients hang",
	    "raise nofile (compose: ulimits), or lower max_client_conn" },
	[L19] = { "L19", SEVERITY_WARNING,
	    "from 1.23 on SIGTERM waits for the last client: docker stop ends in a kill",
	    "stop_signal: SIGINT" },
	[L20] = { "L20", SEVERITY_WARNING,
	    "the health check is fine while no login works: pg_isready, an open port and the admin "
	    "database never reach the server",
	    "test: [CMD, pgtune-auto, pgbouncer, health]" },
	[L21] = { "L21", SEVERITY_ERROR, "the lookup role may use the pooler's console",
	    "admin_users empty; a role of its own in stats_users" },
	[L22] = { "L22", SEVERITY_WARNING,
	    "this version has known vulnerabilities, unless your distribution fixed them in it",
	    "PgBouncer 1.26.1 or later" },
	[L23] = { "L23", SEVERITY_ERROR,
	    "too little memory: a role costs 0.2 MB in 1.26, a client up to 24 kB",
	    "raise the memory limit, or lower max_client_conn" },
	[L24] = { "L24", SEVERITY_ERROR,
	    "the passwords of the lookup role differ: its next login will fail",
	    "write the auth file and the server's verifier from one secret" },
	[L25] = { "L25", SEVERITY_WARNING,
	    "a restart of the server, or a full pool, stalls clients longer than it must",
	    "server_login_retry = 1, query_wait_timeout = 30" },
	[L26] = { "L26", SEVERITY_WARNING,
	    "a file that is mounted alone keeps its old content when it is replaced",
	    "mount the folder it is in" },
	[L27] = { "L27", SEVERITY_NOTE,
	    "the setting has no use in transaction pooling, or harms it",
	    "remove it, or set pool_mode = session for that database" },
	[L28] = { "L28", SEVERITY_ERROR,
	    "a second [pgbouncer] section puts what the first one sets back to its defaults",
	    "set everything in one [pgbouncer] section" },
	[L29] = { "L29", SEVERITY_ERROR,
	    "PgBouncer starts with it, and refuses the clients it is for (\"*\" is read when a "
	    "database that is not listed is asked for)",
	    "correct or remove it; its log says why when a client comes" },
	[O01] = { "O01", SEVERITY_ERROR,
	    "a login through the pooler does not get as far as the password",
	    "`pgtune-auto pgbouncer explain TEXT` tells what the text means" },
	[O02] = { "O02", SEVERITY_ERROR, "the lookup role cannot log in to the server",
	    "where the server runs, apply the SQL of `pgtune-auto pgbouncer auth-sql` with the "
	    "same secret" },
	[O03] = { "O03", SEVERITY_ERROR, "the lookup function is missing, unsafe or not callable",
	    "apply the SQL of `pgtune-auto pgbouncer auth-sql`" },
	[O04] = { "O04", SEVERITY_WARNING, "the lookup role may do more, or less, than look up",
	    "apply the SQL of `pgtune-auto pgbouncer auth-sql`" },
	[O05] = { "O05", SEVERITY_WARNING, "a role that cannot log in through the pooler",
	    "give it a SCRAM password, or let it connect to the server itself" },
	[O06] = { "O06", SEVERITY_WARNING,
	    "the pooler is paused, disabled, full, or runs other settings",
	    "RESUME, ENABLE, more server connections, or RELOAD" },
	[O07] = { "O07", SEVERITY_WARNING,
	    "pools and roles together may want more connections than the server has",
	    "size the pools with `pgtune-auto pgbouncer ini`; `run` does so anew at SIGHUP" },
	[O08] = { "O08", SEVERITY_WARNING,
	    "statements that keep state in a session ran: in transaction pooling the state leaks",
	    "let that application connect to the server itself, or give it pool_mode = session" },
	[O09] = { "O09", SEVERITY_ERROR, "the pooler's console is open to the lookup role",
	    "admin_users empty" },
	[O10] = { "O10", SEVERITY_WARNING,
	    "the database is not in [databases]: a right password reads as a wrong one there",
	    "add it to --databases" },
	[O11] = { "O11", SEVERITY_ERROR,
	    "the server's verifier is of another password than the auth file's: the lookup "
	    "connections that are there still work, the next will not",
	    "apply the SQL of `pgtune-auto pgbouncer auth-sql` with the same secret" },
	[O12] = { "O12", SEVERITY_WARNING, "a certificate has expired or soon will", "renew it" },
};

/* In a full list a finding takes the place of the last one that is less serious. */
static struct finding *
place_for(struct findings *f, enum pooler_rule rule)
{
	if (f->count < FINDINGS)
		return &f->list[f->count++];
	f->full = true;
	for (size_t i = FINDINGS; i-- > 0;)
		if (pooler_rules[f->list[i].rule].level < pooler_rules[rule].level)
			return &f->list[i];
	return NULL;
}

void
found(struct findings *f, enum pooler_rule rule, int line, const char *fmt, ...)
{
	struct finding *one = place_for(f, rule);
	va_list args;

	if (one == NULL)
		return;
	*one = (struct finding){ .rule = rule, .file = f->file, .line = line };
	va_start(args, fmt);
	utf8_print(one->detail, sizeof(one->detail), fmt, args);
	va_end(args);
	str_printable(one->detail);
}

enum severity
findings_worst(const struct findings *f)
{
	enum severity worst = SEVERITY_NOTE;

	for (size_t i = 0; i < f->count; i++)
		if (pooler_rules[f->list[i].rule].level > worst)
			worst = pooler_rules[f->list[i].rule].level;
	return worst;
}
