/* check_auth.c — findings in the auth file: is it readable, is it one entry, is it the right
 * secret? */
#include <string.h>

#include "crypto/scram.h"
#include "pooler/check.h"

static bool
is_hash(const struct auth_line *entry)
{
	return password_is_hash(entry->password, strlen(entry->password));
}

/* The same password in the environment, the auth file and the server's verifier: provable without a
 * server. */
static void
check_secret(struct findings *f, const struct pooler_facts *facts, const struct auth_line *entry)
{
	struct scram v;
	struct err e;

	if (facts->secret != NULL && strcmp(facts->secret, entry->password) != 0)
		found(f, L24, entry->line, "PGBOUNCER_AUTH_PASS is not the password of \"%s\"",
		    entry->name);
	if (facts->verifier == NULL || is_hash(entry))
		return;
	if (scram_parse(facts->verifier, strlen(facts->verifier), &v, &e) < 0)
		found(f, L24, entry->line, "PGBOUNCER_AUTH_VERIFIER: %s", e.text);
	else if (!scram_matches(&v, entry->password, strlen(entry->password)))
		found(f, L24, entry->line,
		    "the verifier is not of the password of \"%s\": computed from both",
		    entry->name);
}

static void
check_auth_user(struct findings *f, const struct pooler_facts *facts, const struct auth_line *entry)
{
	if (entry->password[0] == '\0' && facts->certificate)
		return;
	if (entry->password[0] == '\0')
		found(f, L07, entry->line, "\"%s\" has an empty password", entry->name);
	else if (is_hash(entry))
		found(f, L07, entry->line, "\"%s\" has a hash", entry->name);
	check_secret(f, facts, entry);
}

static void
check_entry(struct findings *f, const struct auth_line *entry)
{
	struct err e;

	if (entry->trailing)
		found(f, L08, entry->line,
		    "text behind the password of \"%s\": a quote in it is not doubled?",
		    entry->name);
	if (entry->cut || strlen(entry->password) > PASSWORD_MAX)
		found(f, L08, entry->line, "the entry of \"%s\" is too long", entry->name);
	else if (entry->password[0] != '\0' && !is_hash(entry) &&
		 password_check(entry->password, strlen(entry->password), &e) < 0)
		found(f, L08, entry->line, "the password of \"%s\": %s", entry->name, e.text);
}

#define NAMES 256 /* looked at for duplicates */

struct auth_check {
	struct findings *f;
	const struct pooler_facts *facts;
	int count;
	bool has_auth_user;
	uint64_t names[NAMES]; /* their hashes */
};

static void
check_one(struct auth_check *c, const struct auth_line *entry)
{
	uint64_t hash = str_hash(STR_HASH, entry->name);

	for (int i = 0; i < c->count && i < NAMES; i++)
		if (c->names[i] == hash) {
			found(c->f, L08, entry->line, "\"%s\" is there twice", entry->name);
			break;
		}
	if (c->count < NAMES)
		c->names[c->count] = hash;
	c->count++;
	check_entry(c->f, entry);
	if (strcmp(entry->name, c->facts->auth_user) != 0)
		return;
	c->has_auth_user = true;
	check_auth_user(c->f, c->facts, entry);
}

void
check_auth_file(struct findings *f, struct pooler_facts *facts, const struct pooler_file *file)
{
	struct auth_check c = { .f = f, .facts = facts };
	struct span rest = file->text;
	struct auth_line entry;
	enum auth_next next;
	int line = 0;

	while ((next = auth_next(&rest, &line, &entry)) == AUTH_ENTRY)
		check_one(&c, &entry);
	if (next == AUTH_BROKEN)
		found(f, L08, entry.line, "%s: this line and all behind it are not read",
		    rest.len > 0 && rest.p[0] == '#' ? "\"#\" starts no comment here, \";\" does"
						     : "no \"name\" \"password\"");
	explicit_bzero(&entry, sizeof(entry));
	if (c.count > 1)
		found(f, L08, 0,
		    "%d entries: whoever knows one of the passwords can become "
		    "anyone on versions with CVE-2026-107350",
		    c.count);
	if (file->mode != 0 && (file->mode & 077) != 0)
		found(f, L08, 0, "its mode is %04o, not 0600", file->mode & 07777);
	if (facts->auth_user[0] != '\0' && !c.has_auth_user && !facts->certificate)
		found(f, L06, 0, "\"%s\" is not in it", facts->auth_user);
}
