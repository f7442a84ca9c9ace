/* base.h — the few words every layer uses. */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LEN(a) (sizeof(a) / sizeof((a)[0]))
#define KIB ((int64_t)1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

static inline int64_t
min64(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static inline int64_t
max64(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* lo wins when lo > hi: a floor is a promise, a cap a wish. */
static inline int64_t
clamp64(int64_t n, int64_t lo, int64_t hi)
{
	return max64(lo, min64(n, hi));
}

#endif
