/* message.c — the protocol's messages as bytes. */
#include "wire/message.h"

#include <string.h>

/* What a server may send us (PostgreSQL documentation, "Message Formats"), and no more. */
static const char known_types[] = "RKSZEN123CDGHIntTAVWdcsv";

static uint32_t
uint32_at(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* An ErrorResponse whose length is text: sent by a postmaster that cannot fork, up to a NUL. */
static int
split_bare_error(const char *p, size_t len, struct wire_message *m, size_t *used)
{
	const char *nul = memchr(p, '\0', len);

	if (nul == NULL)
		return len < 1000 ? 0 : -1;
	*m = (struct wire_message){ .type = 'e', .body = p + 1, .len = (size_t)(nul - p) - 1 };
	*used = (size_t)(nul - p) + 1;
	return 1;
}

int
message_split(const char *p, size_t len, struct wire_message *m, size_t *used)
{
	uint32_t size;

	*used = 0;
	if (len == 0)
		return 0;
	if (p[0] == '\0' || strchr(known_types, p[0]) == NULL)
		return -1;
	if (len < 5)
		return 0;
	size = uint32_at(p + 1);
	if (p[0] == 'E' && (size < 8 || size > 30000))
		return split_bare_error(p, len, m, used);
	if (size < 4 || size > WIRE_BUFFER - 1)
		return -1;
	if (len < (size_t)size + 1)
		return 0;
	*m = (struct wire_message){ .type = p[0], .body = p + 5, .len = size - 4 };
	*used = (size_t)size + 1;
	return 1;
}

static void
copy_printable(char *to, size_t cap, const char *text, size_t len)
{
	struct str s = str_on(to, cap);

	str_addn(&s, text, len);
	str_printable(to);
}

void
message_error(const struct wire_message *m, struct wire_error *error)
{
	size_t at = 0;

	memset(error, 0, sizeof(*error));
	if (m->type == 'e') {
		copy_printable(error->text, sizeof(error->text), m->body, m->len);
		return;
	}
	while (at < m->len && m->body[at] != '\0') {
		char field = m->body[at++];
		const char *text = message_text(m, &at);

		if (text == NULL)
			return;
		if (field == 'C')
			copy_printable(
			    error->sqlstate, sizeof(error->sqlstate), text, strlen(text));
		else if (field == 'M')
			copy_printable(error->text, sizeof(error->text), text, strlen(text));
		else if (field == 'V' || (field == 'S' && error->severity[0] == '\0'))
			copy_printable(
			    error->severity, sizeof(error->severity), text, strlen(text));
	}
}

bool
message_int16(const struct wire_message *m, size_t *at, int *n)
{
	if (m->len < 2 || *at > m->len - 2)
		return false;
	*n = (int16_t)((unsigned char)m->body[*at] << 8 | (unsigned char)m->body[*at + 1]);
	*at += 2;
	return true;
}

bool
message_int32(const struct wire_message *m, size_t *at, int32_t *n)
{
	if (m->len < 4 || *at > m->len - 4)
		return false;
	*n = (int32_t)uint32_at(m->body + *at);
	*at += 4;
	return true;
}

const char *
message_text(const struct wire_message *m, size_t *at)
{
	const char *text = m->body + *at;
	const char *nul = *at < m->len ? memchr(text, '\0', m->len - *at) : NULL;

	if (nul == NULL)
		return NULL;
	*at += (size_t)(nul - text) + 1;
	return text;
}

size_t
message_begin(struct str *s, char type)
{
	size_t begun;

	if (type != 0)
		str_addc(s, type);
	begun = s->len;
	message_add_int32(s, 0);
	return begun;
}

void
message_end(struct str *s, size_t begun)
{
	uint32_t size = (uint32_t)(s->len - begun);

	if (s->full)
		return;
	for (int i = 0; i < 4; i++)
		s->p[begun + (size_t)i] = (char)(size >> (24 - 8 * i) & 0xff);
}

void
message_add_int32(struct str *s, int32_t n)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		str_addc(s, (char)((uint32_t)n >> shift & 0xff));
}

void
message_add_text(struct str *s, const char *text)
{
	str_addn(s, text, strlen(text) + 1);
}
