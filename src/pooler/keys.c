/* keys.c — the table of keys, from SHOW CONFIG of 1.18, 1.24 and 1.26 and the release notes; what
 * each takes was asked of these three themselves. */
#include "pooler/keys.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define AUTH_TYPES "any trust plain md5 cert hba pam ldap scram-sha-256"
#define POOL_MODES "session transaction statement"
#define SSL_MODES "disable allow prefer require verify-ca verify-full"
#define PROTOCOLS "all legacy secure default tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3"

/* In alphabetical order, checked by a test. */
static const struct pooler_key keys[] = {
	{ "admin_users", 0, 0, KEY_TEXT, NULL },
	{ "application_name_add_host", 0, 0, KEY_WHOLE, NULL },
	{ "auth_dbname", 19, 0, KEY_TEXT, NULL },
	{ "auth_file", 0, 0, KEY_TEXT, NULL },
	{ "auth_hba_file", 0, 0, KEY_TEXT, NULL },
	{ "auth_ident_file", 23, 0, KEY_TEXT, NULL },
	{ "auth_ldap_options", 25, 0, KEY_TEXT, NULL },
	{ "auth_query", 0, 0, KEY_TEXT, NULL },
	{ "auth_type", 0, 0, KEY_WORD, AUTH_TYPES },
	{ "auth_user", 0, 0, KEY_TEXT, NULL },
	{ "autodb_idle_timeout", 0, 0, KEY_SECONDS, NULL },
	{ "cancel_wait_timeout", 19, 0, KEY_SECONDS, NULL },
	{ "client_idle_timeout", 0, 0, KEY_SECONDS, NULL },
	{ "client_login_timeout", 0, 0, KEY_SECONDS, NULL },
	{ "client_tls13_ciphers", 25, 0, KEY_TEXT, NULL },
	{ "client_tls_ca_file", 0, 0, KEY_TEXT, NULL },
	{ "client_tls_cert_file", 0, 0, KEY_TEXT, NULL },
	{ "client_tls_ciphers", 0, 0, KEY_TEXT, NULL },
	{ "client_tls_dheparams", 0, 0, KEY_TEXT, NULL },
	{ "client_tls_ecdhcurve", 0, 0, KEY_TEXT, NULL },
	{ "client_tls_key_file", 0, 0, KEY_TEXT, NULL },
	{ "client_tls_protocols", 0, 0, KEY_PROTOCOLS, NULL },
	{ "client_tls_sslmode", 0, 0, KEY_WORD, SSL_MODES },
	{ "conffile", 0, 0, KEY_TEXT, NULL },
	{ "default_pool_size", 0, 0, KEY_WHOLE, NULL },
	{ "disable_pqexec", 0, 0, KEY_WHOLE, NULL },
	{ "dns_max_ttl", 0, 0, KEY_SECONDS, NULL },
	{ "dns_nxdomain_ttl", 0, 0, KEY_SECONDS, NULL },
	{ "dns_zone_check_period", 0, 0, KEY_SECONDS, NULL },
	{ "idle_transaction_timeout", 0, 0, KEY_SECONDS, NULL },
	{ "ignore_startup_parameters", 0, 0, KEY_TEXT, NULL },
	{ "job_name", 0, 0, KEY_TEXT, NULL },
	{ "listen_addr", 0, 0, KEY_ADDRESSES, NULL },
	{ "listen_backlog", 0, 0, KEY_WHOLE, NULL },
	{ "listen_port", 0, 0, KEY_WHOLE, NULL },
	{ "log_connections", 0, 0, KEY_WHOLE, NULL },
	{ "log_disconnections", 0, 0, KEY_WHOLE, NULL },
	{ "log_pooler_errors", 0, 0, KEY_WHOLE, NULL },
	{ "log_stats", 0, 0, KEY_WHOLE, NULL },
	{ "logfile", 0, 0, KEY_TEXT, NULL },
	{ "login_notify_message", 26, 0, KEY_TEXT, NULL },
	{ "max_client_conn", 0, 0, KEY_WHOLE, NULL },
	{ "max_db_client_connections", 24, 0, KEY_WHOLE, NULL },
	{ "max_db_connections", 0, 0, KEY_WHOLE, NULL },
	{ "max_packet_size", 0, 0, KEY_WHOLE, NULL },
	{ "max_prepared_statements", 21, 0, KEY_WHOLE, NULL },
	{ "max_user_client_connections", 24, 0, KEY_WHOLE, NULL },
	{ "max_user_connections", 0, 0, KEY_WHOLE, NULL },
	{ "min_pool_size", 0, 0, KEY_WHOLE, NULL },
	{ "peer_id", 19, 0, KEY_WHOLE, NULL },
	{ "pidfile", 0, 0, KEY_TEXT, NULL },
	{ "pkt_buf", 0, 0, KEY_WHOLE, NULL },
	{ "pool_idle_timeout", 26, 0, KEY_SECONDS, NULL },
	{ "pool_mode", 0, 0, KEY_WORD, POOL_MODES },
	{ "query_timeout", 0, 0, KEY_SECONDS, NULL },
	{ "query_wait_notify", 25, 0, KEY_SECONDS, NULL },
	{ "query_wait_timeout", 0, 0, KEY_SECONDS, NULL },
	{ "reserve_pool_size", 0, 0, KEY_WHOLE, NULL },
	{ "reserve_pool_timeout", 0, 0, KEY_SECONDS, NULL },
	{ "resolv_conf", 0, 0, KEY_TEXT, NULL },
	{ "sbuf_loopcnt", 0, 0, KEY_WHOLE, NULL },
	{ "scram_iterations", 25, 0, KEY_WHOLE, NULL },
	{ "server_check_delay", 0, 0, KEY_SECONDS, NULL },
	{ "server_check_query", 0, 0, KEY_TEXT, NULL },
	{ "server_connect_timeout", 0, 0, KEY_SECONDS, NULL },
	{ "server_fast_close", 0, 0, KEY_WHOLE, NULL },
	{ "server_idle_timeout", 0, 0, KEY_SECONDS, NULL },
	{ "server_lifetime", 0, 0, KEY_SECONDS, NULL },
	{ "server_login_retry", 0, 0, KEY_SECONDS, NULL },
	{ "server_reset_query", 0, 0, KEY_TEXT, NULL },
	{ "server_reset_query_always", 0, 0, KEY_WHOLE, NULL },
	{ "server_round_robin", 0, 0, KEY_WHOLE, NULL },
	{ "server_tls13_ciphers", 25, 0, KEY_TEXT, NULL },
	{ "server_tls_ca_file", 0, 0, KEY_TEXT, NULL },
	{ "server_tls_cert_file", 0, 0, KEY_TEXT, NULL },
	{ "server_tls_ciphers", 0, 0, KEY_TEXT, NULL },
	{ "server_tls_key_file", 0, 0, KEY_TEXT, NULL },
	{ "server_tls_protocols", 0, 0, KEY_PROTOCOLS, NULL },
	{ "server_tls_sslmode", 0, 0, KEY_WORD, SSL_MODES },
	{ "so_reuseport", 0, 0, KEY_WHOLE, NULL },
	{ "stats_period", 0, 0, KEY_WHOLE, NULL },
	{ "stats_users", 0, 0, KEY_TEXT, NULL },
	{ "suspend_timeout", 0, 25, KEY_SECONDS, NULL },
	{ "syslog", 0, 0, KEY_WHOLE, NULL },
	{ "syslog_facility", 0, 0, KEY_TEXT, NULL },
	{ "syslog_ident", 0, 0, KEY_TEXT, NULL },
	{ "tcp_defer_accept", 0, 0, KEY_WHOLE, NULL },
	{ "tcp_keepalive", 0, 0, KEY_WHOLE, NULL },
	{ "tcp_keepcnt", 0, 0, KEY_WHOLE, NULL },
	{ "tcp_keepidle", 0, 0, KEY_WHOLE, NULL },
	{ "tcp_keepintvl", 0, 0, KEY_WHOLE, NULL },
	{ "tcp_socket_buffer", 0, 0, KEY_WHOLE, NULL },
	{ "tcp_user_timeout", 0, 0, KEY_WHOLE, NULL },
	{ "track_extra_parameters", 20, 0, KEY_TEXT, NULL },
	{ "transaction_timeout", 25, 0, KEY_SECONDS, NULL },
	{ "unix_socket_dir", 0, 0, KEY_TEXT, NULL },
	{ "unix_socket_group", 0, 0, KEY_TEXT, NULL },
	{ "unix_socket_mode", 0, 0, KEY_WHOLE, NULL },
	{ "user", 0, 0, KEY_TEXT, NULL },
	{ "verbose", 0, 0, KEY_WHOLE, NULL },
};

