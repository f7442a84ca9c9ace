/* quote.c — escapes, one function a format. */
#include "pooler/quote.h"

#include <string.h>

#include "base/utf8.h"

int
name_check(const char *what, const char *p, size_t len, struct err *e)
{
	const char *nul = memchr(p, '\0', len);
	size_t at;

	if (len == 0)
		return fail(e, "the %s name is empty", what);
	if (nul != NULL)
		return fail(e, "the %s name has a NUL at byte %zu", what, (size_t)(nul - p) + 1);
	if (!utf8_valid(p, len, &at))
		return fail(e, "the %s name is invalid UTF-8 at byte %zu", what, at + 1);
	if (len > NAME_BYTES)
		return fail(e,
		    "the %s name has %zu bytes: byte %d is past PostgreSQL's limit of %d", what,
		    len, NAME_BYTES + 1, NAME_BYTES);
	return 0;
}

int
name_reserved(const char *what, const char *name, bool role, struct err *e)
{
	if (str_starts(name, "pg_"))
		return fail(e,
		    "the %s name starts at byte 1 with \"pg_\", which PostgreSQL reserves", what);
	if (role && (strcmp(name, "public") == 0 || strcmp(name, "none") == 0))
		return fail(e, "the %s name \"%s\" is one that PostgreSQL reserves", what, name);
	return 0;
}

/* text between two `quote` characters, each one inside doubled. */
static void
add_doubled(struct str *s, const char *text, char quote)
{
	str_addc(s, quote);
	for (; *text != '\0'; text++) {
		if (*text == quote)
			str_addc(s, quote);
		str_addc(s, *text);
	}
	str_addc(s, quote);
}

void
quote_identifier(struct str *s, const char *name)
{
	add_doubled(s, name, '"');
}

void
quote_literal(struct str *s, const char *text)
{
	bool escapes = strchr(text, '\\') != NULL;

	/* The blank keeps E apart from a word before it. */
	str_add(s, escapes ? " E'" : "'");
	for (; *text != '\0'; text++) {
		if (*text == '\'' || *text == '\\')
			str_addc(s, *text);
		str_addc(s, *text);
	}
	str_addc(s, '\'');
}

void
quote_auth_file(struct str *s, const char *text)
{
	add_doubled(s, text, '"');
}

void
quote_pgpass(struct str *s, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\\' || *text == ':')
			str_addc(s, '\\');
		str_addc(s, *text);
	}
}

void
quote_url(struct str *s, const char *text)
{
	static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					 "0123456789-._~";

	for (; *text != '\0'; text++) {
		if (strchr(unreserved, *text) != NULL)
			str_addc(s, *text);
		else
			str_addf(s, "%%%02X", (unsigned char)*text);
	}
}

size_t
quote_plain_key(const char *p, size_t len)
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
	size_t n = 0;

	while (n < len && memchr(plain, p[n], sizeof(plain) - 1) != NULL)
		n++;
	return n;
}

void
quote_connstr(struct str *s, const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789-._/:,";

	if (text[strspn(text, plain)] == '\0')
		str_add(s, text);
	else
		add_doubled(s, text, '\'');
}
