/* str.c — a bounded text builder with a sticky overflow flag. */
#include "base/str.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/fail.h"

struct str
str_on(char *buf, size_t cap)
{
	struct str s = { .p = buf, .len = 0, .cap = cap, .full = false };

	buf[0] = '\0';
	return s;
}

void
str_clear(struct str *s)
{
	s->len = 0;
	s->full = false;
	s->p[0] = '\0';
}

void
str_addn(struct str *s, const char *text, size_t len)
{
	size_t room = s->cap - 1 - s->len;

	if (len > room) {
		s->full = true;
		len = room;
	}
	if (len == 0)
		return;
	memcpy(s->p + s->len, text, len);
	s->len += len;
	s->p[s->len] = '\0';
}

void
str_add(struct str *s, const char *text)
{
	str_addn(s, text, strlen(text));
}

void
str_addc(struct str *s, char c)
{
	str_addn(s, &c, 1);
}

void
str_add_upper(struct str *s, const char *text)
{
	for (; *text != '\0'; text++)
		str_addc(s, *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text);
}

void
str_add_list(struct str *s, const char *const *words)
{
	for (size_t i = 0; words[i] != NULL; i++) {
		str_add(s, i > 0 ? ", " : "");
		str_add(s, words[i]);
	}
}

void
str_addf(struct str *s, const char *fmt, ...)
{
	size_t room = s->cap - s->len;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(s->p + s->len, room, fmt, args);
	va_end(args);
	if (n < 0 || (size_t)n >= room) {
		s->full = true;
		s->len += n < 0 ? 0 : room - 1;
		s->p[s->len] = '\0';
		return;
	}
	s->len += (size_t)n;
}

void
str_printable(char *text)
{
	for (; *text != '\0'; text++)
		if (str_is_control(*text))
			*text = '?';
}

void
str_add_printable(struct str *s, const char *text)
{
	size_t start = s->len;

	str_add(s, text);
	str_printable(s->p + start);
}

bool
str_is(const char *p, size_t len, const char *word)
{
	return strlen(word) == len && memcmp(p, word, len) == 0;
}

bool
str_is_nocase(const char *p, size_t len, const char *word)
{
	return strlen(word) == len && strncasecmp(p, word, len) == 0;
}

bool
str_ends(const char *p, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len >= n && memcmp(p + len - n, end, n) == 0;
}

int
str_check_host(const char *text, struct err *e)
{
	if (text[0] == '/' || text[0] == '@' ||
	    (strpbrk(text, "=@") == NULL && strstr(text, "://") == NULL))
		return 0;
	return fail(e, "a URL or a connection string is no host");
}

bool
str_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

const char *
str_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

bool
str_in(const char *word, const char *const *list)
{
	while (*list != NULL && strcmp(*list, word) != 0)
		list++;
	return *list != NULL;
}

uint64_t
str_hash(uint64_t hash, const char *text)
{
	do
		hash = str_hash_byte(hash, (unsigned char)*text);
	while (*text++ != '\0');
	return hash;
}

/* The edit distance of two words; neighbours that are swapped are one edit. */
static int
distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);
	int rows[3][64];

	if (la >= LEN(rows[0]) || lb >= LEN(rows[0]))
		return INT_MAX;
	for (size_t j = 0; j <= lb; j++)
		rows[0][j] = (int)j;
	for (size_t i = 1; i <= la; i++) {
		int *row = rows[i % 3], *above = rows[(i + 2) % 3], *swap = rows[(i + 1) % 3];

		row[0] = (int)i;
		for (size_t j = 1; j <= lb; j++) {
			row[j] = above[j - 1] + (a[i - 1] != b[j - 1]);
			if (above[j] + 1 < row[j])
				row[j] = above[j] + 1;
			if (row[j - 1] + 1 < row[j])
				row[j] = row[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    swap[j - 2] + 1 < row[j])
				row[j] = swap[j - 2] + 1;
		}
	}
	return rows[la % 3][lb];
}

void
str_near(struct near *near, const char *name)
{
	int edits = distance(near->word, name);

	if (edits < near->limit && 2 * edits < (int)strlen(near->word)) {
		near->limit = edits;
		near->name = name;
	}
}
