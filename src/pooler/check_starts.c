/* check_starts.c — what in an ini keeps PgBouncer from starting, L04, L05, or from taking clients,
 * L29. tests/e2e asks 1.18 and later ones themselves. */
#include <string.h>

#include "base/num.h"
#include "pooler/check.h"
#include "pooler/quote.h"

struct starts {
	struct findings *f;
	struct pooler_version version;
};

static void
wrong_value(const struct starts *c, enum pooler_rule rule, int line, const struct pooler_key *key,
    struct span value)
{
	found(c->f, rule, line, "%s takes %s%s, not \"%.*s\"", key->name,
	    key->takes == KEY_WORD ? "one of " : "", pooler_key_wants(key, value),
	    (int)min64((int64_t)value.len, 60), value.p);
}

static void
check_key(const struct starts *c, const struct ini_pair *p)
{
	const struct pooler_key *key = pooler_key_find(p->key.p, p->key.len);
	const char *near = pooler_key_near(p->key.p, p->key.len);

	if (key == NULL)
		found(c->f, L04, p->line, "\"%.*s\" is no setting of PgBouncer%s%s",
		    (int)p->key.len, p->key.p, near ? "; did you mean " : "", near ? near : "");
	else if (!pooler_key_in(key, c->version))
		found(
		    c->f, L04, p->line, "\"%s\" is not known to 1.%d", key->name, c->version.minor);
	else if (pooler_key_wants(key, p->value) != NULL)
		wrong_value(c, L04, p->line, key, p->value);
	else if (c->version.minor < 25 && strcmp(key->name, "auth_type") == 0 &&
		 str_is_nocase(p->value.p, p->value.len, "ldap"))
		found(c->f, L04, p->line, "auth_type \"ldap\" is not known to 1.%d",
		    c->version.minor);
}

static void
check_sections(const struct starts *c, const struct ini_doc *doc)
{
	if (doc->peers_line != 0 && c->version.minor < 19)
		found(c->f, L04, doc->peers_line, "section [peers] is not known to 1.%d",
		    c->version.minor);
	/* A file of pairs alone is included by another, in a section of that. */
	if (doc->count > 0 && doc->pairs[0].section == INI_NONE && doc->bad_section.p == NULL &&
	    doc->pairs[doc->count - 1].section != INI_NONE)
		found(c->f, L04, doc->pairs[0].line, "it stands before the first section");
	else if (!doc->settings && !doc->includes &&
		 (doc->count == 0 || doc->pairs[0].section != INI_NONE))
		found(c->f, L04, 0, "there is no section [pgbouncer]");
	if (doc->again_line != 0)
		found(c->f, L28, doc->again_line, "[pgbouncer] is there before");
	if (doc->bad_section.p != NULL)
		found(c->f, L04, doc->bad_section_line,
		    "[%.*s] is none of [databases], [users], [peers], [pgbouncer]",
		    (int)min64((int64_t)doc->bad_section.len, 60), doc->bad_section.p);
	if (doc->bad_line != 0)
		found(c->f, L04, doc->bad_line, "the line is no section and no key = value");
}

/* The first byte of a name without quotes that ends PgBouncer's reading of it. */
static size_t
first_bad_byte(struct span name)
{
	size_t at = quote_plain_key(name.p, name.len);

	while (at < name.len && name.p[at] == '*')
		at += 1 + quote_plain_key(name.p + at + 1, name.len - at - 1);
	return at;
}

/* What '…' holds; all of a key that is not quoted so. */
static struct span
without_quotes(struct span key)
{
	if (key.len > 1 && key.p[0] == '\'' && key.p[key.len - 1] == '\'')
		return (struct span){ key.p + 1, key.len - 2 };
	return key;
}

static void
check_entry_name(const struct starts *c, const struct ini_pair *p)
{
	struct span inside = without_quotes(p->key);
	bool quoted = inside.len < p->key.len;
	int len = (int)p->key.len;

	if (p->key.p[0] == '"')
		found(c->f, L05, p->line, "%.*s: no version reads double quotes", len, p->key.p);
	else if (quoted && c->version.minor < 25)
		found(c->f, L05, p->line, "%.*s: quotes are read from 1.25 on", len, p->key.p);
	else if (memchr(inside.p, '\'', inside.len) != NULL)
		found(c->f, L05, p->line, "%.*s: no version reads a quote in the name", len,
		    p->key.p);
	else if (!quoted && first_bad_byte(inside) < inside.len)
		found(c->f, L05, p->line, "%.*s: byte %zu ends a name without quotes", len,
		    p->key.p, first_bad_byte(inside) + 1);
	else if (inside.len == 0)
		found(c->f, L05, p->line, "an empty name");
	else if (p->section != INI_DATABASES)
		return;
	else if (span_is(inside, "pgbouncer"))
		found(c->f, L05, p->line, "\"pgbouncer\" is the console's own name");
	else if (inside.len > NAME_BYTES)
		found(c->f, L05, p->line, "%.*s…: %zu bytes, %d is the most", 20, inside.p,
		    inside.len, NAME_BYTES);
}

