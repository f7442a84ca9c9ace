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
	{ .name = "admin_users" },
	{ .name = "application_name_add_host", .takes = KEY_WHOLE },
	{ .name = "auth_dbname", .since = 19 },
	{ .name = "auth_file" },
	{ .name = "auth_hba_file" },
	{ .name = "auth_ident_file", .since = 23 },
	{ .name = "auth_ldap_options", .since = 25 },
	{ .name = "auth_query" },
	{ .name = "auth_type", .takes = KEY_WORD, .words = AUTH_TYPES },
	{ .name = "auth_user" },
	{ .name = "autodb_idle_timeout", .takes = KEY_SECONDS },
	{ .name = "cancel_wait_timeout", .since = 19, .takes = KEY_SECONDS },
	{ .name = "client_idle_timeout", .takes = KEY_SECONDS },
	{ .name = "client_login_timeout", .takes = KEY_SECONDS },
	{ .name = "client_tls13_ciphers", .since = 25 },
	{ .name = "client_tls_ca_file" },
	{ .name = "client_tls_cert_file" },
	{ .name = "client_tls_ciphers" },
	{ .name = "client_tls_dheparams" },
	{ .name = "client_tls_ecdhcurve" },
	{ .name = "client_tls_key_file" },
	{ .name = "client_tls_protocols", .takes = KEY_PROTOCOLS },
	{ .name = "client_tls_sslmode", .takes = KEY_WORD, .words = SSL_MODES },
	{ .name = "conffile" },
	{ .name = "default_pool_size", .takes = KEY_WHOLE, .preset = 20 },
	{ .name = "disable_pqexec", .takes = KEY_WHOLE },
	{ .name = "dns_max_ttl", .takes = KEY_SECONDS },
	{ .name = "dns_nxdomain_ttl", .takes = KEY_SECONDS },
	{ .name = "dns_zone_check_period", .takes = KEY_SECONDS },
	{ .name = "idle_transaction_timeout", .takes = KEY_SECONDS },
	{ .name = "ignore_startup_parameters" },
	{ .name = "job_name" },
	{ .name = "listen_addr", .takes = KEY_ADDRESSES },
	{ .name = "listen_backlog", .takes = KEY_WHOLE },
	{ .name = "listen_port", .takes = KEY_WHOLE },
	{ .name = "log_connections", .takes = KEY_WHOLE },
	{ .name = "log_disconnections", .takes = KEY_WHOLE },
	{ .name = "log_pooler_errors", .takes = KEY_WHOLE },
	{ .name = "log_stats", .takes = KEY_WHOLE },
	{ .name = "logfile" },
	{ .name = "login_notify_message", .since = 26 },
	{ .name = "max_client_conn", .takes = KEY_WHOLE, .preset = 100 },
	{ .name = "max_db_client_connections", .since = 24, .takes = KEY_WHOLE },
	{ .name = "max_db_connections", .takes = KEY_WHOLE },
	{ .name = "max_packet_size", .takes = KEY_WHOLE },
	{ .name = "max_prepared_statements", .since = 21, .takes = KEY_WHOLE },
	{ .name = "max_user_client_connections", .since = 24, .takes = KEY_WHOLE },
	{ .name = "max_user_connections", .takes = KEY_WHOLE },
	{ .name = "min_pool_size", .takes = KEY_WHOLE },
	{ .name = "peer_id", .since = 19, .takes = KEY_WHOLE },
	{ .name = "pidfile" },
	{ .name = "pkt_buf", .takes = KEY_WHOLE },
	{ .name = "pool_idle_timeout", .since = 26, .takes = KEY_SECONDS },
	{ .name = "pool_mode", .takes = KEY_WORD, .words = POOL_MODES },
	{ .name = "query_timeout", .takes = KEY_SECONDS },
	{ .name = "query_wait_notify", .since = 25, .takes = KEY_SECONDS },
	{ .name = "query_wait_timeout", .takes = KEY_SECONDS, .preset = 120 },
	{ .name = "reserve_pool_size", .takes = KEY_WHOLE },
	{ .name = "reserve_pool_timeout", .takes = KEY_SECONDS },
	{ .name = "resolv_conf" },
	{ .name = "sbuf_loopcnt", .takes = KEY_WHOLE },
	{ .name = "scram_iterations", .since = 25, .takes = KEY_WHOLE },
	{ .name = "server_check_delay", .takes = KEY_SECONDS },
	{ .name = "server_check_query" },
	{ .name = "server_connect_timeout", .takes = KEY_SECONDS },
	{ .name = "server_fast_close", .takes = KEY_WHOLE },
	{ .name = "server_idle_timeout", .takes = KEY_SECONDS },
	{ .name = "server_lifetime", .takes = KEY_SECONDS },
	{ .name = "server_login_retry", .takes = KEY_SECONDS, .preset = 15 },
	{ .name = "server_reset_query" },
	{ .name = "server_reset_query_always", .takes = KEY_WHOLE },
	{ .name = "server_round_robin", .takes = KEY_WHOLE },
	{ .name = "server_tls13_ciphers", .since = 25 },
	{ .name = "server_tls_ca_file" },
	{ .name = "server_tls_cert_file" },
	{ .name = "server_tls_ciphers" },
	{ .name = "server_tls_key_file" },
	{ .name = "server_tls_protocols", .takes = KEY_PROTOCOLS },
	{ .name = "server_tls_sslmode", .takes = KEY_WORD, .words = SSL_MODES },
	{ .name = "so_reuseport", .takes = KEY_WHOLE },
	{ .name = "stats_period", .takes = KEY_WHOLE },
	{ .name = "stats_users" },
	{ .name = "suspend_timeout", .until = 25, .takes = KEY_SECONDS },
	{ .name = "syslog", .takes = KEY_WHOLE },
	{ .name = "syslog_facility" },
	{ .name = "syslog_ident" },
	{ .name = "tcp_defer_accept", .takes = KEY_WHOLE },
	{ .name = "tcp_keepalive", .takes = KEY_WHOLE },
	{ .name = "tcp_keepcnt", .takes = KEY_WHOLE },
	{ .name = "tcp_keepidle", .takes = KEY_WHOLE },
	{ .name = "tcp_keepintvl", .takes = KEY_WHOLE },
	{ .name = "tcp_socket_buffer", .takes = KEY_WHOLE },
	{ .name = "tcp_user_timeout", .takes = KEY_WHOLE },
	{ .name = "track_extra_parameters", .since = 20 },
	{ .name = "transaction_timeout", .since = 25, .takes = KEY_SECONDS },
	{ .name = "unix_socket_dir" },
	{ .name = "unix_socket_group" },
	{ .name = "unix_socket_mode", .takes = KEY_WHOLE },
	{ .name = "user" },
	{ .name = "verbose", .takes = KEY_WHOLE },
};

