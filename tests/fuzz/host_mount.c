/* host_mount.c — a line of mountinfo: texts that end, spans inside the line. */
#include "host/parse.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
inside(struct span s, const uint8_t *data, size_t len)
{
	const char *begin = (const char *)data;

	if (s.p < begin || s.p + s.len > begin + len)
		__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct mount m;

	if (parse_mount((const char *)data, len, &m) < 0)
		return 0;
	inside(m.type, data, len);
	inside(m.options, data, len);
	if (strnlen(m.root, sizeof(m.root)) == sizeof(m.root) ||
	    strnlen(m.point, sizeof(m.point)) == sizeof(m.point))
		__builtin_trap();
	return 0;
}
