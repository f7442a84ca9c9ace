/* hooks.c — the process beside the server that runs the start hooks. */
#include "boot/hooks.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "boot/env.h"
#include "boot/initfiles.h"
#include "boot/initrun.h"
#include "boot/pidfile.h"
#include "boot/probe.h"
#include "boot/say.h"
#include "boot/tree.h"
#include "boot/watch.h"

#define POLL_MS 50

/* False when there is nothing to run. The directory is usually absent, which is no error. */
static bool
read_hooks(struct initfiles *list)
{
	struct err e;

	if (tree_lacks(AT_FDCWD, BOOT_START_DIR))
		return false;
	if (initfiles_read(BOOT_START_DIR, false, list, &e) == 0)
		return initfiles_any(list);
	log_failure(&e);
	return false;
}

/* Returns when it is ready, with the way to it in PGHOST and PGPORT, whatever the operator has set
 * for other clients; never when it is not. */
static void
wait_for_server(const struct boot *b, pid_t server)
{
	struct pidfile f;
	char port[16];

	while (!pidfile_read(b->dir, PIDFILE, &f) || f.pid != server || f.status != PIDFILE_READY)
		proc_pause_ms(POLL_MS);
	snprintf(port, sizeof(port), "%d", (int)f.port);
	setenv("PGPORT", port, 1);
	setenv("PGHOST", probe_reach(b->dir, &f), 1);
	setenv("PGHOSTADDR", "", 1);
}

static void
run_hook(struct boot *b, const struct initfile *f)
{
	struct sourcer s = { 0 };
	struct err e = { 0 };
	int code = EXIT_FAILURE;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (initrun_one(b, f, &s, &code, &e) == 0) {
		sourcer_end(&s);
		_exit(0);
	}
	log_failure(&e);
	_exit(code > 0 ? code : EXIT_FAILURE);
}

static void
watch_hook(pid_t pid, const char *path, int64_t limit_s)
{
	int64_t until = proc_now_ms() + limit_s * 1000;

	while (waitpid(pid, NULL, WNOHANG) == 0) {
		if (limit_s == 0 || proc_now_ms() < until) {
			proc_pause_ms(POLL_MS);
			continue;
		}
		log_warn("start hook \"%s\" ended after %lld s (PGTUNE_HOOK_TIMEOUT)", path,
		    (long long)limit_s);
		kill(-pid, SIGKILL);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		return;
	}
}

static void
run_hooks(struct boot *b, const struct initfiles *list, pid_t server)
{
	int64_t limit_s = env_seconds("PGTUNE_HOOK_TIMEOUT", HOOK_TIMEOUT_S);

	wait_for_server(b, server);
	for (size_t i = 0; i < list->count; i++) {
		int64_t began = proc_now_ms();
		pid_t pid;

		if (list->files[i].run == LINT_NO_SCRIPT)
			continue;
		pid = fork();
		if (pid == 0)
			run_hook(b, &list->files[i]);
		if (pid < 0) {
			log_warn("start hook \"%s\" is not run: forking: %s", list->files[i].path,
			    strerror(errno));
			continue;
		}
		watch_hook(pid, list->files[i].path, limit_s);
		say_took(list->files[i].path, began);
	}
}

pid_t
hooks_start(struct boot *b, pid_t server, struct err *e)
{
	static struct initfiles list;
	pid_t pid;

	if (!read_hooks(&list))
		return 0;
	pid = watch_fork(e);
	if (pid == 0) {
		run_hooks(b, &list, server);
		_exit(0);
	}
	return pid;
}

void
hooks_warn_not_run(void)
{
	struct initfiles list;

	if (!read_hooks(&list))
		return;
	for (size_t i = 0; i < list.count; i++)
		if (list.files[i].run != LINT_NO_SCRIPT)
			log_warn("start hook \"%s\" is not run: without a supervisor nobody waits "
				 "for the server",
			    list.files[i].path);
}
