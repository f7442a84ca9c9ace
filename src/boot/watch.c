/* watch.c — a signalfd, and phases run as children. */
#include "boot/watch.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/proc.h"

int
watch_open(struct watch *w, struct err *e)
{
	sigset_t all;

	proc_block_signals();
	sigfillset(&all);
	w->signal = 0;
	w->fd = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK);
	if (w->fd < 0)
		return fail_sys(e, "opening a signalfd");
	return 0;
}

int
watch_next(struct watch *w, int timeout_ms)
{
	struct pollfd ready = { w->fd, POLLIN, 0 };
	struct signalfd_siginfo info;

	if (read(w->fd, &info, sizeof(info)) != sizeof(info)) {
		if (poll(&ready, 1, timeout_ms) <= 0 ||
		    read(w->fd, &info, sizeof(info)) != sizeof(info))
			return 0;
	}
	if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT || info.ssi_signo == SIGQUIT) {
		w->signal = (int)info.ssi_signo;
		proc_note_end();
	}
	return (int)info.ssi_signo;
}

/* This process's group if it has the terminal's foreground, else 0. Also 0 when the terminal is of
 * another pid namespace (unshare, bwrap): its groups have no number here. */
static pid_t
own_foreground(void)
{
	pid_t group = tcgetpgrp(STDIN_FILENO);

	return group == getpgrp() ? group : 0;
}

/* tcsetpgrp by a process of the background needs SIGTTOU blocked: it still is. */
pid_t
watch_fork(struct err *e)
{
	bool has_terminal = own_foreground() != 0;
	pid_t pid = fork(), group = pid > 0 ? pid : getpid();

	if (pid < 0) {
		fail_sys(e, "forking");
		return proc_hint_limit(e);
	}
	setpgid(pid, group); /* in both: whoever runs first */
	if (has_terminal)
		tcsetpgrp(STDIN_FILENO, group);
	if (pid > 0)
		return pid;
	if (has_terminal)
		signal(SIGTSTP, SIG_IGN); /* Ctrl-Z: nobody would continue it */
	proc_restore_signals();
	return 0;
}

/* What the phase's process leaves for its parent, in a page they share. */
struct outcome {
	struct err e;
	int code;
	int typed; /* the signal of Ctrl-C or Ctrl-\ that its group has had; 0: none */
};

static struct outcome *told; /* in the phase's process */

/* Ctrl-C and Ctrl-\ reach the foreground group alone: the phase's, not its parent's. The phase must
 * not end yet: its parent could not wait for orphans that went to another PID 1, and has to become
 * the one that adopts them first (end_phase). So the phase stops, which wakes its parent. */
static void
tell_typed(int number)
{
	told->typed = number;
	raise(SIGSTOP);
}

static void
hear_typed(int number)
{
	if (signal(number, tell_typed) == SIG_IGN)
		signal(number, SIG_IGN);
}

/* Orphans go to PID 1. Where that is not the parent, the phase adopts them, and they go to PID 1
 * when it ends. The parent must not adopt them now: it may become the server, which takes a child
 * that ends oddly for a crashed backend. */
static void
run_phase(phase *work, void *arg, struct outcome *out)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != 1)
		prctl(PR_SET_CHILD_SUBREAPER, 1);
	out->code = EXIT_FAILURE;
	told = out;
	hear_typed(SIGINT);
	hear_typed(SIGQUIT);
	if (work(arg, &out->code, &out->e) == 0)
		_exit(0);
	_exit(out->code > 0 && out->code < 256 ? out->code : EXIT_FAILURE);
}

/* Reaps what has ended. True while children are left; *status is set when pid was among them. */
static bool
reap(pid_t pid, int *status, bool *done)
{
	int any;
	pid_t got;

	while ((got = waitpid(-1, &any, WNOHANG)) > 0)
		if (got == pid) {
			*status = any;
			*done = true;
		}
	return got == 0;
}

/* Asks what the phase left behind in groups of their own to end: a server that an init file started
 * by pg_ctl, to which SIGINT is the fast shutdown; pg_basebackup and its second process. */
static void
end_orphans(pid_t group)
{
	char path[64], text[4096], *p = text, *end;
	struct err ignored;
	size_t len;
	long pid;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	if (file_read(AT_FDCWD, path, text, sizeof(text), &len, &ignored) < 0)
		return;
	while ((pid = strtol(p, &end, 10)) > 0 && end != p) {
		pid_t its = getpgid((pid_t)pid);

		if (its != group)
			kill(its == pid ? -(pid_t)pid : (pid_t)pid, SIGINT);
		p = end;
	}
}

/* Ends the phase and what it started: its group, and the temporary server, which gets SIGINT as
 * its parent dies (proc.death_signal). All orphans are ours now: wait for the last. `typed`: all
 * of its group had the signal, but the phase itself has yet to end. */
static void
end_phase(struct watch *w, pid_t pid, bool typed)
{
	int64_t until = proc_now_ms() + WATCH_GRACE_MS;
	int status;
	bool done = false, asked = false;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	kill(typed ? pid : -pid, SIGTERM);
	kill(-pid, SIGCONT);
	while (reap(pid, &status, &done)) {
		int64_t left = until - proc_now_ms();

		if (done && !asked)
			end_orphans(pid);
		asked = done;
		if (left <= 0) {
			kill(-pid, SIGKILL);
			return;
		}
		watch_next(w, (int)min64(left, 100));
	}
}

static int
judge(int status, const struct outcome *out, int *code, struct err *e)
{
	if (proc_code(status) == 0)
		return 0;
	*code = proc_code(status);
	*e = out->e;
	if (e->text[0] == '\0')
		fail(e, "a phase of the start ended with code %d", *code);
	return -1;
}

int
watch_fail(const struct watch *w, struct err *e)
{
	return fail(e, "ended by signal %d (%s)", w->signal, strsignal(w->signal));
}

/* Waits for the phase, or for a signal that asks for the end of it all. */
static int
await_phase(struct watch *w, pid_t pid, struct outcome *out, int *code, struct err *e)
{
	int status = 0;
	bool done = false;

	while (!done && w->signal == 0) {
		watch_next(w, -1);
		reap(pid, &status, &done);
		if (w->signal == 0)
			w->signal = out->typed;
	}
	if (w->signal == 0)
		return judge(status, out, code, e);
	watch_fail(w, e);
	*code = 128 + w->signal;
	end_phase(w, pid, out->typed != 0);
	return -1;
}

int
watch_phase(struct watch *w, phase *work, void *arg, int *code, struct err *e)
{
	struct outcome *out =
	    mmap(NULL, sizeof(*out), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t foreground = own_foreground(), pid;
	int result;

	if (out == MAP_FAILED)
		return fail_sys(e, "mapping a page");
	pid = watch_fork(e);
	if (pid == 0)
		run_phase(work, arg, out);
	result = pid < 0 ? -1 : await_phase(w, pid, out, code, e);
	if (foreground != 0)
		tcsetpgrp(STDIN_FILENO, foreground);
	munmap(out, sizeof(*out));
	return result;
}
