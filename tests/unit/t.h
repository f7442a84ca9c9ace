/* t.h — a test program is a main() that calls T() and returns t_done(): TAP on stdout. */
#ifndef T_H
#define T_H

#include <stdio.h>

static int t_run, t_bad;

/* T(condition) or T(condition, "what it means") */
#define T(...) T_WITH(__VA_ARGS__, "", "")
#define T_WITH(cond, what, ...) t_check((cond), __FILE__, __LINE__, #cond, what)

static inline void
t_check(int ok, const char *file, int line, const char *expr, const char *what)
{
	t_bad += !ok;
	printf("%sok %d - %s\n", ok ? "" : "not ", ++t_run, *what ? what : expr);
	if (!ok)
		printf("# %s:%d: %s\n", file, line, expr);
}

static inline int
t_done(void)
{
	printf("1..%d\n", t_run);
	return t_bad != 0;
}

#endif
