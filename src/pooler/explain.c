/* explain.c — error texts of PgBouncer and of PostgreSQL behind it, and what they really mean. */
#include "pooler/explain.h"

#include "pooler/text.h"

#include <string.h>

#define AUTH_SQL "apply the SQL of `pgtune-auto pgbouncer auth-sql` in the database of auth_dbname"

/* Specific texts before the general ones that contain them. */
static const struct pooler_cause causes[] = {
	{ "password is scram secret",
	    "the auth file holds a verifier: PgBouncer cannot log in to a server with one",
	    "put the password itself there (`pgtune-auto pgbouncer auth-file`)" },
	{ "wrong password type",
	    "the auth file holds a hash of another kind than the server asks for (md5 and SCRAM)",
	    "put the password itself into the auth file, and SCRAM verifiers into the server" },
	{ "invalid server signature",
	    "a forced user= with SCRAM spoils cached credentials before 1.26",
	    "remove user= from the database entry, or use PgBouncer 1.26" },
	{ "put_in_order", "a forced user= that is auth_user crashes PgBouncer before 1.23.1",
	    "remove user= from the database entry" },
	{ "too many connections for role",
	    "the role's CONNECTION LIMIT is lower than what its pools may open",
	    "ALTER ROLE … CONNECTION LIMIT, or smaller pools" },
	{ "remaining connection slots are reserved",
	    "the server's max_connections is used up by pools and direct connections",
	    "size the pools with `pgtune-auto pgbouncer ini`" },
	{ "sorry, too many clients already",
	    "the server's max_connections is used up by pools and direct connections",
	    "size the pools with `pgtune-auto pgbouncer ini`" },
	{ "password authentication failed for user",
	    "the server refuses this password: of the lookup role, when PgBouncer shows or logs "
	    "it; a missing role, an expired VALID UNTIL and a wrong password read alike",
	    "make the secret, the auth file and the server's verifier agree: `pgbouncer check`, "
	    "then " AUTH_SQL },
	{ "no pg_hba.conf entry",
	    "no line of the server's pg_hba.conf is for this address, role, database and TLS; "
	    "through the pooler the address is the pooler's",
	    "add a line host … scram-sha-256 for the network of the poolers" },
	{ "pg_hba.conf rejects",
	    "a reject line of the server's pg_hba.conf matches; through the pooler the address is "
	    "the pooler's",
	    "a line for the network of the poolers before it" },
	{ "schema \"pgbouncer\" does not exist",
	    "the lookup function is not in the database that lookups run in", AUTH_SQL },
	{ "permission denied for schema", "the lookup role may not use the schema of the function",
	    AUTH_SQL },
	{ "permission denied for function", "the lookup role may not call the function", AUTH_SQL },
	{ "is not unique",
	    "there are two lookup functions of one name: which one is meant is open, so no login "
	    "works",
	    AUTH_SQL ", which drops the others" },
	{ "pgbouncer_lookup(unknown) does not exist",
	    "the lookup function is not in the database that lookups run in", AUTH_SQL },
	{ "expected 2 columns", "auth_query returns another number of columns than two",
	    "SELECT username, password FROM pgbouncer.pgbouncer_lookup($1)" },
	{ "expected 1 row", "auth_query returned several rows for one name", AUTH_SQL },
	{ "null user name", "the lookup returned NULL instead of no row", AUTH_SQL },
	{ "authentication database", "auth_dbname is not in [databases]",
	    "add the entry, as `pgtune-auto pgbouncer ini` does" },
	{ "error response from auth_query",
	    "the lookup failed at the server: function missing, not permitted, or in another "
	    "database",
	    AUTH_SQL "; the server's log has the reason (PgBouncer tells it from 1.24 on)" },
	{ "bouncer config error",
	    "the lookup failed: the function is missing in that database, the role may not call "
	    "it, or it returned something else than two texts",
	    AUTH_SQL "; before 1.19 in every pooled database" },
	{ "unsupported startup parameter",
	    "the client sends a setting at the start that PgBouncer does not pass on",
	    "add it to ignore_startup_parameters, a blank behind each comma" },
	{ "no more connections allowed",
	    "max_client_conn is reached, or a limit of a user or database",
	    "raise it together with nofile, or close idle clients" },
	{ "query_wait_timeout",
	    "no server connection became free within query_wait_timeout: the pool is too small, or "
	    "transactions stay open",
	    "look at SHOW POOLS (cl_waiting) and at idle transactions" },
	{ "idle transaction timeout", "a transaction was open and idle for too long",
	    "commit sooner; idle_transaction_timeout" },
	{ "prepared statement",
	    "statements prepared by name outlive their transaction in another session",
	    "PgBouncer 1.21 or later with max_prepared_statements, or no prepared statements" },
	{ "login rejected", "a reject line of the hba file matches",
	    "log in as another role; lookups and "
	    "the lookup role are closed to clients on purpose" },
	{ "no authentication method", "no line of the hba file matches this client",
	    "add its network to --client-networks" },
	{ "no such user",
	    "the name is unknown, and auth_query returned no row: clients can tell which roles "
	    "exist",
	    "install the SQL without --reveal" },
	{ "no such database", "the database is not in [databases]", "add it to --databases" },
	{ "sasl authentication failed",
	    "a wrong password; or a name or database PgBouncer does not know, which read the same "
	    "on purpose; or a superuser, an expired, md5 or password-less role",
	    "`pgtune-auto pgbouncer check --online` lists the roles that cannot log in, and why" },
	{ "client_login_timeout",
	    "the login took too long: before 1.23 a failing lookup hangs until here, silently",
	    "read PgBouncer's log for \"server login failed\"" },
	{ "broken auth file", "a line of the auth file is unreadable; the users behind it are lost",
	    "write it with `pgtune-auto pgbouncer auth-file`; comments start with \";\"" },
	{ "unknown parameter", "this version does not know the setting, and does not start",
	    "`pgtune-auto pgbouncer ini --pgbouncer-version`" },
	{ "too many open files",
	    "the descriptor limit is lower than max_client_conn needs; new clients hang",
	    "raise nofile (compose: ulimits); `pgtune-auto pgbouncer run` does" },
	{ "server conn crashed",
	    "the server ended the connection: it restarted, or its memory ran out; or PgBouncer "
	    "did, for it does not trust the server's certificate",
	    "look at the server's log, and for \"TLS handshake error\" in PgBouncer's" },
	{ "connection refused", "nothing listens there",
	    "is the server up, and the port the right one?" },
	{ "\" is disabled", "DISABLE was given on the console", "ENABLE it" },
	{ "the database system is starting up", "the server is not ready yet", "wait" },
	{ "the database system is in recovery mode",
	    "a process of the server crashed, and it recovers from that",
	    "wait; the server's log, or the kernel's for its memory, has the reason" },
	{ "the database system is not yet accepting connections",
	    "the server recovers, or is a standby that is not consistent yet", "wait" },
	{ "the database system is shutting down", "the server is being stopped",
	    "wait for its next start" },
	{ "terminating connection due to administrator command",
	    "the server was stopped, or pg_terminate_backend() called", "connect again" },
	{ "is not permitted to log in", "the role has NOLOGIN at the server",
	    "ALTER ROLE … LOGIN" },
	{ "is not currently accepting connections",
	    "the database has ALLOW_CONNECTIONS false at the server",
	    "ALTER DATABASE … ALLOW_CONNECTIONS true" },
	{ "too many connections for database",
	    "the database's CONNECTION LIMIT is lower than what its pools may open",
	    "ALTER DATABASE … CONNECTION LIMIT, or smaller pools" },
	{ "permission denied for database", "the role may not CONNECT to the database",
	    "GRANT CONNECT ON DATABASE … TO …" },
	{ "in a read-only transaction",
	    "the server is a standby, or another client of the pool left its session read-only",
	    "host= of the primary; SET LOCAL instead of SET" },
	{ "dns lookup failed", "PgBouncer finds no address for the server's name",
	    "the name in --server: is the server up, and on a network of the pooler's?" },
	{ "does not resolve", "no address is known for the name",
	    "is the container up, and on the same network?" },
	{ "could not translate host name", "no address is known for the name",
	    "is the container up, and on the same network?" },
	{ "pooler is shutting down", "the pooler is being stopped", "wait for its next start" },
	{ "query timeout", "a query ran longer than query_timeout", "raise it, or find the query" },
	{ "another instance running",
	    "the pid in the pidfile is of a running process, after a kill of any: this pooler does "
	    "not start",
	    "remove the file when no pooler runs, and leave pidfile unset in a container" },
	{ "unix socket is in use",
	    "another pooler runs on the same port in this folder: this one does not start",
	    "stop it, or give each its own --config-dir and --listen-port" },
	{ "address already in use",
	    "another program listens on that address and port; PgBouncer goes on without it when "
	    "it has another one",
	    "stop it, or another --listen-port" },
	{ "max expected fd use",
	    "the descriptor limit is lower than what all pools and clients may need",
	    "raise nofile (compose: ulimits); `pgtune-auto pgbouncer run` does" },
	{ "ssl required", "client_tls_sslmode asks for TLS, and the client speaks none",
	    "sslmode=require or more at the client" },
	{ "server does not support ssl",
	    "the client asks for TLS, and the side that it connects to has it off",
	    "client_tls_sslmode of the pooler, ssl = on at the server, or sslmode=prefer at the "
	    "client" },
	{ "timeout expired",
	    "nobody answered within the client's connect_timeout; before 1.23 a failing lookup "
	    "reads so, and a login to the console",
	    "read PgBouncer's log for \"server login failed\"; `pgtune-auto pgbouncer health`" },
	{ "server refused ssl", "server_tls_sslmode asks for TLS, and the server has it off",
	    "ssl = on at the server, or server_tls_sslmode = prefer" },
	{ "sslreq processing failed",
	    "PgBouncer cannot read its files for TLS with the server; its log names the one",
	    "server_tls_ca_file, server_tls_cert_file, server_tls_key_file: there, and readable to "
	    "its user" },
	{ "not present in server certificate",
	    "verify-full: the server's certificate is for other names than the host's",
	    "a certificate for the name in host=, or server_tls_sslmode = verify-ca" },
	{ "certificate verify failed",
	    "the other side's certificate has expired, or no CA that is trusted here signed it",
	    "`pgtune-auto pgbouncer check` tells when certificates end; look at the CA file" },
	{ "tls setup failed",
	    "a certificate, its key or a CA file is missing, not readable to PgBouncer's user, or "
	    "they do not belong together: it does not start",
	    "read the line before it in the log" },
	{ "not allowed", "the console is for admin_users and stats_users",
	    "ask as a role listed in stats_users" },
	{ "server login has been failing, cached error",
	    "PgBouncer remembers its last failed login to the server and tells it to the next "
	    "client, which alone starts the next try",
	    "read the error behind it; ask again after server_login_retry seconds" },
	{ "server login has been failing, try again later",
	    "PgBouncer's logins to the server fail, and before its next try it refuses clients",
	    "read the reason in PgBouncer's log; ask again after server_login_retry seconds" },
	{ "\" does not exist", "the server has no database, role or schema of that name",
	    "create it, or correct the name; a database: NAME or ALIAS=NAME of --databases" },
};

const struct pooler_cause *
pooler_causes(size_t *count)
{
	*count = LEN(causes);
	return causes;
}

const struct pooler_cause *
pooler_explain(const char *error)
{
	struct span text = { error, strlen(error) };

	for (size_t i = 0; i < LEN(causes); i++)
		if (text_find(text, causes[i].text) != NULL)
			return &causes[i];
	return NULL;
}
