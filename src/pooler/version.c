/* version.c — the table of keys, from SHOW CONFIG of 1.18, 1.24 and 1.26 and the release notes. */
#include "pooler/version.h"

#include <string.h>

#include "base/num.h"
#include "base/str.h"

/* In alphabetical order, checked by a test. */
static const struct pooler_key keys[] = {
	{ "admin_users", 0, 0 },
	{ "application_name_add_host", 0, 0 },
	{ "auth_dbname", 19, 0 },
	{ "auth_file", 0, 0 },
	{ "auth_hba_file", 0, 0 },
	{ "auth_ident_file", 23, 0 },
	{ "auth_ldap_options", 25, 0 },
	{ "auth_query", 0, 0 },
	{ "auth_type", 0, 0 },
	{ "auth_user", 0, 0 },
	{ "autodb_idle_timeout", 0, 0 },
	{ "cancel_wait_timeout", 19, 0 },
	{ "client_idle_timeout", 0, 0 },
	{ "client_login_timeout", 0, 0 },
	{ "client_tls13_ciphers", 25, 0 },
	{ "client_tls_ca_file", 0, 0 },
	{ "client_tls_cert_file", 0, 0 },
	{ "client_tls_ciphers", 0, 0 },
	{ "client_tls_dheparams", 0, 0 },
	{ "client_tls_ecdhcurve", 0, 0 },
	{ "client_tls_key_file", 0, 0 },
	{ "client_tls_protocols", 0, 0 },
	{ "client_tls_sslmode", 0, 0 },
	{ "conffile", 0, 0 },
	{ "default_pool_size", 0, 0 },
	{ "disable_pqexec", 0, 0 },
	{ "dns_max_ttl", 0, 0 },
	{ "dns_nxdomain_ttl", 0, 0 },
	{ "dns_zone_check_period", 0, 0 },
	{ "idle_transaction_timeout", 0, 0 },
	{ "ignore_startup_parameters", 0, 0 },
	{ "job_name", 0, 0 },
	{ "listen_addr", 0, 0 },
	{ "listen_backlog", 0, 0 },
	{ "listen_port", 0, 0 },
	{ "log_connections", 0, 0 },
	{ "log_disconnections", 0, 0 },
	{ "log_pooler_errors", 0, 0 },
	{ "log_stats", 0, 0 },
	{ "logfile", 0, 0 },
	{ "login_notify_message", 26, 0 },
	{ "max_client_conn", 0, 0 },
	{ "max_db_client_connections", 24, 0 },
	{ "max_db_connections", 0, 0 },
	{ "max_packet_size", 0, 0 },
	{ "max_prepared_statements", 21, 0 },
	{ "max_user_client_connections", 24, 0 },
	{ "max_user_connections", 0, 0 },
	{ "min_pool_size", 0, 0 },
	{ "peer_id", 19, 0 },
	{ "pidfile", 0, 0 },
	{ "pkt_buf", 0, 0 },
	{ "pool_idle_timeout", 26, 0 },
	{ "pool_mode", 0, 0 },
	{ "query_timeout", 0, 0 },
	{ "query_wait_notify", 25, 0 },
	{ "query_wait_timeout", 0, 0 },
	{ "reserve_pool_size", 0, 0 },
	{ "reserve_pool_timeout", 0, 0 },
	{ "resolv_conf", 0, 0 },
	{ "sbuf_loopcnt", 0, 0 },
	{ "scram_iterations", 25, 0 },
	{ "server_check_delay", 0, 0 },
	{ "server_check_query", 0, 0 },
	{ "server_connect_timeout", 0, 0 },
	{ "server_fast_close", 0, 0 },
	{ "server_idle_timeout", 0, 0 },
	{ "server_lifetime", 0, 0 },
	{ "server_login_retry", 0, 0 },
	{ "server_reset_query", 0, 0 },
	{ "server_reset_query_always", 0, 0 },
	{ "server_round_robin", 0, 0 },
	{ "server_tls13_ciphers", 25, 0 },
	{ "server_tls_ca_file", 0, 0 },
	{ "server_tls_cert_file", 0, 0 },
	{ "server_tls_ciphers", 0, 0 },
	{ "server_tls_key_file", 0, 0 },
	{ "server_tls_protocols", 0, 0 },
	{ "server_tls_sslmode", 0, 0 },
	{ "so_reuseport", 0, 0 },
	{ "stats_period", 0, 0 },
	{ "stats_users", 0, 0 },
	{ "suspend_timeout", 0, 25 },
	{ "syslog", 0, 0 },
	{ "syslog_facility", 0, 0 },
	{ "syslog_ident", 0, 0 },
	{ "tcp_defer_accept", 0, 0 },
	{ "tcp_keepalive", 0, 0 },
	{ "tcp_keepcnt", 0, 0 },
	{ "tcp_keepidle", 0, 0 },
	{ "tcp_keepintvl", 0, 0 },
	{ "tcp_socket_buffer", 0, 0 },
	{ "tcp_user_timeout", 0, 0 },
	{ "track_extra_parameters", 20, 0 },
	{ "transaction_timeout", 25, 0 },
	{ "unix_socket_dir", 0, 0 },
	{ "unix_socket_group", 0, 0 },
	{ "unix_socket_mode", 0, 0 },
	{ "user", 0, 0 },
	{ "verbose", 0, 0 },
};

