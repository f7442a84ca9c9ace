/* ini_read.c — pgbouncer.ini as a list of pairs. */
#include "pooler/ini_read.h"

#include <string.h>
#include <strings.h>

static enum ini_section
section_of(struct span name)
{
	static const char *const names[] = { "", "databases", "users", "peers", "pgbouncer" };

	for (size_t i = 1; i < LEN(names); i++)
		if (span_is(name, names[i]))
			return (enum ini_section)i;
	return INI_NONE;
}

/* Keys of [databases] may be quoted, and then hold anything, a "=" too. */
static const char *
find_equals(struct span line)
{
	size_t start = 0;

	if (line.p[0] == '"' || line.p[0] == '\'') {
		const char *close = memchr(line.p + 1, line.p[0], line.len - 1);

		start = close ? (size_t)(close - line.p) : 0;
	}
	return memchr(line.p + start, '=', line.len - start);
}

static enum ini_section
open_section(struct ini_doc *doc, struct span name, int number)
{
	enum ini_section section = section_of(name);

	doc->settings |= section == INI_PGBOUNCER;
	if (section == INI_PGBOUNCER && doc->again_line == 0 && doc->set)
		doc->again_line = number;
	if (section == INI_PEERS && doc->peers_line == 0)
		doc->peers_line = number;
	if (section == INI_NONE && doc->bad_section.p == NULL) {
		doc->bad_section = name;
		doc->bad_section_line = number;
	}
	return section;
}

/* Takes the sections that the line begins with; what is left of it. */
static struct span
take_sections(struct ini_doc *doc, enum ini_section *section, struct span line, int number)
{
	const char *close;

	while (
	    line.len > 0 && line.p[0] == '[' && (close = memchr(line.p, ']', line.len)) != NULL) {
		struct span name = { line.p + 1, (size_t)(close - line.p) - 1 };

		*section = open_section(doc, name, number);
		line = span_trim((struct span){ close + 1, line.len - name.len - 2 });
	}
	return line;
}

/* "%include FILE"; false: the line is another. */
static bool
take_include(struct ini_doc *doc, struct span line, int number)
{
	if (line.len <= 9 || memcmp(line.p, "%include", 8) != 0 || strchr(" \t", line.p[8]) == NULL)
		return false;
	doc->includes = true;
	if (doc->include_count < INI_INCLUDES)
		doc->include[doc->include_count++] =
		    (struct ini_include){ span_trim((struct span){ line.p + 9, line.len - 9 }),
			    number };
	return true;
}

static void
take_pair(struct ini_doc *doc, enum ini_section section, struct span line, int number)
{
	const char *equals = find_equals(line);
	struct span rest;

	if (equals == NULL || equals == line.p) {
		if (doc->bad_line == 0)
			doc->bad_line = number;
		return;
	}
	if (doc->count == INI_PAIRS) {
		doc->full = true;
		return;
	}
	doc->set |= section == INI_PGBOUNCER;
	rest = (struct span){ equals + 1, line.len - (size_t)(equals + 1 - line.p) };
	doc->pairs[doc->count++] = (struct ini_pair){ .section = section,
		.key = span_trim((struct span){ line.p, (size_t)(equals - line.p) }),
		.value = span_trim(rest),
		.line = number };
}

void
ini_read(struct ini_doc *doc, const char *p, size_t len)
{
	struct span rest = { p, len }, line;
	enum ini_section section = INI_NONE;
	int number = 0;

	doc->count = doc->include_count = 0;
	doc->bad_line = doc->again_line = doc->peers_line = 0;
	doc->bad_section = (struct span){ NULL, 0 };
	doc->full = doc->includes = doc->settings = doc->set = false;
	while (span_line(&rest, &line)) {
		line = take_sections(doc, &section, span_trim(line), ++number);
		if (line.len > 0 && strchr(";#", line.p[0]) == NULL &&
		    !take_include(doc, line, number))
			take_pair(doc, section, line, number);
	}
}

const struct ini_pair *
ini_setting(const struct ini_doc *doc, const char *key)
{
	const struct ini_pair *last = NULL;

	for (size_t i = 0; i < doc->count; i++)
		if (doc->pairs[i].section == INI_PGBOUNCER && span_is(doc->pairs[i].key, key))
			last = &doc->pairs[i];
	return last;
}

