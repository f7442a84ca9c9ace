/* utf8.c — a strict UTF-8 reader (RFC 3629). */
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

size_t
utf8_next(const char *p, size_t len, uint32_t *code)
{
	static const uint32_t least[5] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char first = (unsigned char)p[0];
	size_t n = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

	if (n == 0 || n > len || first > 0xf4)
		return 0;
	*code = n == 1 ? first : first & (0x7fU >> n);
	for (size_t i = 1; i < n; i++) {
		if (((unsigned char)p[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | ((unsigned char)p[i] & 0x3f);
	}
	if (*code < least[n] || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return n;
}

bool
utf8_valid(const char *p, size_t len, size_t *at)
{
	uint32_t code;

	for (*at = 0; *at < len;) {
		size_t n = utf8_next(p + *at, len - *at, &code);

		if (n == 0)
			return false;
		*at += n;
	}
	return true;
}

size_t
utf8_fit(const char *text, size_t most)
{
	size_t len = strnlen(text, most + 1);

	if (len <= most)
		return len;
	for (len = most; len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80;)
		len--;
	return len;
}

void
utf8_print(char *to, size_t cap, const char *fmt, va_list args)
{
	int n = vsnprintf(to, cap, fmt, args);
	size_t last = cap - 2;
	uint32_t code;

	if (n < 0)
		to[0] = '\0';
	if (n < (int)cap)
		return;
	while (last > 0 && ((unsigned char)to[last] & 0xc0) == 0x80)
		last--;
	if (utf8_next(to + last, cap - 1 - last, &code) == 0)
		to[last] = '\0';
}
