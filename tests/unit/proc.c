/* proc.c — exit codes, output under a deadline, and exec failures told apart from exit codes. */
#include "base/proc.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "t.h"

static struct err e;
static char out_text[64], err_text[64];

static int
capture(const char *script, int deadline_ms, struct str *out, struct str *err)
{
	const char *const argv[] = { "/bin/sh", "-c", script, NULL };
	struct proc p = { .argv = argv };

	*out = str_on(out_text, sizeof(out_text));
	*err = str_on(err_text, sizeof(err_text));
	return proc_capture(&p, out, err, deadline_ms, &e);
}

static void
test_capture(void)
{
	struct str out, err;
	int64_t began = proc_now_ms();

	T(capture("echo a; echo b >&2; exit 3", 10000, &out, &err) == 3);
	T(!strcmp(out.p, "a\n") && !strcmp(err.p, "b\n"));
	T(capture("kill -9 $$", 10000, &out, &err) == 128 + SIGKILL);
	T(capture("cat", 10000, &out, &err) == 0 && out.len == 0, "stdin is empty");
	T(capture("printf %0100d 1", 10000, &out, &err) == 0 && out.full && out.len == 63);
	T(capture("sleep 60", 50, &out, &err) == -1 && errno == ETIMEDOUT);
	T(capture("exec >&- 2>&-; sleep 60", 50, &out, &err) == -1 && errno == ETIMEDOUT);
	T(capture("sleep 60 & echo a; kill -9 $$", 60000, &out, &err) == 128 + SIGKILL &&
	    !strcmp(out.p, "a\n"));
	T(proc_now_ms() - began < 30000, "nobody waited for the sleepers");
	T(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD, "no child is left");
}

static void
test_exec_failures(void)
{
	static const struct {
		const char *program;
		int code;
	} none[] = { { "/", 126 }, { "", 127 }, { "/etc/passwd", 126 },
		{ "no-such-program-here", 127 } };

	for (size_t i = 0; i < LEN(none); i++) {
		const char *const argv[] = { none[i].program, NULL };
		struct proc p = { .argv = argv };

		T(proc_run(&p, &e) == -1 && proc_exec_code(errno) == none[i].code, none[i].program);
	}
	T(!strcmp(e.text, "exec: no-such-program-here: not found"));
}

static void
test_find(void)
{
	char path[64];

	setenv("PATH", "/none:/etc:/bin", 1);
	T(proc_find("sh", path, sizeof(path)) == 0 && !strcmp(path, "/bin/sh"));
	T(proc_find("passwd", path, sizeof(path)) == -1 || strcmp(path, "/etc/passwd") != 0);
	setenv("PATH", "/etc:/none", 1);
	T(proc_find("passwd", path, sizeof(path)) == -1 && errno == EACCES);
	T(proc_find("nope", path, sizeof(path)) == -1 && errno == ENOENT);
	unsetenv("PATH");
	T(proc_find("sh", path, sizeof(path)) == 0,
	    "without PATH it is looked for as execvp() does");
	setenv("PATH", "/bin:/usr/bin", 1);
}

/* What is blocked in the parent is not in what it starts. */
static void
test_mask(void)
{
	struct str out, err;
	static const char *const argv[] = { "no-such-program-here", NULL };
	struct proc p = { .argv = argv };
	sigset_t now;

	proc_block_signals();
	T(proc_exec(&p, &e) == -1 && proc_exec_code(errno) == 127);
	T(sigprocmask(SIG_BLOCK, NULL, &now) == 0 && sigismember(&now, SIGTERM) == 1,
	    "blocked, also after an exec that failed");
	T(capture("kill -TERM $$; echo alive", 10000, &out, &err) == 128 + SIGTERM);
	proc_restore_signals();
	T(sigprocmask(SIG_BLOCK, NULL, &now) == 0 && !sigismember(&now, SIGTERM));
}

int
main(void)
{
	test_capture();
	test_exec_failures();
	test_find();
	test_mask();
	return t_done();
}
