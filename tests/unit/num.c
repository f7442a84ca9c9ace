/* num.c — the number grammar: what is accepted, what is refused and why. */
#include "t.h"

#include <string.h>

#include "base/num.h"

static struct err e;

static int64_t
size(const char *text)
{
	int64_t n = -1;

	return num_size(text, strlen(text), MIB, &n, &e) < 0 ? -1 : n;
}

static int64_t
milli(const char *text)
{
	int64_t n = -1;

	return num_milli(text, strlen(text), &n, &e) < 0 ? -1 : n;
}

static int
refused(const char *text, const char *reason)
{
	return size(text) == -1 && strstr(e.text, reason) != NULL;
}

static void
sizes(void)
{
	static const struct {
		const char *text;
		int64_t bytes;
	} rows[] = {
		{ "4096", 4096 * MIB },
		{ "0512", 512 * MIB },
		{ "4096MB", 4096 * MIB },
		{ "4096 MB", 4096 * MIB },
		{ "4GB", 4 * GIB },
		{ "4g", 4 * GIB },
		{ "4GiB", 4 * GIB },
		{ "4Gi", 4 * GIB },
		{ "512Mi", 512 * MIB },
		{ "1.5GB", 1536 * MIB },
		{ "0.001kB", 1 },
		{ "64kB", 64 * KIB },
		{ "10B", 10 },
		{ "0", 0 },
		{ "1.999999999999999999999999MB", 1999 * MIB / 1000 },
		{ "8388607TB", 8388607 * (1024 * GIB) },
	};

	for (size_t i = 0; i < LEN(rows); i++)
		t_check(size(rows[i].text) == rows[i].bytes, __FILE__, __LINE__, rows[i].text, "");
}

static void
refusals(void)
{
	T(refused("", "empty"));
	T(refused("-1", "negative"));
	T(refused("5XB", "unknown unit"));
	T(refused("4096 MB x", "unknown unit"));
	T(refused("4096 ", "unknown unit"), "a blank at the end is no unit");
	T(refused("99999999999999999999", "too large"));
	T(refused("9007199254740993GB", "too large"));
	T(refused("8388608TB", "too large"), "2^63 is one too many");
	T(refused("1.", "not a number"));
	T(size(".5") == MIB / 2, "no whole part");
	T(refused("0x10", "unknown unit"));
	T(refused("1e9", "unknown unit"));
	T(refused("MB", "not a number"));
	T(num_size("4GB\0x", 5, MIB, &(int64_t){ 0 }, &e) == -1, "a NUL is not an end");
}

static void
others(void)
{
	int64_t n = 0;
	uint64_t u = 0;
	bool yes = false;

	T(milli("1.5") == 1500);
	T(milli("0.0005") == 0);
	T(milli("2") == 2000);
	T(milli("1,5") == -1);
	T(milli("9223372036854774.999") == 9223372036854774999);
	T(milli("9223372036854775.9") == -1);
	T(num_uint("18446744073709551615", 20, &u, &e) == 0 && u == UINT64_MAX);
	T(num_uint("18446744073709551616", 20, &u, &e) == -1);
	T(num_uint(" 1", 2, &u, &e) == -1);
	T(num_int("-9223372036854775807", 20, INT64_MIN, INT64_MAX, &n, &e) == 0);
	T(num_int("70000", 5, 1, 65535, &n, &e) == -1 && strstr(e.text, "65535"));
	T(num_int("--1", 3, -5, 5, &n, &e) == -1);
	T(num_int("-5", 2, -5, 5, &n, &e) == 0 && n == -5);
	T(num_int("+5", 2, -5, 5, &n, &e) == 0 && n == 5);
	T(num_int("-6", 2, -5, 5, &n, &e) == -1 && strstr(e.text, "too small"));
	T(num_int("9223372036854775808", 19, 0, INT64_MAX, &n, &e) == -1);
	T(num_int("5x", 2, -5, 5, &n, &e) == -1 && num_int("", 0, -5, 5, &n, &e) == -1);
	T(num_duration("48h", 3, 1, &n, &e) == 0 && n == 172800000);
	T(num_duration("5min", 4, 1, &n, &e) == 0 && n == 300000);
	T(num_bool("YES", 3, &yes, &e) == 0 && yes);
	T(num_bool("off", 3, &yes, &e) == 0 && !yes);
	T(num_bool("", 0, &yes, &e) == -1);
	T(num_bool("2", 1, &yes, &e) == -1);
}

int
main(void)
{
	sizes();
	refusals();
	others();
	return t_done();
}
