/* ini_read.h — reads pgbouncer.ini as PgBouncer does: no inline comments, a value is the rest of
 * its line, ";" and "#" only at a line's start. */
#ifndef POOLER_INI_READ_H
#define POOLER_INI_READ_H

#include "pooler/text.h"

#define INI_PAIRS 8192
#define INI_INCLUDES 64

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

struct ini_include {
	struct span file;
	int line;
};

struct ini_doc {
	struct ini_pair pairs[INI_PAIRS];
	size_t count;
	struct ini_include include[INI_INCLUDES]; /* %include FILE: the first ones */
	size_t include_count;
	int bad_line; /* the first line that is no comment, section or key = value; 0: none */
	struct span bad_section; /* the first that PgBouncer does not have, p NULL: none */
	int bad_section_line;
	int again_line; /* of a [pgbouncer] with settings of one before it; 0: none */
	int peers_line; /* of the first [peers]; 0: none */
	bool settings;  /* there is a [pgbouncer] section */
	bool set;       /* and a pair in it */
	bool includes;  /* other files, which are not read: what is missing here may stand there */
	bool full;      /* more than INI_PAIRS */
};

void ini_read(struct ini_doc *doc, const char *p, size_t len);

/* The last [pgbouncer] pair of that key, or NULL. */
const struct ini_pair *ini_setting(const struct ini_doc *doc, const char *key);

/* Is it set, and to that word, in any case? */
bool ini_says(const struct ini_doc *doc, const char *key, const char *value);

/* One KEY=VALUE of an entry's connection string. */
struct ini_part {
	struct span key;
	char value[64]; /* unquoted, cut; it may be a password */
	bool whole; /* there is a "=", a value, its closing quote, and no text right behind it */
};

/* The next one behind *i, that starts as 0; false at the end. */
bool ini_part(struct span value, size_t *i, struct ini_part *part);

/* The last value of `key` in an entry's connection string, which is the one that counts, unquoted
 * into buf; false when it has none. */
bool ini_connection(struct span value, const char *key, char *buf, size_t cap);

/* Does a file's value mean what SHOW CONFIG shows: the same text in any case, or the same number,
 * that may be octal or hexadecimal in the file? */
bool ini_same(struct span file, struct span shown);

#endif