/* The entry of all other databases is not read before one of them is asked for. */
static bool
is_read_later(const struct ini_pair *p)
{
	return p->section == INI_DATABASES && (span_is(p->key, "*") || span_is(p->key, "'*'"));
}

/* Of a bad one the position alone: it may be a piece of a password. */
static void
check_connection(const struct starts *c, const struct ini_pair *p)
{
	static const char *const whose[] = { [INI_DATABASES] = "connection string",
		[INI_USERS] = "user's settings",
		[INI_PEERS] = "peer's settings" };
	enum pooler_rule rule = is_read_later(p) ? L29 : L04;
	bool host = false;
	struct ini_part part;

	for (size_t i = 0; ini_part(p->value, &i, &part);) {
		const struct pooler_key *key =
		    pooler_entry_key(p->section, part.key.p, part.key.len);
		struct span value = span_of(part.value);

		if (!part.whole || key == NULL || !pooler_key_in(key, c->version)) {
			found(c->f, rule, p->line,
			    "byte %zu of the %s begins no KEY=VALUE of PgBouncer's",
			    (size_t)(part.key.p - p->value.p) + 1, whose[p->section]);
			return;
		}
		if (pooler_key_wants(key, value) != NULL) {
			wrong_value(c, rule, p->line, key, value);
			return;
		}
		host |= strcmp(key->name, "host") == 0;
	}
	if (p->section == INI_PEERS && !host)
		found(c->f, rule, p->line, "a peer has a host");
}

static void
check_peer_id(const struct starts *c, const struct ini_pair *p)
{
	struct span id = c->version.minor >= 25 ? without_quotes(p->key) : p->key;
	uint64_t n;
	struct err e;

	if (num_uint(id.p, id.len, &n, &e) < 0 || n < 1 || n > 65535)
		found(c->f, L04, p->line, "%.*s: a peer's id is a number from 1 to 65535",
		    (int)min64((int64_t)p->key.len, 60), p->key.p);
}

static bool
is_empty(const struct ini_doc *doc, const char *key)
{
	const struct ini_pair *p = ini_setting(doc, key);

	return p == NULL || p->value.len == 0;
}

/* Settings that are nothing without another one. */
static void
check_together(const struct starts *c, const struct ini_doc *doc)
{
	const struct ini_pair *tls = ini_setting(doc, "client_tls_sslmode");
	const struct ini_pair *folder = ini_setting(doc, "unix_socket_dir");

	if (folder != NULL && folder->value.len == 0 && is_empty(doc, "listen_addr"))
		found(c->f, L04, folder->line,
		    "neither listen_addr nor unix_socket_dir: nowhere to listen");
	if (tls != NULL && !ini_says(doc, "client_tls_sslmode", "disable") &&
	    (is_empty(doc, "client_tls_key_file") || is_empty(doc, "client_tls_cert_file")))
		found(c->f, L04, tls->line,
		    "client_tls_sslmode wants client_tls_key_file and client_tls_cert_file");
	if (ini_says(doc, "client_tls_sslmode", "verify-full") &&
	    is_empty(doc, "client_tls_ca_file"))
		found(c->f, L04, tls->line,
		    "client_tls_sslmode = verify-full wants client_tls_ca_file");
	if (ini_says(doc, "auth_type", "cert") &&
	    !ini_says(doc, "client_tls_sslmode", "verify-full"))
		found(c->f, L04, ini_setting(doc, "auth_type")->line,
		    "auth_type = cert wants client_tls_sslmode = verify-full");
	if (ini_says(doc, "auth_type", "hba") && is_empty(doc, "auth_hba_file"))
		found(c->f, L29, ini_setting(doc, "auth_type")->line,
		    "auth_type = hba wants auth_hba_file");
}

void
check_starts(struct findings *f, struct pooler_version version, const struct ini_doc *doc)
{
	struct starts c = { f, version };

	for (size_t i = 0; i < doc->count; i++) {
		const struct ini_pair *p = &doc->pairs[i];
		bool entry = p->section == INI_DATABASES || p->section == INI_USERS;
		bool peer = p->section == INI_PEERS && version.minor >= 19;

		if (p->section == INI_PGBOUNCER)
			check_key(&c, p);
		if (entry)
			check_entry_name(&c, p);
		if (peer)
			check_peer_id(&c, p);
		if (entry || peer)
			check_connection(&c, p);
	}
	if (!doc->includes)
		check_together(&c, doc);
	check_sections(&c, doc);
}
