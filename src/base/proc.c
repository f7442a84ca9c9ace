/* proc.c — starts, awaits and becomes other programs. */
#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

static sigset_t mask_before;
static bool blocked;
static bool asked_to_end;

void
proc_block_signals(void)
{
	sigset_t all;

	sigfillset(&all);
	if (!blocked && sigprocmask(SIG_SETMASK, &all, &mask_before) == 0)
		blocked = true;
}

void
proc_note_end(void)
{
	asked_to_end = true;
}

bool
proc_is_asked_to_end(void)
{
	sigset_t pending;

	if (asked_to_end)
		return true;
	return sigpending(&pending) == 0 &&
	       (sigismember(&pending, SIGTERM) || sigismember(&pending, SIGINT) ||
		   sigismember(&pending, SIGQUIT));
}

void
proc_restore_signals(void)
{
	if (blocked)
		sigprocmask(SIG_SETMASK, &mask_before, NULL);
	blocked = false;
}

int64_t
proc_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
proc_pause_ms(int64_t ms)
{
	nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 }, NULL);
}

int
proc_code(int status)
{
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : EXIT_FAILURE;
}

int
proc_exec_code(int error)
{
	return error == ENOENT || error == ENOTDIR ? 127 : 126;
}

long
proc_status(int64_t pid, const char *field, int base)
{
	char path[64], key[32], text[4096], *at;
	struct err ignored;
	size_t len;

	snprintf(path, sizeof(path), "/proc/%lld/status", (long long)pid);
	snprintf(key, sizeof(key), "\n%s:\t", field);
	if (file_read(AT_FDCWD, path, text, sizeof(text), &len, &ignored) < 0 ||
	    (at = strstr(text, key)) == NULL)
		return -1;
	return strtol(at + strlen(key), NULL, base);
}

static bool
is_program(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return false;
	if (S_ISREG(st.st_mode) && access(path, X_OK) == 0)
		return true;
	errno = EACCES;
	return false;
}

/* An unusable hit is passed over, as in a shell, and remembered: EACCES beats ENOENT. */
int
proc_find(const char *word, char *path, size_t cap)
{
	const char *dir = getenv("PATH");
	int why = ENOENT;

	if (dir == NULL)
		dir = "/usr/local/bin:/bin:/usr/bin"; /* as execvp() */
	if (word[0] == '\0') {
		errno = ENOENT;
		return -1;
	}
	if (strchr(word, '/') != NULL) {
		if ((size_t)snprintf(path, cap, "%s", word) < cap)
			return is_program(path) ? 0 : -1;
		errno = ENAMETOOLONG;
		return -1;
	}
	while (dir != NULL) {
		int len = (int)strcspn(dir, ":");
		int n = snprintf(path, cap, "%.*s/%s", len ? len : 1, len ? dir : ".", word);

		if (n > 0 && (size_t)n < cap && is_program(path))
			return 0;
		if (errno == EACCES)
			why = EACCES;
		dir = dir[len] == ':' ? dir + len + 1 : NULL;
	}
	errno = why;
	return -1;
}

int
proc_become(const struct proc_user *user, struct err *e)
{
	uid_t uids[3];
	gid_t gids[3];

	if (setgroups(user->group_count, user->groups) < 0)
		return fail_sys(e, "setting the groups of uid %u", (unsigned)user->uid);
	if (setresgid(user->gid, user->gid, user->gid) < 0)
		return fail_sys(e, "becoming gid %u", (unsigned)user->gid);
	if (setresuid(user->uid, user->uid, user->uid) < 0)
		return fail_sys(e, "becoming uid %u", (unsigned)user->uid);
	if (getresuid(&uids[0], &uids[1], &uids[2]) < 0 ||
	    getresgid(&gids[0], &gids[1], &gids[2]) < 0)
		return fail_sys(e, "reading the identity back");
	for (int i = 0; i < 3; i++)
		if (uids[i] != user->uid || gids[i] != user->gid)
			return fail(
			    e, "the kernel did not make this process uid %u", (unsigned)user->uid);
	if (user->uid != 0 && setresuid(0, 0, 0) == 0)
		return fail(e, "root could be regained after becoming uid %u", (unsigned)user->uid);
	/* A changed identity hides /proc/self from its own process; this one starts no secrets. */
	prctl(PR_SET_DUMPABLE, 1);
	return 0;
}

