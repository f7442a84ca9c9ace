/* main.c — the command table, and what happens before and after a command. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/proc.h"
#include "cmd/cmd.h"
#include "cmd/dispatch.h"
#include "cmd/gosu.h"

/* To add a command: a file in cmd/ that exports its row, a line in cmd.h and here, a section in the
 * manual. */
const struct cmd *const commands[] = {
	&cmd_plan,
	&cmd_explain,
	&cmd_detect,
	&cmd_matrix,
	&cmd_check,
	&cmd_check_init,
	&cmd_pgbouncer,
	&cmd_scram,
	&cmd_health,
	&cmd_completion,
	&cmd_help,
	&cmd_version,
	NULL,
};

const struct cmd *
command_by_name(const char *name)
{
	for (size_t i = 0; commands[i] != NULL; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

const char *
command_nearest(const char *word)
{
	struct near near = { .word = word, .limit = NEAR_LIMIT };

	for (size_t i = 0; commands[i] != NULL; i++)
		str_near(&near, commands[i]->name);
	return near.name;
}

/* Becomes another program, found in PATH; comes back only with the exit code of a shell's exec. */
static int
become(char *const *argv)
{
	const char *nearest = command_nearest(argv[0]);
	const struct proc p = { .argv = (const char *const *)argv };
	struct err e;
	int code;

	proc_exec(&p, &e);
	code = proc_exec_code(errno);
	if (code == EXIT_NOT_FOUND && nearest != NULL)
		fail_hint(&e, "did you mean the command %s?", nearest);
	log_error(&e);
	return code;
}

/* A closed descriptor 0, 1 or 2 would be given to the next file that is opened. */
static void
open_standard_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)!open("/dev/null", fd == 0 ? O_RDONLY : O_WRONLY);
}

static int
run(struct dispatch *d)
{
	struct err e;
	int code;

	open_standard_descriptors();
	signal(SIGCHLD, SIG_DFL); /* ignored by who started us: no child could be waited for */
	code = d->cmd->run(&d->call);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	fail_sys(&e, "writing the result to stdout");
	log_error(&e);
	return EXIT_FAILED;
}

int
main(int argc, char **argv, char **env)
{
	static struct dispatch d;
	struct err e;

	if (argc < 1) { /* execve() without argv, before Linux 5.18 */
		argv = (char *[]){ (char[]){ "pgtune-auto" }, NULL };
		argc = 1;
	}
	if (dispatch(&d, argc, argv, env, &e) < 0) {
		log_error(&e);
		return d.cmd == &cmd_health ? EXIT_FAILED : EXIT_USAGE; /* Docker reserves 2 */
	}
	switch (d.turn) {
	case TURN_POSTGRES:
		return become(d.call.server_args - 1);
	case TURN_FOREIGN:
		return become(d.foreign);
	case TURN_GOSU:
		return gosu(d.foreign);
	case TURN_COMMAND:
		break;
	}
	return run(&d);
}
