/* cert.c — looks into an X.509 certificate as far as its dates. */
#include "pooler/cert.h"

#include <string.h>

#include "crypto/base64.h"
#include "pooler/text.h"

#define DER_MAX 8192

/* The bytes of the first PEM block. */
static size_t
decode(const char *pem, size_t len, unsigned char *der, size_t cap)
{
	char body[DER_MAX * 4 / 3 + 8];
	struct str s = str_on(body, sizeof(body));
	struct span rest = { pem, len }, line;
	bool inside = false;
	size_t n = 0;

	while (span_line(&rest, &line)) {
		line = span_trim(line);
		if (span_is(line, "-----BEGIN CERTIFICATE-----"))
			inside = true;
		else if (span_is(line, "-----END CERTIFICATE-----"))
			break;
		else if (inside)
			str_addn(&s, line.p, line.len);
	}
	return s.full || base64_decode(s.p, s.len, der, cap, &n) < 0 ? 0 : n;
}

enum {
	UTC_TIME = 0x17,        /* YYMMDDHHMMSSZ, RFC 5280: up to 2049 */
	GENERALIZED_TIME = 0x18 /* YYYYMMDDHHMMSSZ */
};

/* The time value at p, as 14 digits; its size in bytes, or 0 when there is none. */
static size_t
read_time(const unsigned char *p, size_t len, char when[15])
{
	size_t digits;

	if (len < 2 || (p[0] != UTC_TIME && p[0] != GENERALIZED_TIME))
		return 0;
	digits = p[0] == UTC_TIME ? 12 : 14;
	if (p[1] != digits + 1 || len < digits + 3 || p[digits + 2] != 'Z')
		return 0;
	for (size_t i = 0; i < digits; i++)
		if (p[2 + i] < '0' || p[2 + i] > '9')
			return 0;
	memcpy(when, p[2] < '5' ? "20" : "19", 2);
	memcpy(when + 14 - digits, p + 2, digits);
	when[14] = '\0';
	return digits + 3;
}

bool
cert_not_after(const char *pem, size_t len, char when[15])
{
	unsigned char der[DER_MAX];
	size_t n = decode(pem, len, der, sizeof(der));

	/* Validity is the only place where one time value follows another. */
	for (size_t i = 0; i < n; i++) {
		size_t first = read_time(der + i, n - i, when);

		if (first > 0 && read_time(der + i + first, n - i - first, when) > 0)
			return true;
	}
	return false;
}