bool
ini_says(const struct ini_doc *doc, const char *key, const char *value)
{
	const struct ini_pair *p = ini_setting(doc, key);

	return p != NULL && str_is_nocase(p->value.p, p->value.len, value);
}

/* One value at *i of a connection string: bare up to a blank, or '…' with '' for a quote. False
 * when the quote is not closed. */
static bool
take_value(struct span s, size_t *i, struct str *out)
{
	bool quoted = *i < s.len && s.p[*i] == '\'';

	for (*i += quoted; *i < s.len; (*i)++) {
		if (quoted && s.p[*i] == '\'' && (++*i >= s.len || s.p[*i] != '\''))
			return true;
		if (!quoted && strchr(" \t", s.p[*i]) != NULL)
			return true;
		str_addc(out, s.p[*i]);
	}
	return !quoted;
}

/* The key at *i of a connection string, *i moved to its value; len 0 at the end. */
static struct span
take_key(struct span s, size_t *i, bool *equals)
{
	struct span key;

	while (*i < s.len && strchr(" \t", s.p[*i]) != NULL)
		(*i)++;
	key = (struct span){ s.p + *i, 0 };
	for (; *i < s.len && strchr("= \t", s.p[*i]) == NULL; key.len++)
		(*i)++;
	for (*equals = false; *i < s.len && strchr("= \t", s.p[*i]) != NULL; (*i)++)
		*equals |= s.p[*i] == '=';
	return key;
}

bool
ini_part(struct span value, size_t *i, struct ini_part *part)
{
	struct str out = str_on(part->value, sizeof(part->value));
	bool equals;

	part->key = take_key(value, i, &equals);
	if (part->key.len == 0 && !equals)
		return false;
	part->whole = equals && take_value(value, i, &out) && out.len > 0 &&
		      (*i == value.len || strchr(" \t", value.p[*i]) != NULL);
	return true;
}

bool
ini_connection(struct span value, const char *key, char *buf, size_t cap)
{
	bool known = false;

	buf[0] = '\0';
	for (size_t i = 0; i < value.len;) {
		bool equals, is_it = span_is(take_key(value, &i, &equals), key);
		char unwanted[1];
		struct str out = is_it ? str_on(buf, cap) : str_on(unwanted, sizeof(unwanted));

		take_value(value, &i, &out);
		known |= is_it;
	}
	return known;
}

/* A whole number as C reads it: 0x in front is hexadecimal, 0 octal; -1 for anything else. */
static int64_t
read_whole(struct span t)
{
	unsigned base = t.len > 1 && t.p[0] == '0' ? 8 : 10;
	size_t at = 0;
	int64_t n = 0;

	if (base == 8 && (t.p[1] == 'x' || t.p[1] == 'X')) {
		base = 16;
		at = 2;
	}
	for (; at < t.len && n < INT32_MAX; at++) {
		const char *digits = "0123456789abcdef";
		char c = t.p[at] >= 'A' && t.p[at] <= 'F' ? (char)(t.p[at] + 32) : t.p[at];
		const char *digit = memchr(digits, c, base);

		if (digit == NULL)
			return -1;
		n = n * base + (digit - digits);
	}
	return t.len > (base == 16 ? 2 : 0) && at == t.len ? n : -1;
}

/* A number without the zeros that say nothing; empty for a text that is none. */
static struct span
plain_decimal(struct span t)
{
	const char *dot = memchr(t.p, '.', t.len);

	for (size_t i = 0; i < t.len; i++)
		if ((t.p[i] < '0' || t.p[i] > '9') && t.p + i != dot)
			return (struct span){ t.p, 0 };
	while (dot != NULL && t.p + t.len > dot && strchr("0.", t.p[t.len - 1]) != NULL)
		t.len--;
	while (t.len > 1 && t.p[0] == '0' && t.p[1] != '.') {
		t.p++;
		t.len--;
	}
	return t;
}

bool
ini_same(struct span file, struct span shown)
{
	struct span a, b;

	if (file.len == shown.len && strncasecmp(file.p, shown.p, file.len) == 0)
		return true;
	a = plain_decimal(file);
	b = plain_decimal(shown);
	if (b.len == 0)
		return false;
	if (a.len == b.len && memcmp(a.p, b.p, a.len) == 0)
		return true;
	return read_whole(file) >= 0 && read_whole(file) == read_whole(shown);
}
