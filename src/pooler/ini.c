/* ini.c — renders pgbouncer.ini, one reason a setting, and only what its version knows. */
#include "pooler/ini.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "pooler/auth_sql.h"
#include "pooler/ini_set.h"
#include "pooler/keys.h"

struct file {
	const struct pooler_ini *ini;
	struct str *out;
};

/* A value is the rest of its line, with the blanks around it cut: what cannot be one. */
static int
check_line(const char *what, const char *value, struct err *e)
{
	size_t len = strlen(value), at = strcspn(value, "\r\n");

	if (at < len)
		return fail(
		    e, "pgbouncer.ini cannot carry the line end at byte %zu of %s", at + 1, what);
	if (len > 0 && (strchr(" \t", value[0]) != NULL || strchr(" \t", value[len - 1]) != NULL))
		return fail(e, "pgbouncer.ini cannot carry the blank at byte %zu of %s",
		    strchr(" \t", value[0]) != NULL ? 1 : len, what);
	return 0;
}

/* It becomes a list of names, without quotes: a comma or a blank would let in another role. Nor may
 * the lookup role come to the console (L21). */
static int
check_stats_user(const struct pooler_ini *ini, struct err *e)
{
	const char *name = ini->stats_user;
	size_t at = name ? strcspn(name, ", \t\r\n") : 0;

	if (name != NULL && strcmp(name, ini->role) == 0)
		return fail(e, "the stats user \"%s\" is the lookup role", name);
	if (name == NULL || (at > 0 && name[at] == '\0'))
		return 0;
	return fail(
	    e, "pgbouncer.ini cannot carry byte %zu of the stats user \"%s\"", at + 1, name);
}

static bool
is_plain_key(const char *name)
{
	return quote_plain_key(name, strlen(name)) == strlen(name);
}

/* Before 1.19 lookups run in every database: [users] keeps them below the role's CONNECTION LIMIT,
 * and takes no name with quotes. Past the limit logins hang. */
static int
check_lookups(const struct pooler_ini *ini, struct err *e)
{
	if (ini->version.minor >= 19 || is_plain_key(ini->role) ||
	    ini->size.auth >= 2 * (int64_t)ini->database_count)
		return 0;
	fail(e, "PgBouncer 1.%d cannot hold the lookups of \"%s\" in %zu databases below %lld",
	    ini->version.minor, ini->role, ini->database_count, (long long)ini->room.auth_limit);
	return fail_hint(e, "a --role of letters, digits and _, or a higher --connection-limit");
}

/* Room in sockaddr_un, unix(7), for a path and its NUL. */
#define SOCKET_PATH 108

int
pooler_folder_check(const struct pooler_ini *ini, struct err *e)
{
	int len = snprintf(NULL, 0, "%s/.s.PGSQL.%d", ini->folder, ini->listen_port);

	if (len < SOCKET_PATH)
		return 0;
	return fail(
	    e, "its socket's path would have %d bytes, %d is the most", len, SOCKET_PATH - 1);
}

int
pooler_listen_check(const struct pooler_ini *ini, struct err *e)
{
	const struct pooler_key *key = pooler_key_find("listen_addr", strlen("listen_addr"));
	const char *wants = pooler_key_wants(key, span_of(ini->listen));

	return wants ? fail(e, "\"%.60s\" is not %s", ini->listen, wants) : 0;
}

static void PRINTF(4, 5) add(struct file *f, const char *key, const char *why, const char *fmt, ...)
{
	const struct pooler_key *known = pooler_key_find(key, strlen(key));
	char value[512];
	va_list args;
	int len;

	if (known == NULL || !pooler_key_in(known, f->ini->version) || ini_sets(f->ini, key))
		return;
	va_start(args, fmt);
	len = vsnprintf(value, sizeof(value), fmt, args);
	va_end(args);
	f->out->full |= len >= (int)sizeof(value);
	if (why != NULL)
		str_addf(f->out, "; %s\n", why);
	str_addf(f->out, "%s = %s\n", key, value);
}

