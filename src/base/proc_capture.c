/* proc_capture.c — the output of another program, under a deadline. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/proc.h"

#define LOOK_AGAIN_MS 200 /* how often to look whether the program has ended */

/* Takes what is there; closes the pipe at its end. */
static void
drain(struct pollfd *from, struct str *to)
{
	char chunk[4096];
	ssize_t n = read(from->fd, chunk, sizeof(chunk));

	if (n < 0 && errno == EINTR)
		return;
	if (n > 0 && to != NULL)
		str_addn(to, chunk, (size_t)n);
	if (n > 0)
		return;
	close(from->fd);
	from->fd = -1;
}

/* A process that an ended program left in its group may hold the pipes for ever, as the WAL
 * receiver of a killed pg_basebackup does. */
static void
end_leftovers(pid_t pid)
{
	siginfo_t info = { 0 };

	if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid)
		kill(-pid, SIGKILL);
}

/* Reads both pipes to their ends, or until the time is over: 0, or -1 with ETIMEDOUT. */
static int
collect(pid_t pid, struct pollfd fds[2], struct str *const to[2], int64_t until)
{
	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		int64_t left = until - proc_now_ms();

		if (left <= 0) {
			errno = ETIMEDOUT;
			return -1;
		}
		end_leftovers(pid);
		if (poll(fds, 2, (int)min64(left, LOOK_AGAIN_MS)) <= 0)
			continue;
		for (int i = 0; i < 2; i++)
			if (fds[i].fd >= 0 && fds[i].revents != 0)
				drain(&fds[i], to[i]);
	}
	return 0;
}

/* A program that closed its output and stays is waited for up to the same deadline. */
static int
wait_until(pid_t pid, int64_t until)
{
	int status;

	for (;;) {
		pid_t got = waitpid(pid, &status, WNOHANG);

		if (got == pid)
			return proc_code(status);
		if (proc_now_ms() >= until || (got < 0 && errno != EINTR))
			return -1;
		proc_pause_ms(2);
	}
}

static int
capture_from(const struct proc *p, struct pollfd fds[2], struct str *const to[2], int deadline_ms,
    struct err *e)
{
	int64_t until = proc_now_ms() + deadline_ms;
	pid_t pid = proc_start(p, e);
	int code = -1;

	close(p->out);
	close(p->err);
	close(p->in);
	if (pid >= 0 && collect(pid, fds, to, until) == 0)
		code = wait_until(pid, until);
	for (int i = 0; i < 2; i++)
		if (fds[i].fd >= 0)
			close(fds[i].fd);
	if (pid < 0 || code >= 0)
		return code;
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	proc_wait(pid, e);
	fail(e, "\"%s\" took longer than %d ms", p->argv[0], deadline_ms);
	errno = ETIMEDOUT;
	return -1;
}

int
proc_capture(const struct proc *p, struct str *out, struct str *err, int deadline_ms, struct err *e)
{
	struct str *const to[2] = { out, err };
	struct proc child = *p;
	struct pollfd fds[2] = { { .events = POLLIN }, { .events = POLLIN } };
	int outs[2], errs[2], null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (null < 0)
		return fail_sys(e, "opening \"/dev/null\"");
	if (pipe2(outs, O_CLOEXEC) < 0) {
		close(null);
		return fail_sys(e, "making a pipe");
	}
	if (pipe2(errs, O_CLOEXEC) < 0) {
		close(null);
		close(outs[0]);
		close(outs[1]);
		return fail_sys(e, "making a pipe");
	}
	child.in = null;
	child.out = outs[1];
	child.err = errs[1];
	child.group = true;
	fds[0].fd = outs[0];
	fds[1].fd = errs[0];
	return capture_from(&child, fds, to, deadline_ms, e);
}
