/* hba_read.c — hba lines and which of them hides which. */
#include "pooler/hba_read.h"

#include <string.h>

#include "pooler/network.h"

/* The next word of *s, quotes taken off; false when there is none. */
static bool
take_word(struct span *s, char *buf, size_t cap)
{
	struct str out = str_on(buf, cap);
	bool quoted = false;

	*s = span_trim(*s);
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
read_rule(struct span line, struct hba_line *h)
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
	struct span rest = { p, len }, line;
	size_t count = 0;
	int number = 0;

	while (count < cap && span_line(&rest, &line)) {
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

static bool
covers_address(const char *a, const char *b)
{
	struct network wide, narrow;
	struct err e;

	if (is_everywhere(a) || strcmp(a, b) == 0)
		return true;
	if (network_read(a, strlen(a), &wide, &e) < 0 ||
	    network_read(b, strlen(b), &narrow, &e) < 0 || wide.size != narrow.size ||
	    wide.bits > narrow.bits)
		return false;
	for (int i = 0; i < wide.bits; i++)
		if ((wide.address[i / 8] ^ narrow.address[i / 8]) & (0x80 >> i % 8))
			return false;
	return true;
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
