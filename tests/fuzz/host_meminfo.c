/* host_meminfo.c — a line of /proc/meminfo: kilobytes, never negative. */
#include "host/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct span value;
	int64_t bytes;

	if (parse_field((const char *)data, len, "MemTotal", &value) == 0 &&
	    parse_kb(value, &bytes) == 0 && (bytes < 0 || bytes % 1024 != 0))
		__builtin_trap();
	return 0;
}