static void
add_head(struct file *f)
{
	const struct pooler_room *r = &f->ini->room;
	const struct pooler_size *s = &f->ini->size;

	str_addf(f->out,
	    "; pgbouncer.ini for PgBouncer 1.%d, made by pgtune-auto.\n"
	    "; Server: max_connections %lld, %lld of them reserved, %lld CPUs.\n"
	    "; Worst case: %lld process%s x (%lld database%s x %lld + %lld lookups) + %lld direct"
	    " + %lld reserved = %lld <= %lld\n"
	    "; Descriptors needed: %lld (nofile; PgBouncer does not raise its limit itself)\n",
	    f->ini->version.minor, (long long)r->max_connections, (long long)r->reserved,
	    (long long)r->cpus, (long long)r->processes, r->processes == 1 ? "" : "es",
	    (long long)r->databases, r->databases == 1 ? "" : "s", (long long)s->max_db_connections,
	    (long long)s->auth, (long long)s->direct, (long long)r->reserved,
	    (long long)pooler_worst_case(r, s), (long long)r->max_connections,
	    (long long)pooler_descriptors(r, s));
}

static void
add_entry(struct file *f, const char *alias, const char *name, const char *more)
{
	str_addf(f->out, is_plain_key(alias) ? "%s = host=" : "'%s' = host=", alias);
	quote_connstr(f->out, f->ini->host);
	str_addf(f->out, " port=%d dbname=", f->ini->port);
	quote_connstr(f->out, name);
	str_addf(f->out, "%s\n", more);
}

/* Never user= (every client would be that role) and never password= (a bad line is logged whole).
 */
static void
add_databases(struct file *f)
{
	char pool[64];

	str_add(f->out, "\n[databases]\n");
	for (size_t i = 0; i < f->ini->database_count; i++)
		add_entry(f, f->ini->databases[i].alias, f->ini->databases[i].name, "");
	if (f->ini->version.minor < 19)
		return;
	str_add(f->out,
	    "; Lookups have their own few connections: clients cannot starve them, and the\n"
	    "; hba file keeps clients out.\n");
	snprintf(
	    pool, sizeof(pool), " pool_size=%lld reserve_pool=0", (long long)f->ini->size.auth);
	add_entry(f, POOLER_AUTH_ALIAS, f->ini->auth_db, pool);
}

/* Before 1.19 lookups run in each database's pool: this bounds them below the role's own limit. */
static void
add_users(struct file *f)
{
	if (f->ini->version.minor >= 19 || !is_plain_key(f->ini->role))
		return;
	str_addf(f->out, "\n[users]\n%s = max_user_connections=%lld\n", f->ini->role,
	    (long long)f->ini->size.auth);
}

static void
add_access(struct file *f)
{
	char query[200];
	struct str q = str_on(query, sizeof(query));

	auth_query_render(f->ini->schema, &q);
	str_add(f->out, "\n[pgbouncer]\n");
	add(f, "listen_addr", NULL, "%s", f->ini->listen);
	add(f, "listen_port", NULL, "%d", f->ini->listen_port);
	add(f, "unix_socket_dir",
	    "a private folder: the same user comes to the console there, unasked", "%s",
	    f->ini->folder);
	add(f, "auth_type", NULL, "hba");
	add(f, "auth_hba_file", NULL, "%s/" POOLER_HBA_FILE, f->ini->folder);
	add(f, "auth_file", "holds the lookup role alone; every other verifier is looked up",
	    "%s/" POOLER_AUTH_FILE, f->ini->folder);
	add(f, "auth_user", NULL, "%s", f->ini->role);
	add(f, "auth_query", NULL, "%s", q.p);
	add(f, "auth_dbname", NULL, "%s", POOLER_AUTH_ALIAS);
	/* Before 1.19 a login of a looked-up role to the console hangs. */
	if (f->ini->stats_user != NULL && f->ini->version.minor >= 19)
		add(f, "stats_users", "may read SHOW …, for the exporter", "%s",
		    f->ini->stats_user);
	add(f, "server_tls_sslmode", NULL, "prefer");
}

