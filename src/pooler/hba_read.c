/* hba_read.c — hba lines and which of them hides which. */
#include "pooler/hba_read.h"

#include <string.h>

#include "base/num.h"

/* The next word of *s, quotes taken off; false when there is none. */
static bool
take_word(struct text *s, char *buf, size_t cap)
{
	struct str out = str_on(buf, cap);
	bool quoted = false;

	*s = text_trim(*s);
	if (s->len == 0 || s->p[0] == '#')
		return false;
	while (s->len > 0 && (quoted || strchr(" \t#", s->p[0]) == NULL)) {
		if (s->p[0] == '"')
			quoted = !quoted;
		else
			str_addc(&out, s->p[0]);
		s->p++;
		s->len--;
	}
	return true;
}

static bool
is_mask(const char *word)
{
	return strspn(word, "0123456789.") == strlen(word) && strchr(word, '.') != NULL;
}

static bool
read_rule(struct text line, struct hba_line *h)
{
	memset(h, 0, sizeof(*h));
	if (!take_word(&line, h->type, sizeof(h->type)) ||
	    !take_word(&line, h->database, sizeof(h->database)) ||
	    !take_word(&line, h->user, sizeof(h->user)))
		return false;
	if (strcmp(h->type, "local") != 0 && !take_word(&line, h->address, sizeof(h->address)))
		return false;
	if (!take_word(&line, h->method, sizeof(h->method)))
		return false;
	/* address and mask in two words */
	return !is_mask(h->method) || take_word(&line, h->method, sizeof(h->method));
}

size_t
hba_read(const char *p, size_t len, struct hba_line *lines, size_t cap)
{
	struct text rest = { p, len }, line;
	size_t count = 0;
	int number = 0;

	while (count < cap && text_line(&rest, &line)) {
		number++;
		if (!read_rule(line, &lines[count]))
			continue;
		lines[count++].line = number;
	}
	return count;
}

static bool
is_everywhere(const char *address)
{
	return strcmp(address, "all") == 0;
}

/* An IPv4 network as its first address and prefix; false when the text is none. */
static bool
read_network(const char *text, uint32_t *address, int *prefix)
{
	size_t at = 0;
	uint64_t n;
	struct err e;

	*address = 0;
	for (int i = 0; i < 4; i++) {
		size_t digits = strspn(text + at, "0123456789");

		if (digits == 0 || digits > 3 || num_uint(text + at, digits, &n, &e) < 0 || n > 255)
			return false;
		*address = *address << 8 | (uint32_t)n;
		at += digits;
		if (i < 3 && text[at++] != '.')
			return false;
	}
	*prefix = 32;
	if (text[at] == '\0')
		return true;
	if (text[at] != '/' || num_uint(text + at + 1, strlen(text + at + 1), &n, &e) < 0 || n > 32)
		return false;
	*prefix = (int)n;
	return true;
}

static bool
covers_address(const char *a, const char *b)
{
	uint32_t wide, narrow, mask;
	int wide_prefix, narrow_prefix;

	if (is_everywhere(a) || strcmp(a, b) == 0)
		return true;
	if (strcmp(a, "::/0") == 0)
		return strchr(b, ':') != NULL;
	if (!read_network(a, &wide, &wide_prefix) || !read_network(b, &narrow, &narrow_prefix))
		return false;
	mask = wide_prefix == 0 ? 0 : ~(uint32_t)0 << (32 - wide_prefix);
	return wide_prefix <= narrow_prefix && (wide & mask) == (narrow & mask);
}

static bool
covers_name(const char *a, const char *b)
{
	return strcmp(a, "all") == 0 || strcmp(a, b) == 0;
}

static bool
covers_type(const char *a, const char *b)
{
	if (strcmp(a, b) == 0)
		return true;
	return strcmp(a, "host") == 0 && str_starts(b, "host");
}

bool
hba_covers(const struct hba_line *a, const struct hba_line *b)
{
	/* "all" is no replication connection. */
	if (strcmp(b->database, "replication") == 0 && strcmp(a->database, "replication") != 0)
		return false;
	return covers_type(a->type, b->type) && covers_name(a->database, b->database) &&
	       covers_name(a->user, b->user) && covers_address(a->address, b->address);
}
