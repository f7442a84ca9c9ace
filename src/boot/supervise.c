/* supervise.c — postgres as PID 1 takes an adopted orphan that ends oddly for a crashed backend and
 * restarts the cluster; so PID 1 is this loop instead. */
#include "boot/supervise.h"

#include <signal.h>
#include <sys/wait.h>

#include "base/proc.h"

/* What means something to a postmaster. */
static bool
is_forwarded(int sig)
{
	static const int forwarded[] = { SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2 };

	for (size_t i = 0; i < LEN(forwarded); i++)
		if (forwarded[i] == sig)
			return true;
	return false;
}

int
supervise(struct watch *w, pid_t server, pid_t hooks)
{
	for (;;) {
		int sig = watch_next(w, -1), status;
		pid_t pid;

		if (is_forwarded(sig))
			kill(server, sig);
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
			if (pid == hooks)
				hooks = 0;
			if (pid != server)
				continue;
			if (hooks > 0)
				kill(-hooks, SIGTERM);
			return proc_code(status);
		}
	}
}
