/* order.c — glibc's order of names. */
#include "lint/order.h"

#include "base/base.h"

/* Weight at the first level, 0 for what glibc's iso14651_t1 ignores there: all punctuation but the
 * dollar sign, which stands before the digits. */
static int
base_weight(unsigned char c)
{
	if (c == '$')
		return 1;
	if (c >= '0' && c <= '9')
		return 2 + c - '0';
	if ((c | 32) >= 'a' && (c | 32) <= 'z' && c < 0x80)
		return 12 + (c | 32) - 'a';
	return c >= 0x80 ? c : 0;
}

static bool
is_upper(unsigned char c)
{
	return c >= 'A' && c <= 'Z';
}

/* The next byte with a weight, or 0. */
static unsigned char
next_weighty(const char **p)
{
	while (**p != '\0' && base_weight((unsigned char)**p) == 0)
		(*p)++;
	return **p ? (unsigned char)*(*p)++ : 0;
}

/* At the last level punctuation counts, and sorts before everything else. */
static int
last_weight(unsigned char c)
{
	if (c == '\0')
		return 0;
	return base_weight(c) ? 0x100 + base_weight(c) : c;
}

int
lint_compare_locale(const char *a, const char *b)
{
	const char *p = a, *q = b;
	int by_case = 0;

	for (;;) {
		unsigned char x = next_weighty(&p), y = next_weighty(&q);
		int order = (x ? base_weight(x) : 0) - (y ? base_weight(y) : 0);

		if (order != 0)
			return order;
		if (x == 0)
			break;
		if (by_case == 0)
			by_case = (int)is_upper(x) - (int)is_upper(y);
	}
	if (by_case != 0)
		return by_case;
	for (p = a, q = b; *p == *q && *p != '\0'; p++, q++)
		;
	return last_weight((unsigned char)*p) - last_weight((unsigned char)*q);
}