static int
put_at(int fd, int at)
{
	if (fd == 0)
		return 0;
	if (fd == at)
		return fcntl(fd, F_SETFD, 0);
	return dup2(fd, at) < 0 ? -1 : 0;
}

static int
prepare(const struct proc *p, struct err *e)
{
	if (p->group && setpgid(0, 0) < 0 && errno != EPERM)
		return fail_sys(e, "making a process group");
	if (put_at(p->in, 0) < 0 || put_at(p->out, 1) < 0 || put_at(p->err, 2) < 0)
		return fail_sys(e, "handing over descriptors");
	if (p->user != NULL && proc_become(p->user, e) < 0)
		return -1;
	if (p->cwd != NULL && chdir(p->cwd) < 0)
		return fail_sys(e, "entering \"%s\"", p->cwd);
	if (p->death_signal != 0)
		prctl(PR_SET_PDEATHSIG, p->death_signal);
	if (p->deaf) {
		signal(SIGHUP, SIG_IGN);
		signal(SIGUSR1, SIG_IGN);
		signal(SIGUSR2, SIG_IGN);
	}
	return 0;
}

int
proc_exec(const struct proc *p, struct err *e)
{
	const char *file = p->file ? p->file : p->argv[0];
	char path[PATH_MAX];
	bool was_blocked = blocked;
	int why;

	if (prepare(p, e) < 0)
		return -1;
	if (proc_find(file, path, sizeof(path)) == 0) {
		proc_restore_signals();
		/* execve() writes none of them, whatever its type says. */
		execve(path, (char *const *)(uintptr_t)p->argv, p->env ? p->env : environ);
		why = errno;
		if (was_blocked)
			proc_block_signals();
		errno = why;
	}
	why = errno;
	if (why == ENOENT || why == ENOTDIR)
		fail(e, "exec: %s: not found", file);
	else {
		fail_sys(e, "exec: %s", file);
		proc_hint_limit(e); /* by a user who has too many, the first exec fails too */
	}
	errno = why;
	return -1;
}

/* What a child that could not exec says through its CLOEXEC pipe. */
struct last_words {
	int error;
	struct err e;
};

static void
start_child(const struct proc *p, int tell)
{
	struct last_words words = { 0 };
	ssize_t told;

	proc_exec(p, &words.e);
	words.error = errno;
	told = write(tell, &words, sizeof(words));
	_exit(told < 0 ? 125 : 126);
}

int
proc_hint_limit(struct err *e)
{
	if (errno != EAGAIN)
		return -1;
	return fail_hint(e,
	    "the limit on processes is reached: raise it (--pids-limit, "
	    "podPidsLimit, --ulimit nproc, which counts the uid's on all the host)");
}

pid_t
proc_start(const struct proc *p, struct err *e)
{
	struct last_words words;
	int pipe_fds[2];
	ssize_t n;
	pid_t pid;

	if (pipe2(pipe_fds, O_CLOEXEC) < 0)
		return fail_sys(e, "making a pipe");
	pid = fork();
	if (pid == 0)
		start_child(p, pipe_fds[1]);
	close(pipe_fds[1]);
	if (pid < 0) {
		close(pipe_fds[0]);
		fail_sys(e, "starting \"%s\"", p->argv[0]);
		return proc_hint_limit(e);
	}
	do
		n = read(pipe_fds[0], &words, sizeof(words));
	while (n < 0 && errno == EINTR);
	close(pipe_fds[0]);
	if (n != (ssize_t)sizeof(words))
		return pid;
	proc_wait(pid, e);
	*e = words.e;
	errno = words.error;
	return -1;
}

int
proc_wait(pid_t pid, struct err *e)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return fail_sys(e, "waiting for process %d", (int)pid);
	return proc_code(status);
}

int
proc_run(const struct proc *p, struct err *e)
{
	pid_t pid = proc_start(p, e);

	return pid < 0 ? -1 : proc_wait(pid, e);
}
