/* guc_pgcontrol.c — the control file: only one whose CRC fits is taken. */
#include "guc/pgcontrol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct pgcontrol c;
	struct err e;

	if (pgcontrol_parse(data, len, &c, &e) == 0 && c.version != 1300 && c.version != 1700 &&
	    c.version != 1800)
		__builtin_trap();
	return 0;
}
