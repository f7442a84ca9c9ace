/* check_starts.c — what in an ini keeps PgBouncer from starting: L04, L05. tests/e2e asks 1.18
 * itself. */
#include <string.h>

#include "pooler/check.h"
#include "pooler/quote.h"

struct starts {
	struct findings *f;
	struct pooler_version version;
};

static void
check_key(const struct starts *c, const struct ini_pair *p)
{
	const struct pooler_key *key = pooler_key_find(p->key.p, p->key.len);
	const char *near = pooler_key_near(p->key.p, p->key.len), *wants;

	if (key == NULL)
		found(c->f, L04, p->line, "\"%.*s\" is no setting of PgBouncer%s%s",
		    (int)p->key.len, p->key.p, near ? "; did you mean " : "", near ? near : "");
	else if (!pooler_key_in(key, c->version))
		found(
		    c->f, L04, p->line, "\"%s\" is not known to 1.%d", key->name, c->version.minor);
	else if ((wants = pooler_key_wants(key, p->value)) != NULL)
		found(c->f, L04, p->line, "%s takes %s%s, not \"%.*s\"", key->name,
		    key->takes == KEY_WORD ? "one of " : "", wants,
		    (int)min64((int64_t)p->value.len, 60), p->value.p);
}

static void
check_sections(const struct starts *c, const struct ini_doc *doc)
{
	for (size_t i = 0; i < doc->count && c->version.minor < 19; i++) {
		if (doc->pairs[i].section != INI_PEERS)
			continue;
		found(c->f, L04, doc->pairs[i].line, "section [peers] is not known to 1.%d",
		    c->version.minor);
		break;
	}
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

static void
check_entry_name(const struct starts *c, const struct ini_pair *p)
{
	bool quoted = p->key.len > 1 && p->key.p[0] == '\'' && p->key.p[p->key.len - 1] == '\'';
	struct span inside = quoted ? (struct span){ p->key.p + 1, p->key.len - 2 } : p->key;
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

/* PgBouncer (1.18, 1.24, 1.26) reads the number that a port begins with and stops at 0 alone:
 * 70000, -1 and 5432x fail at the first login. */
static bool
is_port_zero(const char *port)
{
	size_t at = strspn(port, " \t");

	at += port[at] == '-' || port[at] == '+';
	at += strspn(port + at, "0");
	return port[at] < '1' || port[at] > '9';
}

/* Of a bad one the position alone: it may be a piece of a password. */
static void
check_connection(const struct starts *c, const struct ini_pair *p)
{
	bool user = p->section == INI_USERS;
	struct span stray = ini_connection_stray(
	    p->value, user ? pooler_key_of_user : pooler_key_of_database, c->version);
	char port[40];

	if (stray.p != NULL)
		found(c->f, L04, p->line, "byte %zu of the %s begins no KEY=VALUE of PgBouncer's",
		    (size_t)(stray.p - p->value.p) + 1,
		    user ? "user's settings" : "connection string");
	else if (!user && ini_connection(p->value, "port", port, sizeof(port)) &&
		 is_port_zero(port))
		found(c->f, L04, p->line, "port takes a number from 1, not \"%s\"", port);
}

/* Of a database entry or a user. */
static void
check_pool_mode(const struct starts *c, const struct ini_pair *p)
{
	const struct pooler_key *key = pooler_key_find("pool_mode", 9);
	char mode[40];
	const char *wants;

	if (!ini_connection(p->value, key->name, mode, sizeof(mode)) || mode[0] == '\0')
		return;
	wants = pooler_key_wants(key, span_of(mode));
	if (wants != NULL)
		found(c->f, L04, p->line, "pool_mode takes one of %s, not \"%s\"", wants, mode);
}

/* The entry of all other databases is not read before one of them is asked for. */
static bool
is_read_later(const struct ini_pair *p)
{
	return p->section == INI_DATABASES && (span_is(p->key, "*") || span_is(p->key, "'*'"));
}

void
check_starts(struct findings *f, struct pooler_version version, const struct ini_doc *doc)
{
	struct starts c = { f, version };

	for (size_t i = 0; i < doc->count; i++) {
		const struct ini_pair *p = &doc->pairs[i];

		if (p->section == INI_PGBOUNCER)
			check_key(&c, p);
		if (p->section != INI_DATABASES && p->section != INI_USERS)
			continue;
		check_entry_name(&c, p);
		if (is_read_later(p))
			continue;
		check_pool_mode(&c, p);
		check_connection(&c, p);
	}
	check_sections(&c, doc);
}
