/* version.c — reads PgBouncer's versions. */
#include "pooler/version.h"

#include <string.h>

#include "base/num.h"

bool
pooler_before(struct pooler_version v, int minor, int patch)
{
	return v.minor < minor || (v.minor == minor && v.patch < patch);
}

/* The number at *p up to a dot or the end; -1 when there is none. */
static int
take_number(const char **p, const char *end)
{
	size_t digits = 0;
	uint64_t n = 0;
	struct err e;

	while (*p + digits < end && (*p)[digits] >= '0' && (*p)[digits] <= '9')
		digits++;
	if (digits == 0 || digits > 3 || num_uint(*p, digits, &n, &e) < 0)
		return -1;
	*p += digits;
	return (int)n;
}

/* "1.26.1" or "1.26", and nothing behind it. */
static bool
read_numbers(const char *p, const char *end, int *major, struct pooler_version *v)
{
	*v = (struct pooler_version){ 0, 0 };
	*major = take_number(&p, end);
	if (*major < 0 || p == end || *p != '.')
		return false;
	p++;
	v->minor = take_number(&p, end);
	if (v->minor >= 0 && p < end && *p == '.') {
		p++;
		v->patch = take_number(&p, end);
	}
	return v->minor >= 0 && v->patch >= 0 && p == end;
}

int
pooler_version_read(const char *p, size_t len, struct pooler_version *v, struct err *e)
{
	static const char name[] = "PgBouncer ";
	const char *line_end = memchr(p, '\n', len);
	const char *end = line_end ? line_end : p + len, *whole = p;
	int major;

	if ((size_t)(end - p) > sizeof(name) - 1 && memcmp(p, name, sizeof(name) - 1) == 0)
		p += sizeof(name) - 1;
	if (!read_numbers(p, end, &major, v))
		return fail(e, "\"%.*s\" is no PgBouncer version", (int)(end - whole), whole);
	if (major != 1 || v->minor < POOLER_OLDEST || v->minor > POOLER_NEWEST)
		return fail(e, "PgBouncer %d.%d is not supported: 1.%d to 1.%d are", major,
		    v->minor, POOLER_OLDEST, POOLER_NEWEST);
	return 0;
}
