/* supervise.c — postgres as PID 1 takes an adopted orphan that ends oddly for a crashed backend and
 * restarts the cluster; so PID 1 is this loop instead. */
#include "boot/supervise.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "base/log.h"
#include "base/proc.h"

/* The signals that mean something to a postmaster. */
static bool
is_forwarded(int sig)
{
	static const int forwarded[] = { SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2 };

	for (size_t i = 0; i < LEN(forwarded); i++)
		if (forwarded[i] == sig)
			return true;
	return false;
}

/* A process that is killed cannot say so, and an exit code of 137 does not say which one it was. */
static void
tell_if_killed(const char *who, int status)
{
	if (WIFSIGNALED(status))
		log_warn("%s ended by signal %d (%s)", who, WTERMSIG(status),
		    strsignal(WTERMSIG(status)));
}

int
supervise(struct watch *w, pid_t server, pid_t hooks)
{
	for (;;) {
		int sig = watch_next(w, -1), status;
		pid_t pid;

		if (is_forwarded(sig))
			kill(server, sig);
		if (sig != 0 && sig == w->signal)
			kill(server, SIGCONT); /* a stopped process (gdb, kill -STOP) cannot end */
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
			if (pid == hooks) {
				hooks = 0;
				tell_if_killed("the process that runs the start hooks", status);
			}
			if (pid != server)
				continue;
			tell_if_killed("the server", status);
			if (hooks > 0)
				kill(-hooks, SIGTERM);
			return proc_code(status);
		}
	}
}
