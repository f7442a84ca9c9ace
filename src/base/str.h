/* str.h — a text under construction in the caller's buffer.
 *
 * p is NUL-terminated at all times. Writing past the end sets `full` and drops the rest,
 * so a renderer checks once, at its end. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/base.h"

struct err; /* fail.h */

#define NAME_BYTES 63 /* of a role, a database, a slot: NAMEDATALEN - 1 */

struct str {
	char *p;
	size_t len, cap;
	bool full;
};

/* An empty str on a char array: struct str s = str_on(buf, sizeof(buf)); cap must be at least 1. */
struct str str_on(char *buf, size_t cap);
void str_clear(struct str *s);
void str_add(struct str *s, const char *text);
void str_addn(struct str *s, const char *text, size_t len);
void str_addc(struct str *s, char c);
/* "a, b, c", of a list that ends in NULL. */
void str_add_list(struct str *s, const char *const *words);
/* The text in capital letters. */
void str_add_upper(struct str *s, const char *text);
void str_addf(struct str *s, const char *fmt, ...) PRINTF(2, 3);
/* The text with its control characters replaced: names are anybody's bytes. */
void str_add_printable(struct str *s, const char *text);
/* Control characters of the text become '?'. */
void str_printable(char *text);

/* ASCII only, whatever the locale. */
static inline char
str_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline bool
str_is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

/* What separates words within a line: also the CR of a line that ends as on Windows. */
static inline bool
str_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Comparisons over (ptr, len) texts that carry no NUL. */
bool str_is(const char *p, size_t len, const char *word);
bool str_is_nocase(const char *p, size_t len, const char *word);
bool str_ends(const char *p, size_t len, const char *end);
bool str_starts(const char *text, const char *prefix);

/* -1 and e when the text is no host, but a URL, USER@HOST or a connection string: it may have a
 * password in it, and is not repeated. A path, and the '@' of an abstract socket, begin a socket's
 * place. */
int str_check_host(const char *text, struct err *e);
/* What stands behind the last / of the path, or all of it. */
const char *str_base(const char *path);
/* Is it a word of the list, which ends in NULL? */
bool str_in(const char *word, const char *const *list);

/* 64-bit FNV-1a, from STR_HASH on: of one byte more, of a text and its NUL. Two names of one hash
 * are one name: a wrong match takes some 2^32 names. */
#define STR_HASH 0xcbf29ce484222325u
static inline uint64_t
str_hash_byte(uint64_t hash, unsigned char byte)
{
	return (hash ^ byte) * 0x100000001b3u;
}
uint64_t str_hash(uint64_t hash, const char *text);

/* "did you mean": of the names that str_near() is shown, `name` is the one nearest to `word`; NULL
 * while none is nearer than `limit` edits, and than half of the word. Words over 63 bytes are near
 * to nothing. */
struct near {
	const char *word;
	int limit;
	const char *name;
};
#define NEAR_LIMIT 3 /* two slips of the finger are near, three are another word */
void str_near(struct near *near, const char *name);

#endif