/* Keys in the value of an entry, and the first minor version that takes one there. What is a number
 * is not looked at before it is used, but a port. */
static const struct pooler_key database_keys[] = {
	{ "application_name", 0, 0, KEY_TEXT, NULL },
	{ "auth_dbname", 19, 0, KEY_TEXT, NULL },
	{ "auth_query", 22, 0, KEY_TEXT, NULL },
	{ "auth_user", 0, 0, KEY_TEXT, NULL },
	{ "client_encoding", 0, 0, KEY_TEXT, NULL },
	{ "connect_query", 0, 0, KEY_TEXT, NULL },
	{ "datestyle", 0, 0, KEY_TEXT, NULL },
	{ "dbname", 0, 0, KEY_TEXT, NULL },
	{ "host", 0, 0, KEY_TEXT, NULL },
	{ "load_balance_hosts", 24, 0, KEY_WORD, "disable round-robin" },
	{ "max_db_client_connections", 24, 0, KEY_TEXT, NULL },
	{ "max_db_connections", 0, 0, KEY_TEXT, NULL },
	{ "min_pool_size", 0, 0, KEY_TEXT, NULL },
	{ "password", 0, 0, KEY_TEXT, NULL },
	{ "pool_mode", 0, 0, KEY_WORD, POOL_MODES },
	{ "pool_size", 0, 0, KEY_TEXT, NULL },
	{ "port", 0, 0, KEY_PORT, NULL },
	{ "query_wait_timeout", 26, 0, KEY_TEXT, NULL },
	{ "reserve_pool", 0, 0, KEY_TEXT, NULL },
	{ "reserve_pool_size", 24, 0, KEY_TEXT, NULL },
	{ "server_lifetime", 23, 0, KEY_TEXT, NULL },
	{ "timezone", 0, 0, KEY_TEXT, NULL },
	{ "user", 0, 0, KEY_TEXT, NULL },
};
static const struct pooler_key user_keys[] = {
	{ "client_idle_timeout", 24, 0, KEY_TEXT, NULL },
	{ "idle_transaction_timeout", 24, 0, KEY_TEXT, NULL },
	{ "max_user_client_connections", 24, 0, KEY_TEXT, NULL },
	{ "max_user_connections", 0, 0, KEY_TEXT, NULL },
	{ "pool_mode", 0, 0, KEY_WORD, POOL_MODES },
	{ "pool_size", 23, 0, KEY_TEXT, NULL },
	{ "query_timeout", 24, 0, KEY_TEXT, NULL },
	{ "query_wait_timeout", 26, 0, KEY_TEXT, NULL },
	{ "reserve_pool_size", 24, 0, KEY_TEXT, NULL },
	{ "transaction_timeout", 25, 0, KEY_TEXT, NULL },
};
static const struct pooler_key peer_keys[] = {
	{ "host", 19, 0, KEY_TEXT, NULL },
	{ "pool_size", 19, 0, KEY_TEXT, NULL },
	{ "port", 19, 0, KEY_PORT, NULL },
};

