/* password.c — refuses passwords that two programs would read differently. */
#include "crypto/password.h"

#include <string.h>

#include "base/utf8.h"

/* Letters that are their own NFKC form in Unicode 3.2 and today, are not mapped or prohibited by
 * SASLprep, are written left to right and do not combine with one another. */
static const struct range {
	uint32_t first, last;
} safe_letters[] = {
	{ 0x20, 0x7e },
	{ 0xc0, 0xd6 },
	{ 0xd8, 0xf6 },
	{ 0xf8, 0x131 },
	{ 0x134, 0x13e },
	{ 0x141, 0x148 },
	{ 0x14a, 0x17e },
	{ 0x386, 0x386 },
	{ 0x388, 0x38a },
	{ 0x38c, 0x38c },
	{ 0x38e, 0x3a1 },
	{ 0x3a3, 0x3ce },
	{ 0x400, 0x481 },
	{ 0x1ea0, 0x1ef9 },
	{ 0x3041, 0x3096 },
	{ 0x30a1, 0x30fa },
	{ 0x3400, 0x4db5 },
	{ 0x4e00, 0x9fa5 },
	{ 0xac00, 0xd7a3 },
};

static bool
is_safe(uint32_t code)
{
	for (size_t i = 0; i < LEN(safe_letters); i++)
		if (code >= safe_letters[i].first && code <= safe_letters[i].last)
			return true;
	return false;
}

bool
password_is_md5(const char *p, size_t len)
{
	if (len != 35 || memcmp(p, "md5", 3) != 0)
		return false;
	for (size_t i = 3; i < len; i++)
		if (memchr("0123456789abcdef", p[i], 16) == NULL)
			return false;
	return true;
}

bool
password_is_hash(const char *p, size_t len)
{
	static const char scram[] = "SCRAM-SHA-256$";

	return password_is_md5(p, len) ||
	       (len >= sizeof(scram) && memcmp(p, scram, sizeof(scram) - 1) == 0);
}

static int
check_letters(const char *p, size_t len, struct err *e)
{
	uint32_t code = 0;
	size_t n;

	for (size_t at = 0; at < len; at += n) {
		n = utf8_next(p + at, len - at, &code);
		if (n == 0)
			return fail(e, "invalid UTF-8 at byte %zu", at + 1);
		if (code == 0)
			return fail(e, "a NUL at byte %zu", at + 1);
		if (code < 0x20 || code == 0x7f)
			return fail(e, "a control character (0x%02x) at byte %zu", code, at + 1);
		if (!is_safe(code)) {
			fail(e, "U+%04X at byte %zu is not read alike by every client", code,
			    at + 1);
			return fail_hint(e, "use printable ASCII, or letters that SASLprep keeps");
		}
	}
	return 0;
}

int
password_check(const char *p, size_t len, struct err *e)
{
	if (len == 0)
		return fail(e, "it is empty");
	if (len > PASSWORD_MAX)
		return fail(e, "it has %zu bytes, more than %d", len, PASSWORD_MAX);
	if (check_letters(p, len, e) < 0)
		return -1;
	if (!password_is_hash(p, len))
		return 0;
	return fail(e, "it reads as %s, and would be taken for one",
	    p[0] == 'm' ? "an md5 hash" : "a SCRAM-SHA-256 verifier");
}
