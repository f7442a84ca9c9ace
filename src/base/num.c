/* num.c — the number grammar. */
#include "base/num.h"

#include <limits.h>

#include "base/str.h"

struct unit {
	const char *name;
	int64_t factor;
};

/* "Gi" is how Kubernetes writes it. */
static const struct unit sizes[] = {
	{ "b", 1 },
	{ "k", KIB },
	{ "kb", KIB },
	{ "kib", KIB },
	{ "ki", KIB },
	{ "m", MIB },
	{ "mb", MIB },
	{ "mib", MIB },
	{ "mi", MIB },
	{ "g", GIB },
	{ "gb", GIB },
	{ "gib", GIB },
	{ "gi", GIB },
	{ "t", 1024 * GIB },
	{ "tb", 1024 * GIB },
	{ "tib", 1024 * GIB },
	{ "ti", 1024 * GIB },
};

static const struct unit durations[] = {
	{ "ms", 1 },
	{ "s", 1000 },
	{ "min", 60 * 1000 },
	{ "h", 60 * 60 * 1000 },
	{ "d", 24 * 60 * 60 * 1000 },
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Reads digits from p[*at], adding them to *n; false on overflow of int64. */
static bool
add_digits(const char *p, size_t len, size_t *at, int64_t *n)
{
	for (; *at < len && is_digit(p[*at]); ++*at) {
		int digit = p[*at] - '0';

		if (*n > (INT64_MAX - digit) / 10)
			return false;
		*n = *n * 10 + digit;
	}
	return true;
}

int
num_uint(const char *p, size_t len, uint64_t *n, struct err *e)
{
	uint64_t sum = 0;

	if (len == 0)
		return fail(e, "empty, a number was expected");
	for (size_t i = 0; i < len; i++) {
		unsigned digit = (unsigned)(p[i] - '0');

		if (!is_digit(p[i]))
			return fail(e, "not a whole number");
		if (sum > (UINT64_MAX - digit) / 10)
			return fail(e, "too large");
		sum = sum * 10 + digit;
	}
	*n = sum;
	return 0;
}

int
num_int(const char *p, size_t len, int64_t lo, int64_t hi, int64_t *n, struct err *e)
{
	bool minus = len > 0 && p[0] == '-';
	int64_t sum = 0;
	size_t at = minus || (len > 0 && p[0] == '+') ? 1 : 0;

	if (at == len || !is_digit(p[at]))
		return fail(e, "not a whole number");
	if (!add_digits(p, len, &at, &sum))
		return fail(e, minus ? "too small" : "too large");
	if (at != len)
		return fail(e, "not a whole number");
	if (minus)
		sum = -sum;
	if (sum < lo)
		return fail(e, "too small, the least is %lld", (long long)lo);
	if (sum > hi)
		return fail(e, "too large, the most is %lld", (long long)hi);
	*n = sum;
	return 0;
}

/* A decimal with up to three places that count, in thousandths; *at stops behind it. */
static int
read_milli(const char *p, size_t len, size_t *at, int64_t *milli, struct err *e)
{
	size_t start = *at, scale = 100;
	int64_t whole = 0, part = 0;

	if (!add_digits(p, len, at, &whole) || whole > INT64_MAX / 1000 - 1)
		return fail(e, "too large");
	if (*at < len && p[*at] == '.') {
		if (++*at == len || !is_digit(p[*at]))
			return fail(e, "not a number");
		for (; *at < len && is_digit(p[*at]); ++*at, scale /= 10)
			part += (p[*at] - '0') * (int64_t)scale;
	}
	if (*at == start)
		return fail(e, "not a number");
	*milli = whole * 1000 + part;
	return 0;
}

int
num_milli(const char *p, size_t len, int64_t *milli, struct err *e)
{
	size_t at = 0;

	if (read_milli(p, len, &at, milli, e) < 0)
		return -1;
	return at == len ? 0 : fail(e, "not a number");
}

/* number, optional blank, optional unit of the table, end */
static int
read_quantity(const char *p, size_t len, const struct unit *units, size_t count, int64_t bare,
    int64_t *n, struct err *e)
{
	int64_t factor = bare, milli = 0;
	size_t at = 0, i;

	if (len == 0)
		return fail(e, "empty, a number was expected");
	if (p[0] == '-')
		return fail(e, "negative");
	if (read_milli(p, len, &at, &milli, e) < 0)
		return -1;
	if (at + 1 < len && p[at] == ' ')
		at++;
	if (at < len) {
		for (i = 0; i < count && !str_is_nocase(p + at, len - at, units[i].name); i++)
			;
		if (i == count)
			return fail(e, "unknown unit");
		factor = units[i].factor;
	}
	if (milli / 1000 > INT64_MAX / factor - (milli % 1000 != 0))
		return fail(e, "too large");
	*n = milli / 1000 * factor + milli % 1000 * (factor / 1000) +
	     milli % 1000 * (factor % 1000) / 1000;
	return 0;
}

int
num_size(const char *p, size_t len, int64_t bare, int64_t *bytes, struct err *e)
{
	return read_quantity(p, len, sizes, LEN(sizes), bare, bytes, e);
}

int
num_duration(const char *p, size_t len, int64_t bare, int64_t *ms, struct err *e)
{
	return read_quantity(p, len, durations, LEN(durations), bare, ms, e);
}

int
num_bool(const char *p, size_t len, bool *yes, struct err *e)
{
	static const char *const words[][4] = {
		{ "false", "off", "no", "0" },
		{ "true", "on", "yes", "1" },
	};

	for (size_t truth = 0; truth < LEN(words); truth++)
		for (size_t i = 0; i < LEN(words[truth]); i++)
			if (str_is_nocase(p, len, words[truth][i])) {
				*yes = truth;
				return 0;
			}
	return fail(e, "not a boolean: true, on, yes, 1 or false, off, no, 0");
}
