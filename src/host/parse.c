/* parse.c — parsers of the kernel's texts. */
#include "host/parse.h"

#include <string.h>

#include "base/num.h"

/* The kernel's "none": page counts are rounded down, so anything this near to 2^63. */
#define UNLIMITED (((uint64_t)1 << 63) - ((uint64_t)1 << 20))

int
parse_limit(const char *p, size_t len, int64_t *bytes, struct err *e)
{
	struct span text = span_trim((struct span){ p, len });
	uint64_t n;

	*bytes = -1;
	if (span_is(text, "max"))
		return 0;
	if (num_uint(text.p, text.len, &n, e) < 0)
		return -1;
	if (n < UNLIMITED)
		*bytes = (int64_t)n;
	return 0;
}

/* quota/period in thousandths of a CPU, at least 1. */
static int
quota_milli(uint64_t quota, uint64_t period, int64_t *milli, struct err *e)
{
	if (period == 0 || quota == 0)
		return fail(e, "a %s of zero", period == 0 ? "period" : "quota");
	if (quota <= (uint64_t)INT64_MAX / 1000)
		*milli = max64(1, (int64_t)(quota * 1000 / period));
	return 0;
}

int
parse_cpu_max(const char *p, size_t len, int64_t *milli, struct err *e)
{
	struct span rest = { .p = p, .len = len }, word;
	uint64_t quota, period = 100000;
	bool max;

	*milli = -1;
	if (!span_word(&rest, &word))
		return fail(e, "empty");
	max = span_is(word, "max");
	if (!max && num_uint(word.p, word.len, &quota, e) < 0)
		return -1;
	if (span_word(&rest, &word) && num_uint(word.p, word.len, &period, e) < 0)
		return -1;
	if (span_word(&rest, &word))
		return fail(e, "more than two fields");
	return max ? 0 : quota_milli(quota, period, milli, e);
}

int
parse_cfs(struct span quota, struct span period, int64_t *milli, struct err *e)
{
	uint64_t q, p;

	*milli = -1;
	quota = span_trim(quota);
	period = span_trim(period);
	if (span_is(quota, "-1"))
		return 0;
	if (num_uint(quota.p, quota.len, &q, e) < 0 || num_uint(period.p, period.len, &p, e) < 0)
		return -1;
	return quota_milli(q, p, milli, e);
}

/* "3" or "8-11" */
static int
parse_range(struct span text, uint64_t *from, uint64_t *to, struct err *e)
{
	struct span first;

	span_next(&text, '-', &first);
	if (num_uint(first.p, first.len, from, e) < 0)
		return -1;
	*to = *from;
	if (text.p != NULL && num_uint(text.p, text.len, to, e) < 0)
		return -1;
	if (*to < *from)
		return fail(e, "a range that runs backwards");
	return *to < CPU_MAX ? 0 : fail(e, "a CPU number of %d or more", CPU_MAX);
}

int
parse_cpulist(const char *p, size_t len, struct cpulist *list, struct err *e)
{
	struct span rest = span_trim((struct span){ p, len }), range;
	uint64_t from, to;

	memset(list, 0, sizeof(*list));
	if (rest.len == 0)
		return 0;
	while (span_next(&rest, ',', &range)) {
		if (parse_range(range, &from, &to, e) < 0)
			return -1;
		for (; from <= to; from++)
			list->bits[from / 64] |= (uint64_t)1 << from % 64;
	}
	return 0;
}

int
cpulist_count(const struct cpulist *list)
{
	int n = 0;

	for (size_t i = 0; i < LEN(list->bits); i++)
		n += __builtin_popcountll(list->bits[i]);
	return n;
}

void
cpulist_keep(struct cpulist *list, const struct cpulist *only)
{
	for (size_t i = 0; i < LEN(list->bits); i++)
		list->bits[i] &= only->bits[i];
}

int
parse_field(const char *p, size_t len, const char *key, struct span *value)
{
	size_t n = strlen(key);

	if (len <= n || memcmp(p, key, n) != 0 || p[n] != ':')
		return -1;
	*value = span_trim((struct span){ p + n + 1, len - n - 1 });
	return 0;
}

int
parse_kb(struct span value, int64_t *bytes)
{
	struct span number;
	struct err e;
	uint64_t n;

	if (!span_word(&value, &number) || num_uint(number.p, number.len, &n, &e) < 0)
		return -1;
	value = span_trim(value);
	if (!span_is(value, "kB") || n > (uint64_t)INT64_MAX / 1024)
		return -1;
	*bytes = (int64_t)n * 1024;
	return 0;
}

int
parse_cgroup(const char *p, size_t len, struct span *controllers, struct span *path)
{
	static const char deleted[] = " (deleted)";
	struct span rest = { .p = p, .len = len }, id;
	size_t cut = sizeof(deleted) - 1;

	if (len > 0 && p[len - 1] == '\r')
		rest.len--;
	if (!span_next(&rest, ':', &id) || !span_next(&rest, ':', controllers) || rest.p == NULL)
		return -1;
	if (controllers->len == 0 && !span_is(id, "0"))
		return -1;
	if (rest.len == 0 || rest.p[0] != '/' || memchr(rest.p, '\0', rest.len) != NULL)
		return -1;
	if (rest.len > cut && memcmp(rest.p + rest.len - cut, deleted, cut) == 0)
		rest.len -= cut;
	*path = rest;
	return 0;
}

/* \040 is a blank, \011 a tab, \012 a newline, \134 the backslash. */
static int
unescape(struct span text, char *out, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned c = (unsigned char)text.p[i];

		if (c == '\\' && i + 3 < text.len && memchr("0123", text.p[i + 1], 4) &&
		    memchr("01234567", text.p[i + 2], 8) && memchr("01234567", text.p[i + 3], 8)) {
			c = (unsigned)(text.p[i + 1] - '0') * 64 +
			    (unsigned)(text.p[i + 2] - '0') * 8 + (unsigned)(text.p[i + 3] - '0');
			i += 3;
		}
		if (c == 0 || n + 1 >= cap)
			return -1;
		out[n++] = (char)c;
	}
	out[n] = '\0';
	return 0;
}

static int
parse_device(struct span text, struct mount *m)
{
	struct span major;
	uint64_t a, b;
	struct err e;

	if (!span_next(&text, ':', &major) || text.p == NULL ||
	    num_uint(major.p, major.len, &a, &e) < 0 || num_uint(text.p, text.len, &b, &e) < 0)
		return -1;
	m->major = (unsigned)a;
	m->minor = (unsigned)b;
	return a <= UINT_MAX && b <= UINT_MAX ? 0 : -1;
}

int
parse_mount(const char *p, size_t len, struct mount *m)
{
	enum {
		DEVICE = 2,
		ROOT,
		POINT,
		FIXED = 6
	};
	struct span rest = { .p = p, .len = len }, field[FIXED], word;

	if (len > 0 && p[len - 1] == '\r')
		rest.len--;
	for (int i = 0; i < FIXED; i++)
		if (!span_next(&rest, ' ', &field[i]))
			return -1;
	do
		if (!span_next(&rest, ' ', &word))
			return -1;
	while (!span_is(word, "-"));
	if (!span_next(&rest, ' ', &m->type) || !span_next(&rest, ' ', &word))
		return -1;
	m->options = rest.p ? rest : (struct span){ .p = p, .len = 0 };
	if (parse_device(field[DEVICE], m) < 0 ||
	    unescape(field[ROOT], m->root, sizeof(m->root)) < 0)
		return -1;
	return unescape(field[POINT], m->point, sizeof(m->point));
}
