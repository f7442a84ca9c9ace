/* check_start.c — what the running server was started with beside the plan: its supervisor's words.
 */
#include "cmd/check_start.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/proc.h"
#include "base/str.h"
#include "cmd/dispatch.h"

#define CMDLINE_MAX (2 << 20) /* all words together, where the stack may be 8 MB: execve(2) */

/* The command line of a process and behind it the call's own words for the server, for the life of
 * the program; returns how many, 0: unknown. */
static int
read_words(long pid, const struct call *own, char ***argv)
{
	static char text[CMDLINE_MAX];
	char path[64];
	struct err ignored;
	size_t len;
	int n = 0;

	snprintf(path, sizeof(path), "/proc/%ld/cmdline", pid);
	if (file_read(AT_FDCWD, path, text, sizeof(text), &len, &ignored) < 0)
		return 0;
	*argv = calloc(len + (size_t)own->server_nargs + 1, sizeof(char *));
	if (*argv == NULL)
		return 0;
	for (size_t at = 0; at < len; at += strlen(text + at) + 1)
		(*argv)[n++] = text + at;
	for (int i = 0; i < own->server_nargs; i++)
		(*argv)[n++] = own->server_args[i];
	return n;
}

/* A flag beats a variable, and the caller's own flag that of the supervisor. */
static void
take_flags(struct optset *to, const struct optset *from)
{
	for (size_t id = 0; id < OPT_MAX; id++)
		if (from->from[id] == OPT_FLAG && to->from[id] != OPT_FLAG) {
			to->value[id] = from->value[id];
			to->from[id] = OPT_FLAG;
		}
}

void
check_started_with(struct call *call, int64_t server)
{
	struct dispatch d;
	struct err ignored;
	char **argv;
	int argc = read_words(proc_status(server, "PPid", 10), call, &argv);

	if (argc == 0 || (!str_ends(argv[0], strlen(argv[0]), "pgtune-auto") &&
			     !str_ends(argv[0], strlen(argv[0]), "docker-entrypoint.sh")))
		return;
	if (dispatch(&d, argc, argv, (char **)(uintptr_t)call->env, &ignored) < 0 ||
	    d.turn != TURN_COMMAND || d.cmd != &cmd_entrypoint)
		return;
	call->server_args = d.call.server_args;
	call->server_nargs = d.call.server_nargs;
	take_flags(&call->opts, &d.call.opts);
}
