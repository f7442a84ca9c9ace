/* host_parse.c — the parsers of /proc and /sys texts, by table. */
#include "host/parse.h"

#include <stdio.h>
#include <string.h>

#include "t.h"

#define BAD (-2)

static struct err e;

static void
test_limits(void)
{
	static const struct {
		const char *text;
		int64_t bytes;
	} rows[] = {
		{ "536870912\n", 536870912 },
		{ "max\n", -1 },
		{ "  12 \r\n", 12 },
		{ "0", 0 },
		{ "0x10", BAD },
		{ "", BAD },
		{ "-1", BAD },
		{ "max 1", BAD },
		{ "9223372036854771712", -1 },
		{ "9223372036854710272", -1 },
		{ "18446744073709551615", -1 },
		{ "18446744073709551616", BAD },
		{ "9223372036853727231", 9223372036853727231 }, /* the last that is a limit */
		{ "9223372036853727232", -1 },
	};

	for (size_t i = 0; i < LEN(rows); i++) {
		int64_t n = 0;
		int rc = parse_limit(rows[i].text, strlen(rows[i].text), &n, &e);

		T((rc < 0 ? BAD : n) == rows[i].bytes, rows[i].text);
	}
}

static void
test_quotas(void)
{
	static const struct {
		const char *text;
		int64_t milli;
	} rows[] = {
		{ "max 100000\n", -1 },
		{ "max", -1 },
		{ "150000 100000\n", 1500 },
		{ "150000\t100000", 1500 },
		{ "500000", 5000 },
		{ "99999900000", 999999000 }, /* the period is 100000, to the last digit */
		{ "1 1000000", 1 },           /* a share is never nothing */
		{ "0 100000", BAD },
		{ "100 0", BAD },
		{ "1 2 3", BAD },
		{ "", BAD },
		{ "x 100000", BAD },
		{ "100000 max", BAD },
		{ "-1 100000", BAD },
		{ "18446744073709551615 1", -1 },
		{ "9223372036854775 1", 9223372036854775000 },
	};

	for (size_t i = 0; i < LEN(rows); i++) {
		int64_t n = 0;
		int rc = parse_cpu_max(rows[i].text, strlen(rows[i].text), &n, &e);

		T((rc < 0 ? BAD : n) == rows[i].milli, rows[i].text);
	}
}

static void
test_lists(void)
{
	static const struct {
		const char *text;
		int count;
	} rows[] = {
		{ "0-7\n", 8 },
		{ "0,2-3", 3 },
		{ "3,3,3-4", 2 },
		{ "", 0 },
		{ "\n", 0 },
		{ "16383", 1 },
		{ "16384", BAD },
		{ "0-16383", CPU_MAX },
		{ "0-4294967295", BAD },
		{ "0-18446744073709551615", BAD },
		{ "0-0,2-1", BAD },
		{ "0,", BAD },
		{ "-1", BAD },
		{ "1-", BAD },
		{ "1-2-3", BAD },
		{ "0 1", BAD },
	};
	static struct cpulist list, other;

	for (size_t i = 0; i < LEN(rows); i++) {
		int rc = parse_cpulist(rows[i].text, strlen(rows[i].text), &list, &e);

		T((rc < 0 ? BAD : cpulist_count(&list)) == rows[i].count, rows[i].text);
	}
	parse_cpulist("0-127", 5, &list, &e);
	parse_cpulist("2-3,200", 7, &other, &e);
	cpulist_keep(&list, &other);
	T(cpulist_count(&list) == 2, "what both have");
}