static void
add_pools(struct file *f)
{
	const struct pooler_size *s = &f->ini->size;
	bool small = f->ini->server_memory_bytes > 0 && f->ini->server_memory_bytes < 4 * GIB;

	add(f, "pool_mode",
	    "session features (LISTEN, SET, advisory locks) go to the server itself",
	    "transaction");
	add(f, "max_client_conn", NULL, "%lld", (long long)s->max_client_conn);
	add(f, "max_db_connections", NULL, "%lld", (long long)s->max_db_connections);
	add(f, "default_pool_size", NULL, "%lld", (long long)s->default_pool_size);
	add(f, "reserve_pool_size", NULL, "%lld", (long long)s->reserve_pool_size);
	add(f, "min_pool_size", NULL, "%lld", (long long)s->min_pool_size);
	add(f, "max_prepared_statements",
	    "protocol-level prepared statements; each costs its plan in every server connection",
	    "%d", small ? 100 : 200);
	add(f, "ignore_startup_parameters",
	    "sent by JDBC, Go and exporters; the blank after the comma keeps CVE-2026-107349 out",
	    "extra_float_digits, options");
	add(f, "application_name_add_host", "on, it costs a SET at every hand-over", "0");
}

static void
add_timeouts(struct file *f)
{
	add(f, "server_login_retry",
	    "the default of 15 s turns a restart of 3 s into a stall of 15", "1");
	add(f, "server_connect_timeout", NULL, "5");
	add(f, "client_login_timeout", "bounds the silent hang of 1.18 on a failing lookup", "15");
	add(f, "query_wait_timeout", NULL, "30");
	add(f, "server_lifetime", "a wrong password of the lookup role shows within this time",
	    "1800");
	add(f, "server_idle_timeout", NULL, "300");
	add(f, "idle_transaction_timeout", "one idle transaction holds one server connection",
	    "300");
}

static void
add_network(struct file *f)
{
	add(f, "tcp_keepalive", "address translation drops idle connections", "1");
	add(f, "tcp_keepidle", NULL, "60");
	add(f, "tcp_keepintvl", NULL, "10");
	add(f, "tcp_keepcnt", NULL, "6");
	add(f, "tcp_user_timeout", NULL, "120000");
	add(f, "listen_backlog", NULL, "4096");
	add(f, "dns_max_ttl", "a restarted container has another address", "15");
	add(f, "dns_nxdomain_ttl", NULL, "2");
	add(f, "verbose", "1 and more write verifiers to the log", "0");
}

static void
add_settings(struct file *f)
{
	const char *rest = f->ini->set;
	struct ini_set set;

	if (rest != NULL && *rest != '\0')
		str_add(f->out, "; set by the operator\n");
	while (ini_set_next(&rest, &set))
		str_addf(f->out, "%.*s = %.*s\n", (int)set.key.len, set.key.p, (int)set.value.len,
		    set.value.p);
}

int
pooler_ini_render(const struct pooler_ini *ini, struct str *out, struct err *e)
{
	struct file f = { ini, out };

	if (check_line("the role name", ini->role, e) < 0 ||
	    check_line("the schema name", ini->schema, e) < 0 ||
	    check_line("the auth database's name", ini->auth_db, e) < 0 ||
	    check_line("the host", ini->host, e) < 0 ||
	    check_line("the folder", ini->folder, e) < 0 ||
	    check_line("the listen address", ini->listen, e) < 0 || check_stats_user(ini, e) < 0 ||
	    check_lookups(ini, e) < 0)
		return -1;
	add_head(&f);
	add_databases(&f);
	add_users(&f);
	add_access(&f);
	add_pools(&f);
	add_timeouts(&f);
	add_network(&f);
	add_settings(&f);
	return out->full ? fail(e, "pgbouncer.ini is longer than %zu bytes", out->cap - 1) : 0;
}
