/* num.c — every number parser, on the same bytes: no crash, never negative, digits mean themselves.
 */
#include "base/num.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *p = (const char *)data;
	struct err e;
	int64_t n = 0, m = 0;
	uint64_t u = 0;
	bool yes = false;

	if (num_size(p, len, MIB, &n, &e) == 0 && n < 0)
		__builtin_trap();
	if (num_duration(p, len, 1, &n, &e) == 0 && n < 0)
		__builtin_trap();
	if (num_milli(p, len, &m, &e) == 0 && m < 0)
		__builtin_trap();
	if (num_int(p, len, -5, 5, &n, &e) == 0 && (n < -5 || n > 5))
		__builtin_trap();
	if (num_uint(p, len, &u, &e) == 0 && u < INT64_MAX / 1000 - 1000 &&
	    (num_milli(p, len, &m, &e) < 0 || (uint64_t)m != u * 1000))
		__builtin_trap();
	num_bool(p, len, &yes, &e);
	return 0;
}
