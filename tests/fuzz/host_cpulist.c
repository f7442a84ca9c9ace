/* host_cpulist.c — lists of CPUs: as many as bits, and keeping oneself changes nothing. */
#include "host/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct cpulist list, same;
	struct err e;
	int n;

	if (parse_cpulist((const char *)data, len, &list, &e) < 0)
		return 0;
	n = cpulist_count(&list);
	same = list;
	cpulist_keep(&same, &list);
	if (n < 0 || n > CPU_MAX || cpulist_count(&same) != n)
		__builtin_trap();
	return 0;
}
