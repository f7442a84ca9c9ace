/* host_cgroup.c — a line of /proc/self/cgroup: an absolute path without NUL. */
#include "host/parse.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct span controllers, path;

	if (parse_cgroup((const char *)data, len, &controllers, &path) < 0)
		return 0;
	if (path.len == 0 || path.p[0] != '/' || memchr(path.p, '\0', path.len) != NULL ||
	    path.p + path.len > (const char *)data + len ||
	    controllers.p + controllers.len >= path.p)
		__builtin_trap();
	return 0;
}
