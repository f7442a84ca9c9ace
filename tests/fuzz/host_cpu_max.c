/* host_cpu_max.c — cpu.max, and the two files of v1: no quota, or at least a thousandth of a CPU.
 */
#include "host/parse.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *p = (const char *)data;
	struct span quota = { .p = p, .len = len }, period = quota;
	int64_t milli;
	struct err e;

	if (parse_cpu_max(p, len, &milli, &e) == 0 && milli != -1 && milli < 1)
		__builtin_trap();
	span_next(&period, '\n', &quota);
	if (period.p != NULL && parse_cfs(quota, period, &milli, &e) == 0 && milli != -1 &&
	    milli < 1)
		__builtin_trap();
	return 0;
}
