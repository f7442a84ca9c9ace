/* format.c — a command's --format. */
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/options.h"

int
command_format(const struct cmd *cmd, const struct call *call, struct err *e)
{
	const char *said = call->opts.value[OPT_FORMAT];
	char buf[200];
	struct str words = str_on(buf, sizeof(buf));

	for (int i = 0; cmd->formats[i] != NULL; i++) {
		if (said == NULL || strcmp(said, cmd->formats[i]) == 0)
			return i;
		str_addf(&words, "%s%s", i ? ", " : "", cmd->formats[i]);
	}
	fail(e, "--format: unknown word \"%s\"", said);
	return fail_hint(e, "one of: %s", words.p);
}