/* Keys in the value of an entry, and the first minor version that takes one there. What is a number
 * is not looked at before it is used, but a port. */
static const struct pooler_key database_keys[] = {
	{ .name = "application_name" },
	{ .name = "auth_dbname", .since = 19 },
	{ .name = "auth_query", .since = 22 },
	{ .name = "auth_user" },
	{ .name = "client_encoding" },
	{ .name = "connect_query" },
	{ .name = "datestyle" },
	{ .name = "dbname" },
	{ .name = "host" },
	{ .name = "load_balance_hosts",
	    .since = 24,
	    .takes = KEY_WORD,
	    .words = "disable round-robin" },
	{ .name = "max_db_client_connections", .since = 24 },
	{ .name = "max_db_connections" },
	{ .name = "min_pool_size" },
	{ .name = "password" },
	{ .name = "pool_mode", .takes = KEY_WORD, .words = POOL_MODES },
	{ .name = "pool_size" },
	{ .name = "port", .takes = KEY_PORT },
	{ .name = "query_wait_timeout", .since = 26 },
	{ .name = "reserve_pool" },
	{ .name = "reserve_pool_size", .since = 24 },
	{ .name = "server_lifetime", .since = 23 },
	{ .name = "timezone" },
	{ .name = "user" },
};
static const struct pooler_key user_keys[] = {
	{ .name = "client_idle_timeout", .since = 24 },
	{ .name = "idle_transaction_timeout", .since = 24 },
	{ .name = "max_user_client_connections", .since = 24 },
	{ .name = "max_user_connections" },
	{ .name = "pool_mode", .takes = KEY_WORD, .words = POOL_MODES },
	{ .name = "pool_size", .since = 23 },
	{ .name = "query_timeout", .since = 24 },
	{ .name = "query_wait_timeout", .since = 26 },
	{ .name = "reserve_pool_size", .since = 24 },
	{ .name = "transaction_timeout", .since = 25 },
};
static const struct pooler_key peer_keys[] = {
	{ .name = "host", .since = 19 },
	{ .name = "pool_size", .since = 19 },
	{ .name = "port", .since = 19, .takes = KEY_PORT },
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

/* 0.DIGITS times ten to the power; the digits begin with the first that is no 0. */
struct decimal {
	char digits[24]; /* the first of them: enough to tell what is out of range */
	size_t n;
	int power;
	bool any; /* a digit stood there, if only 0 */
};

static size_t
take_digits(struct span t, size_t at, struct decimal *d)
{
	bool dot = false;

	for (; at < t.len; at++) {
		bool is_digit = t.p[at] >= '0' && t.p[at] <= '9';

		if (!is_digit && (t.p[at] != '.' || dot))
			break;
		dot |= !is_digit;
		if (!is_digit)
			continue;
		d->any = true;
		if (d->n > 0 || t.p[at] != '0')
			d->power += !dot;
		else
			d->power -= dot;
		if (d->n + 1 < sizeof(d->digits) && (d->n > 0 || t.p[at] != '0'))
			d->digits[d->n++] = t.p[at];
	}
	return at;
}

/* The exponent behind "e"; without a digit the text is no number, SIZE_MAX. */
static size_t
take_exponent(struct span t, size_t at, struct decimal *d)
{
	size_t first = at + 1;
	int exponent = 0;
	bool minus;

	if (at >= t.len || (t.p[at] | 32) != 'e')
		return at;
	minus = first < t.len && t.p[first] == '-';
	first += minus || (first < t.len && t.p[first] == '+');
	for (at = first; at < t.len && t.p[at] >= '0' && t.p[at] <= '9'; at++)
		if (exponent < 100000000)
			exponent = exponent * 10 + (t.p[at] - '0');
	d->power += minus ? -exponent : exponent;
	return at == first ? SIZE_MAX : at;
}

/* Whether a double holds it: not beyond the largest, not below the least that has all its digits.
 */
static bool
is_in_range(const struct decimal *d)
{
	if (d->n == 0)
		return true;
	if (d->power == 309)
		return strcmp(d->digits, "17976931348623158079") < 0;
	if (d->power == -307)
		return strcmp(d->digits, "2225073858507201383") >= 0;
	return d->power > -307 && d->power < 309;
}

/* As PgBouncer reads it, by strtod(), without a unit, below 0 or out of range; "nan(…)" and
 * hexadecimal fractions are refused here alone. */
static bool
is_seconds(struct span t)
{
	static const char *const words[] = { "inf", "infinity", "nan" };
	bool minus = t.len > 0 && t.p[0] == '-';
	size_t at = minus || (t.len > 0 && t.p[0] == '+');
	struct decimal d = { .n = 0 };

	for (size_t i = 0; i < LEN(words) && !minus; i++)
		if (str_is_nocase(t.p + at, t.len - at, words[i]))
			return true;
	at = take_digits(t, at, &d);
	at = take_exponent(t, at, &d);
	if (at == t.len)
		return d.any && is_in_range(&d) && (!minus || d.n == 0);
	return !minus && is_whole(t); /* hexadecimal */
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
	span_copy(t, text, sizeof(text));
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
