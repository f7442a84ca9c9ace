/* base64.c — encodes and decodes base64. */
#include "crypto/base64.h"

#include <string.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
base64_add(struct str *s, const unsigned char *data, size_t len)
{
	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		uint32_t group = (uint32_t)data[i] << 16;

		if (n > 1)
			group |= (uint32_t)data[i + 1] << 8;
		if (n > 2)
			group |= data[i + 2];
		str_addc(s, letters[group >> 18]);
		str_addc(s, letters[group >> 12 & 63]);
		str_addc(s, n > 1 ? letters[group >> 6 & 63] : '=');
		str_addc(s, n > 2 ? letters[group & 63] : '=');
	}
}

/* The 6 bits of a letter, or -1. */
static int
bits_of(char c)
{
	const char *at = c == '\0' ? NULL : strchr(letters, c);

	return at == NULL ? -1 : (int)(at - letters);
}

/* One group of four letters; the number of bytes it stands for, or -1. */
static int
decode_group(const char *p, bool last, uint32_t *group)
{
	int n = 3;

	*group = 0;
	if (last && p[3] == '=')
		n = p[2] == '=' ? 1 : 2;
	for (int i = 0; i < n + 1; i++) {
		int bits = bits_of(p[i]);

		if (bits < 0)
			return -1;
		*group |= (uint32_t)bits << (18 - 6 * i);
	}
	return *group & (0xffffffU >> (8 * n)) ? -1 : n;
}

int
base64_decode(const char *p, size_t len, unsigned char *out, size_t cap, size_t *out_len)
{
	size_t used = 0;

	if (len % 4 != 0)
		return -1;
	for (size_t i = 0; i < len; i += 4) {
		uint32_t group;
		int n = decode_group(p + i, i + 4 == len, &group);

		if (n < 0 || used + (size_t)n > cap)
			return -1;
		for (int j = 0; j < n; j++)
			out[used++] = (unsigned char)(group >> (16 - 8 * j));
	}
	*out_len = used;
	return 0;
}
