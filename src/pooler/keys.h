/* keys.h — the keys of PgBouncer's [pgbouncer] section: which version knows them, what they take.
 */
#ifndef POOLER_KEYS_H
#define POOLER_KEYS_H

#include "pooler/ini_read.h"
#include "pooler/version.h"

enum pooler_takes {
	KEY_TEXT, /* anything */
	KEY_WHOLE,
	KEY_SECONDS,
	KEY_ADDRESSES,
	KEY_PORT,      /* of an entry */
	KEY_PROTOCOLS, /* of TLS; what is no such list stops PgBouncer once TLS is on */
	KEY_WORD       /* one of a few, in any case */
};

/* since 0: older than we look; until 0: still there. */
struct pooler_key {
	const char *name;
	int since, until; /* minor versions: first with it, last with it */
	enum pooler_takes takes;
	const char *words; /* of KEY_WORD, by blanks */
	int preset;        /* PgBouncer's default, of a number that check_ini.c looks at */
};

/* The key of that name in any version, or NULL. */
const struct pooler_key *pooler_key_find(const char *name, size_t len);
bool pooler_key_in(const struct pooler_key *key, struct pooler_version v);
/* The key of that name in the connection string of a database, or in what a user's or a peer's
 * entry takes in its place, or NULL. */
const struct pooler_key *pooler_entry_key(enum ini_section section, const char *name, size_t len);
/* The key that is spelt nearly so, or NULL. */
const char *pooler_key_near(const char *name, size_t len);
/* NULL when PgBouncer starts with this value, else what it takes. There is no comment behind a
 * value and no quote around it. */
const char *pooler_key_wants(const struct pooler_key *key, struct span value);

#endif
