/* host.c — words and warnings of struct host. */
#include "host/host.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/str.h"
#include "base/utf8.h"

const char *
memory_source_word(enum memory_source s)
{
	static const char *const words[] = {
		[MEMORY_DEFAULT] = "default",
		[MEMORY_MEMINFO] = "meminfo",
		[MEMORY_CGROUP1] = "cgroup-v1",
		[MEMORY_CGROUP2] = "cgroup-v2",
		[MEMORY_OVERRIDE] = "override",
	};

	return words[s];
}

const char *
cpu_source_word(enum cpu_source s)
{
	static const char *const words[] = {
		[CPU_DEFAULT] = "default",
		[CPU_AFFINITY] = "affinity",
		[CPU_CPUSET] = "cpuset",
		[CPU_CGROUP1] = "cgroup-v1",
		[CPU_CGROUP2] = "cgroup-v2",
		[CPU_OVERRIDE] = "override",
	};

	return words[s];
}

void
host_warn(struct host *h, const char *fmt, ...)
{
	char *text;
	va_list args;

	if (h->warning_count == HOST_WARNINGS) {
		snprintf(h->warnings[HOST_WARNINGS - 1], HOST_PATH,
		    "more oddities were found than are listed");
		return;
	}
	text = h->warnings[h->warning_count++];
	va_start(args, fmt);
	utf8_print(text, HOST_PATH, fmt, args);
	va_end(args);
	str_printable(text);
}
