/* ini_read.h — reads pgbouncer.ini as PgBouncer does: no inline comments, a value is the rest of
 * its line, ";" and "#" only at a line's start. */
#ifndef POOLER_INI_READ_H
#define POOLER_INI_READ_H

#include "pooler/text.h"
#include "pooler/version.h"

#define INI_PAIRS 1024

enum ini_section {
	INI_NONE,
	INI_DATABASES,
	INI_USERS,
	INI_PEERS,
	INI_PGBOUNCER
};

struct ini_pair {
	enum ini_section section;
	struct span key, value; /* inside the text read */
	int line;
};

struct ini_doc {
	struct ini_pair pairs[INI_PAIRS];
	size_t count;
	int bad_line; /* the first line that is no comment, section or key = value; 0: none */
	struct span bad_section; /* the first that PgBouncer does not have, p NULL: none */
	int bad_section_line;
	int again_line; /* of a [pgbouncer] with settings of one before it; 0: none */
	bool settings;  /* there is a [pgbouncer] section */
	bool includes;  /* other files, which are not read: what is missing here may stand there */
	bool full;      /* more than INI_PAIRS */
};

void ini_read(struct ini_doc *doc, const char *p, size_t len);

/* The last [pgbouncer] pair of that key, or NULL. */
const struct ini_pair *ini_setting(const struct ini_doc *doc, const char *key);

/* The value of `key` in a database entry's connection string, unquoted into buf; false when it has
 * none. */
bool ini_connection(struct span value, const char *key, char *buf, size_t cap);

/* The first key in an entry's value that `known` denies for this version, that has no "=", or whose
 * value is empty, has no closing quote or text right behind it: PgBouncer does not start then. p
 * NULL when there is none. */
struct span ini_connection_stray(struct span value,
    bool (*known)(const char *name, size_t len, struct pooler_version v),
    struct pooler_version version);

/* Does a file's value mean what SHOW CONFIG shows: the same text in any case, or the same number,
 * that may be octal or hexadecimal in the file? */
bool ini_same(struct span file, struct span shown);

#endif
