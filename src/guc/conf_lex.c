/* conf_lex.c — the tokens of guc-file.l. */
#include "guc/conf_lex.h"

#include <string.h>

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_ascii_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* LETTER of the server's grammar: bytes of any encoding count. */
static bool
is_letter(char c)
{
	return is_ascii_letter(c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool
is_word(char c)
{
	return is_letter(c) || is_digit(c);
}

static bool
is_unquoted(char c)
{
	return is_word(c) || (c != '\0' && strchr("-._:/", c) != NULL);
}

static bool
is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* How many bytes from p on are of the kind. */
static size_t
span(const char *p, const char *end, bool (*kind)(char))
{
	size_t n = 0;

	while (p + n < end && kind(p[n]))
		n++;
	return n;
}

/* ID, ID.ID or an unquoted word: the longest match wins, of equally long ones the first. */
static enum conf_token
lex_word(const char *p, const char *end, size_t *len)
{
	size_t id = span(p, end, is_word), all = span(p, end, is_unquoted);

	*len = all;
	if (id == all)
		return CONF_ID;
	if (p[id] == '.' && id + 1 < all && is_letter(p[id + 1]) &&
	    id + 1 + span(p + id + 1, end, is_word) == all)
		return CONF_QUALIFIED_ID;
	return CONF_UNQUOTED;
}

/* INTEGER: digits or 0x…, then letters; REAL: digits "." digits and an exponent. No match: 0. */
static size_t
lex_integer(const char *p, const char *end)
{
	size_t sign = p < end && (*p == '-' || *p == '+');
	size_t digits = span(p + sign, end, is_digit), hex = 0;

	if (digits == 0)
		return 0;
	if (p[sign] == '0' && end - p > (ptrdiff_t)sign + 1 && p[sign + 1] == 'x')
		hex = span(p + sign + 2, end, is_hex);
	digits = hex > 0 ? hex + 2 : digits;
	return sign + digits + span(p + sign + digits, end, is_ascii_letter);
}

static size_t
lex_real(const char *p, const char *end)
{
	size_t n = p < end && (*p == '-' || *p == '+'), exponent, digits;

	n += span(p + n, end, is_digit);
	if (p + n == end || p[n] != '.')
		return 0;
	n++;
	n += span(p + n, end, is_digit);
	if (p + n == end || (p[n] != 'e' && p[n] != 'E'))
		return n;
	exponent = n + 1;
	if (p + exponent < end && (p[exponent] == '-' || p[exponent] == '+'))
		exponent++;
	digits = span(p + exponent, end, is_digit);
	return digits > 0 ? exponent + digits : n;
}

/* 'text' with \x and '' inside; 0 when it does not end on its line. */
static size_t
lex_string(const char *p, const char *end)
{
	size_t n = 1;

	for (; p + n < end && p[n] != '\n'; n++) {
		if (p[n] == '\\') {
			if (p + ++n == end || p[n] == '\n')
				return 0;
		} else if (p[n] == '\'') {
			if (p + n + 1 == end || p[n + 1] != '\'')
				return n + 1;
			n++;
		}
	}
	return 0;
}

static enum conf_token
lex_token(struct conf_lexer *lx)
{
	const char *p = lx->at, *end = lx->end;
	size_t integer, real;

	if (*p == '=') {
		lx->len = 1;
		return CONF_EQUALS;
	}
	if (is_letter(*p))
		return lex_word(p, end, &lx->len);
	if (*p == '\'') {
		lx->len = lex_string(p, end);
		return lx->len > 0 ? CONF_STRING : CONF_WRONG;
	}
	integer = lex_integer(p, end);
	real = lex_real(p, end);
	lx->len = integer > real ? integer : real;
	return lx->len > 0 ? CONF_NUMBER : CONF_WRONG;
}

void
conf_skip_line(struct conf_lexer *lx)
{
	const char *newline = memchr(lx->at, '\n', (size_t)(lx->end - lx->at));

	lx->at = newline != NULL ? newline : lx->end;
}

enum conf_token
conf_next(struct conf_lexer *lx)
{
	enum conf_token t;

	while (lx->at < lx->end && str_is_blank(*lx->at))
		lx->at++;
	if (lx->at < lx->end && *lx->at == '#')
		conf_skip_line(lx);
	lx->word = lx->at;
	if (lx->at == lx->end)
		return CONF_END;
	if (*lx->at == '\n') {
		lx->at++;
		lx->line++;
		return CONF_LINE_END;
	}
	t = lex_token(lx);
	if (t != CONF_WRONG)
		lx->at += lx->len;
	return t;
}

/* One to three octal digits behind a backslash. */
static char
octal(const char *p, const char *end, size_t *len)
{
	unsigned n = 0;

	for (*len = 0; *len < 3 && p + *len < end && p[*len] >= '0' && p[*len] <= '7'; ++*len)
		n = n * 8 + (unsigned)(p[*len] - '0');
	return (char)n;
}

void
conf_unquote(struct str *out, const char *p, size_t len)
{
	static const char escapes[] = "b\bf\fn\nr\rt\t";
	const char *end = p + len - 1, *known;
	size_t octals;

	for (p++; p < end; p++) {
		if (*p == '\'') { /* the first of two */
			str_addc(out, *p++);
			continue;
		}
		if (*p != '\\') {
			str_addc(out, *p);
			continue;
		}
		p++;
		if (*p >= '0' && *p <= '7') {
			str_addc(out, octal(p, end, &octals));
			p += octals - 1;
			continue;
		}
		for (known = escapes; *known != '\0' && *known != *p; known += 2)
			;
		str_addc(out, *known != '\0' ? known[1] : *p);
	}
}