static const struct pooler_key *
find_in(const struct pooler_key *list, size_t count, const char *name, size_t len)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(name, len, list[i].name))
			return &list[i];
	return NULL;
}

const struct pooler_key *
pooler_key_find(const char *name, size_t len)
{
	return find_in(keys, LEN(keys), name, len);
}

const struct pooler_key *
pooler_entry_key(enum ini_section section, const char *name, size_t len)
{
	if (section == INI_PEERS)
		return find_in(peer_keys, LEN(peer_keys), name, len);
	if (section == INI_USERS)
		return find_in(user_keys, LEN(user_keys), name, len);
	return find_in(database_keys, LEN(database_keys), name, len);
}

const char *
pooler_key_near(const char *name, size_t len)
{
	char buf[64];
	struct str word = str_on(buf, sizeof(buf));
	struct near near = { .word = buf, .limit = NEAR_LIMIT };

	str_addn(&word, name, len);
	for (size_t i = 0; i < LEN(keys) && len > 0; i++)
		str_near(&near, keys[i].name);
	return near.name;
}

bool
pooler_key_in(const struct pooler_key *key, struct pooler_version v)
{
	return key->since <= v.minor && (key->until == 0 || v.minor <= key->until);
}

/* As strtol() reads it with base 0: a sign, 0x for hexadecimal, 0 for octal. */
static bool
is_whole(struct span t)
{
	size_t at = t.len > 0 && (t.p[0] == '-' || t.p[0] == '+');
	size_t base = 10;

	if (t.len - at > 1 && t.p[at] == '0')
		base = (t.p[at + 1] | 32) == 'x' ? 16 : 8;
	at += base == 16 ? 2 : 0;
	if (at == t.len)
		return false;
	for (; at < t.len; at++)
		if (memchr("0123456789abcdef", t.p[at] | (t.p[at] >= 'A' ? 32 : 0), base) == NULL)
			return false;
	return true;
}

/* As strtod() reads it, without a unit, a minus, "nan(…)" and hexadecimal fractions. 1e309 is out
 * of its range. */
