/* num.h — one grammar for every number a person or a kernel file gives us.
 *
 * All parsers take (ptr, len), need no NUL, refuse trailing garbage and check before they
 * multiply. They fill e with the reason alone ("too large", "not a number …"): the caller knows
 * which option or file it was and puts that before it with fail_within(). */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include "base/fail.h"

/* Decimal digits only, leading zeros allowed and never octal: "0512" is 512. */
int num_uint(const char *p, size_t len, uint64_t *n, struct err *e);

/* A signed decimal integer within [lo, hi]. */
int num_int(const char *p, size_t len, int64_t lo, int64_t hi, int64_t *n, struct err *e);

/* "1.5" → 1500; at most three decimals count, further ones are cut. Not negative. */
int num_milli(const char *p, size_t len, int64_t *milli, struct err *e);

/* A size in bytes: "512MB", "2g", "4GiB", "1.5GB", "64kB", "10B"; units are powers of 1024 in
 * any case, one blank may stand before them; a bare number counts in units of `bare` bytes. */
int num_size(const char *p, size_t len, int64_t bare, int64_t *bytes, struct err *e);

/* A duration in milliseconds: "10s", "500ms", "2min", "48h", "1d"; a bare number counts in units
 * of `bare` ms. */
int num_duration(const char *p, size_t len, int64_t bare, int64_t *ms, struct err *e);

/* true on yes 1 / false off no 0, in any case. */
int num_bool(const char *p, size_t len, bool *yes, struct err *e);

#endif
