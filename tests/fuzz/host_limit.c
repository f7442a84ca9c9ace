/* host_limit.c — memory.max and its kind: no limit, or a number that is not negative. */
#include "host/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	int64_t bytes;
	struct err e;

	if (parse_limit((const char *)data, len, &bytes, &e) == 0 && bytes < -1)
		__builtin_trap();
	return 0;
}