static bool
is_seconds(struct span t)
{
	static const char *const words[] = { "inf", "infinity", "nan" };
	size_t at = t.len > 0 && t.p[0] == '+', digits = 0, dots = 0;
	int exponent = 0;

	for (size_t i = 0; i < LEN(words); i++)
		if (str_is_nocase(t.p + at, t.len - at, words[i]))
			return true;
	for (; at < t.len && memchr(".0123456789", t.p[at], 11) != NULL; at++)
		*(t.p[at] == '.' ? &dots : &digits) += 1;
	if (digits > 0 && dots < 2 && at + 1 < t.len && (t.p[at] | 32) == 'e') {
		at += t.p[at + 1] == '+' || t.p[at + 1] == '-' ? 2 : 1;
		for (digits = 0; at < t.len && t.p[at] >= '0' && t.p[at] <= '9'; at++, digits++)
			if (exponent <= 308)
				exponent = exponent * 10 + (t.p[at] - '0');
	}
	return (digits > 0 && dots < 2 && at == t.len && exponent <= 308) ||
	       (t.len > 0 && t.p[0] != '-' && is_whole(t));
}

static bool
is_word_of(struct span t, const char *words)
{
	struct span rest = span_of(words), word;

	while (span_next(&rest, ' ', &word))
		if (word.len == t.len && strncasecmp(word.p, t.p, t.len) == 0)
			return true;
	return false;
}

/* Digits with three dots or more are no host's name, so that they are an address or nothing. */
static bool
is_broken_ipv4(struct span t)
{
	unsigned char address[4];
	char text[16];
	int dots = 0;

	for (size_t i = 0; i < t.len; i++)
		if (t.p[i] == '.')
			dots++;
		else if (t.p[i] < '0' || t.p[i] > '9')
			return false;
	if (dots < 3)
		return false;
	snprintf(text, sizeof(text), "%.*s", (int)t.len, t.p);
	return t.len >= sizeof(text) || inet_pton(AF_INET, text, address) != 1;
}

/* A list with commas, each of its names without a blank, a quote, a comment or a path. */
static bool
is_addresses(struct span t)
{
	struct span one;

	while (span_next(&t, ',', &one)) {
		one = span_trim(one);
		for (size_t i = 0; i < one.len; i++)
			if (one.p[i] == '\0' || strchr(" \t\"';#/", one.p[i]) != NULL)
				return false;
		if (is_broken_ipv4(one))
			return false;
	}
	return true;
}

/* Words with ',' or ':' between them, blanks before each, '!' right before one to take it away. */
static bool
is_protocols(struct span t)
{
	for (size_t i = 0, len; i < t.len; i += len + 1) {
		for (; i < t.len && (t.p[i] == ' ' || t.p[i] == '\t'); i++)
			;
		i += i < t.len && t.p[i] == '!';
		for (len = 0; i + len < t.len && t.p[i + len] != ',' && t.p[i + len] != ':'; len++)
			;
		if (i + len + 1 == t.len || !is_word_of((struct span){ t.p + i, len }, PROTOCOLS))
			return false;
	}
	return true;
}

/* PgBouncer takes the number that the text begins with, as strtol() does, cut to 32 bits, and
 * refuses 0 alone: 70000, -1 and 5432x fail at the first login. */
static bool
is_port(struct span t)
{
	uint64_t n = 0;
	size_t at = 0;
	bool minus;

	while (at < t.len && t.p[at] != '\0' && strchr(" \t\n\v\f\r", t.p[at]) != NULL)
		at++;
	minus = at < t.len && t.p[at] == '-';
	at += minus || (at < t.len && t.p[at] == '+');
	for (; at < t.len && t.p[at] >= '0' && t.p[at] <= '9'; at++)
		n = n > INT64_MAX / 10 ? UINT64_MAX : n * 10 + (uint64_t)(t.p[at] - '0');
	/* Beyond 64 bits: LONG_MAX, whose low half is ones, or LONG_MIN, whose low half is 0. */
	return n > INT64_MAX ? !minus : (uint32_t)n != 0;
}

const char *
pooler_key_wants(const struct pooler_key *key, struct span value)
{
	switch (key->takes) {
	case KEY_WHOLE:
		return is_whole(value) ? NULL : "a whole number";
	case KEY_SECONDS:
		return is_seconds(value) ? NULL : "a number of seconds without a unit";
	case KEY_WORD:
		return is_word_of(value, key->words) ? NULL : key->words;
	case KEY_ADDRESSES:
		return is_addresses(value) ? NULL : "addresses with commas between them";
	case KEY_PORT:
		return is_port(value) ? NULL : "a number from 1";
	case KEY_PROTOCOLS:
		return is_protocols(value) ? NULL
					   : "secure, all or tlsv1.0 to tlsv1.3, with commas";
	case KEY_TEXT:
	default:
		return NULL;
	}
}