const struct pooler_key *
pooler_key_find(const char *name, size_t len)
{
	for (size_t i = 0; i < LEN(keys); i++)
		if (str_is(name, len, keys[i].name))
			return &keys[i];
	return NULL;
}

bool
pooler_key_in(const struct pooler_key *key, struct pooler_version v)
{
	return key->since <= v.minor && (key->until == 0 || v.minor <= key->until);
}

bool
pooler_before(struct pooler_version v, int minor, int patch)
{
	return v.minor < minor || (v.minor == minor && v.patch < patch);
}

/* The number at *p up to a dot or the end; -1 when there is none. */
static int
take_number(const char **p, const char *end)
{
	size_t digits = 0;
	uint64_t n = 0;
	struct err e;

	while (*p + digits < end && (*p)[digits] >= '0' && (*p)[digits] <= '9')
		digits++;
	if (digits == 0 || digits > 3 || num_uint(*p, digits, &n, &e) < 0)
		return -1;
	*p += digits;
	return (int)n;
}

int
pooler_version_read(const char *p, size_t len, struct pooler_version *v, struct err *e)
{
	static const char name[] = "PgBouncer ";
	const char *line_end = memchr(p, '\n', len);
	const char *end = line_end ? line_end : p + len, *whole = p;
	int major;

	if ((size_t)(end - p) > sizeof(name) - 1 && memcmp(p, name, sizeof(name) - 1) == 0)
		p += sizeof(name) - 1;
	*v = (struct pooler_version){ 0, 0 };
	major = take_number(&p, end);
	if (major < 0 || p == end || *p++ != '.' || (v->minor = take_number(&p, end)) < 0)
		return fail(e, "\"%.*s\" is no PgBouncer version", (int)(end - whole), whole);
	if (p < end && *p == '.' && (p++, (v->patch = take_number(&p, end)) < 0))
		return fail(e, "\"%.*s\" is no PgBouncer version", (int)(end - whole), whole);
	if (p != end)
		return fail(e, "\"%.*s\" is no PgBouncer version", (int)(end - whole), whole);
	if (major != 1 || v->minor < POOLER_OLDEST || v->minor > POOLER_NEWEST)
		return fail(e, "PgBouncer %d.%d is not supported: 1.%d to 1.%d are", major,
		    v->minor, POOLER_OLDEST, POOLER_NEWEST);
	return 0;
}
