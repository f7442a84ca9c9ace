/* version.c — `pgtune-auto version`. */
#include <stdio.h>

#include "cmd/cmd.h"

static int
run(struct call *call)
{
	(void)call;
	puts("pgtune-auto " VERSION);
	return EXIT_DONE;
}

const struct cmd cmd_version = {
	.name = "version",
	.args = "",
	.help = "print the version",
	.max_args = 0,
	.run = run,
};