static void
test_membership(void)
{
	static const struct {
		const char *line, *controllers, *path;
	} rows[] = {
		{ "0::/", "", "/" },
		{ "4:memory:/docker/abc", "memory", "/docker/abc" },
		{ "3:cpu,cpuacct:/", "cpu,cpuacct", "/" },
		{ "0::/kubepods/podX:cri-containerd:abc", "", "/kubepods/podX:cri-containerd:abc" },
		{ "0::/foo (deleted)", "", "/foo" },
		{ "0::/a (deleted) b", "", "/a (deleted) b" },
		{ "0::/a\r", "", "/a" },
		{ "1:name=systemd:/x", "name=systemd", "/x" },
		{ "0::", NULL, NULL },
		{ "0:/a", NULL, NULL },
		{ "0::a", NULL, NULL },
		{ "", NULL, NULL },
	};

	for (size_t i = 0; i < LEN(rows); i++) {
		struct span c, p;
		int rc = parse_cgroup(rows[i].line, strlen(rows[i].line), &c, &p);

		if (rows[i].path == NULL)
			T(rc < 0, rows[i].line);
		else
			T(rc == 0 && c.len == strlen(rows[i].controllers) &&
				memcmp(c.p, rows[i].controllers, c.len) == 0 &&
				p.len == strlen(rows[i].path) &&
				memcmp(p.p, rows[i].path, p.len) == 0,
			    rows[i].line);
	}
}

static void
test_mounts(void)
{
	static const struct {
		const char *line, *root, *point, *type;
	} rows[] = {
		{ "30 23 0:26 / /sys/fs/cgroup ro - cgroup2 cgroup rw", "/", "/sys/fs/cgroup",
		    "cgroup2" },
		{ "30 23 0:26 /a /b ro shared:9 master:3 - cgroup cgroup rw,memory", "/a", "/b",
		    "cgroup" },
		{ "30 23 0:26 /x\\040y /c\\011\\012\\134 ro - t s rw", "/x y", "/c\t\n\\", "t" },
		{ "30 23 0:26 /\\04 /\\9 ro - t s rw", "/\\04", "/\\9", "t" },
		{ "29 23 0:25 / /mnt/c rw - 9p drvfs rw,path=C:\\Program Files;uid=0", "/",
		    "/mnt/c", "9p" },
		{ "30 23 0:26 / / ro - t s", "/", "/", "t" },
		{ "30 23 0:26 / /\\000x ro - t s rw", NULL, NULL, NULL },
		{ "30 23 026 / / ro - t s rw", NULL, NULL, NULL },
		{ "30 23 0:26 / / ro t s rw", NULL, NULL, NULL },
		{ "30 23 0:26 / / ro -", NULL, NULL, NULL },
		{ "30 23", NULL, NULL, NULL },
		{ "", NULL, NULL, NULL },
	};
	static struct mount m;

	for (size_t i = 0; i < LEN(rows); i++) {
		int rc = parse_mount(rows[i].line, strlen(rows[i].line), &m);

		if (rows[i].root == NULL)
			T(rc < 0, rows[i].line);
		else
			T(rc == 0 && strcmp(m.root, rows[i].root) == 0 &&
				strcmp(m.point, rows[i].point) == 0 &&
				m.type.len == strlen(rows[i].type) &&
				memcmp(m.type.p, rows[i].type, m.type.len) == 0,
			    rows[i].line);
	}
}

static void
test_fields(void)
{
	static const char line[] = "MemTotal:       16777216 kB";
	struct span value;
	int64_t bytes = 0;

	T(parse_field(line, sizeof(line) - 1, "MemTotal", &value) == 0);
	T(parse_kb(value, &bytes) == 0 && bytes == 16 * GIB);
	T(parse_field(line, sizeof(line) - 1, "Mem", &value) < 0, "a key is whole");
	T(parse_field(line, 8, "MemTotal", &value) < 0, "a key ends in a colon");
	T(parse_kb((struct span){ "12", 2 }, &bytes) < 0, "no unit");
	T(parse_kb((struct span){ "12 MB", 5 }, &bytes) < 0, "another unit");
	T(parse_kb((struct span){ "9007199254740991 kB", 19 }, &bytes) == 0,
	    "just below 2^63 bytes");
	T(parse_kb((struct span){ "9007199254740992 kB", 19 }, &bytes) < 0, "past 2^63 bytes");
}

int
main(void)
{
	test_limits();
	test_quotas();
	test_lists();
	test_membership();
	test_mounts();
	test_fields();
	return t_done();
}
