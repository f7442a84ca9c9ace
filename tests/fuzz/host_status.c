/* host_status.c — a line of /proc/self/status with the CPUs allowed. */
#include "host/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct cpulist list;
	struct span value;
	struct err e;

	if (parse_field((const char *)data, len, "Cpus_allowed_list", &value) < 0)
		return 0;
	if (value.p < (const char *)data || value.p + value.len > (const char *)data + len)
		__builtin_trap();
	parse_cpulist(value.p, value.len, &list, &e);
	return 0;
}
