/* entrypoint.c — no command word: the whole start of a container. prepare.c brings it to a data
 * directory; here the server is started on it, under a supervisor when this is PID 1. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/num.h"
#include "base/proc.h"
#include "base/span.h"
#include "boot/env.h"
#include "boot/hooks.h"
#include "boot/lock.h"
#include "boot/oom.h"
#include "boot/say.h"
#include "boot/shim.h"
#include "boot/sockets.h"
#include "boot/state.h"
#include "boot/supervise.h"
#include "boot/tree.h"
#include "cmd/dispatch.h"
#include "cmd/options.h"
#include "cmd/prepare.h"
#include "cmd/startplan.h"
#include "render/render.h"

#define WAL_FILE ((uint64_t)16 * 1024 * 1024) /* as initdb makes it unless told otherwise */

static void
note_state(struct start *s)
{
	struct state state;
	struct err e;

	state_of(&s->boot, &state);
	state.pid = env_is("PGTUNE_LOCK", "off") ? 0 : getpid();
	state.time = time(NULL);
	if (state_write(s->boot.dir, &state, &e) == 0)
		return;
	if (errno == EROFS) /* where the server's own hint is to remove postmaster.pid */
		fail_hint(&e, BOOT_READ_ONLY_HINT);
	log_failure(&e);
}

/* A directory that cannot be written is said, not refused: the server has the last word. */
static void
prepare_sockets(const struct start *s)
{
	const char *dirs = startplan_setting("unix_socket_directories", BOOT_RUN_DIR);
	struct err e;

	if (!env_is("PGTUNE_LOCK", "off"))
		sockets_clear(&s->boot, dirs);
	if (sockets_check(dirs, &e) < 0)
		log_failure(&e);
}

/* Set nowhere, as by a postgresql.conf of the operator's own, or one that a full disk left empty:
 * the server is healthy, and its clients read that the connection was refused. */
static void
warn_if_unreachable(void)
{
	if (startplan_setting("listen_addresses", NULL) == NULL)
		log_warn("listen_addresses is set nowhere, postgresql.conf included: the server "
			 "listens on localhost, out of reach of other containers and hosts");
}

/* The hosts of a connection string of the form key=value, where quotes and a backslash may hide
 * blanks: what stands in a password is none. */
static struct span
hosts_of(const char *conninfo)
{
	bool quoted = false, begins = true;

	for (const char *p = conninfo; *p != '\0'; p++) {
		if (begins && str_starts(p, "host='"))
			return (struct span){ p + 6, strcspn(p + 6, "'") };
		if (begins && str_starts(p, "host="))
			return (struct span){ p + 5, strcspn(p + 5, " ") };
		if (*p == '\'')
			quoted = !quoted;
		begins = *p == ' ' && !quoted;
		if (*p == '\\' && p[1] != '\0')
			p++;
	}
	return (struct span){ 0 };
}

/* After a failover, say: the variable is read by a clone only. */
static void
warn_if_primary_differs(const struct boot *b)
{
	const char *wanted = getenv("PRIMARY_HOST");
	struct span hosts = hosts_of(startplan_setting("primary_conninfo", ""));

	if (!b->replica || wanted == NULL || hosts.len == 0 || span_lists(hosts, ',', wanted) ||
	    tree_lacks(b->dir, "standby.signal"))
		return;
	log_warn("PRIMARY_HOST is \"%s\", but this standby follows \"%.*s\", as its "
		 "primary_conninfo says: ALTER SYSTEM SET primary_conninfo changes it",
	    wanted, (int)hosts.len, hosts.p);
}

/* Until the server has handlers of its own these signals would end it; a server that is about to
 * start need not be told to reload or to rotate its log. */
static void
set_requests(void (*handler)(int))
{
	signal(SIGHUP, handler);
	signal(SIGUSR1, handler);
	signal(SIGUSR2, handler);
}

/* Becomes the server. Returns the exit code of not being able to, or of a signal that came before.
 */
static int
serve(struct start *s)
{
	struct proc p = { 0 };
	struct err e;
	char **argv;

	set_requests(SIG_IGN);
	if (startplan_argv(&s->boot, s->call, true, &argv, &e) < 0) {
		log_error(&e);
		return EXIT_USAGE;
	}
	if (startplan_fits(&e) < 0) {
		log_error(&e);
		return EXIT_FAILED;
	}
	if (argv[1] == NULL || !render_is_mode_word(argv[1])) {
		prepare_sockets(s);
		warn_if_unreachable();
		warn_if_primary_differs(&s->boot);
	} else if (shim_preload(&e) < 0) /* --single and --boot ask who they are, as initdb does */
		log_failure(&e);
	note_state(s);
	lock_inherit(s->boot.dir);
	while (watch_next(&s->watch, 0) != 0)
		if (s->watch.signal != 0)
			return 128 + s->watch.signal;
	p.argv = (const char *const *)argv;
	proc_exec(&p, &e);
	log_error(&e);
	return proc_exec_code(errno);
}

static bool
is_supervisor(void)
{
	const char *wish = env_get(environ, "PGTUNE_SUPERVISE");
	struct err e;
	bool yes;

	if (getpid() != 1)
		return false;
	if (wish == NULL || num_bool(wish, strlen(wish), &yes, &e) == 0)
		return wish == NULL || yes;
	log_warn("PGTUNE_SUPERVISE=\"%s\" has no effect: the word it knows is \"off\"", wish);
	return true;
}

/* No room, or no inode: of the latter `df` shows nothing without -i. Btrfs counts none. */
static bool
is_full(int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct statvfs fs;
	bool full = fd >= 0 && fstatvfs(fd, &fs) == 0 &&
		    (fs.f_bavail * fs.f_frsize < WAL_FILE || (fs.f_files > 0 && fs.f_favail == 0));

	if (fd >= 0)
		close(fd);
	return full;
}

/* After a server that could not start: it says what it could not write, but not what to do. */
static void
tell_if_full(int dir)
{
	bool data = is_full(dir, ".");
	struct err e;

	if (!data && !is_full(dir, "pg_wal"))
		return;
	fail(&e, "the volume of %s has no room for another file", data ? "PGDATA" : "pg_wal");
	fail_hint(&e,
	    "make it bigger, or free space, or inodes (df -i), beside the cluster: once a "
	    "file of pg_wal that it needs is removed, it does not start again");
	log_failure(&e);
}

static int
serve_supervised(struct start *s)
{
	struct err e;
	pid_t hooks, server;
	int code;

	set_requests(SIG_IGN); /* one that is handed on may be there before its first instruction */
	server = watch_fork(&e);
	if (server == 0)
		_exit(serve(s));
	set_requests(SIG_DFL);
	if (server < 0) {
		log_error(&e);
		return EXIT_FAILED;
	}
	hooks = hooks_start(&s->boot, server, &e);
	if (hooks < 0)
		log_failure(&e);
	code = supervise(&s->watch, server, hooks);
	if (code == EXIT_FAILED)
		tell_if_full(s->boot.dir);
	return code;
}

/* docker-ensure-initdb.sh and docker-enforce-initdb.sh: a first boot and no server. */
static int
finish_ensured(const struct start *s, enum first_need need)
{
	const char *name = s->call->invoked_as;

	if (need != FIRST_DONE)
		return EXIT_DONE;
	if (strcmp(name, "docker-ensure-initdb.sh") == 0) {
		log_line("%s: note: database already initialized in '%s'!", name, s->boot.pgdata);
		return EXIT_DONE;
	}
	log_line("%s: error: (unexpected) database found in '%s'!", name, s->boot.pgdata);
	return EXIT_FAILED;
}

/* The official lines, which log scrapers wait for; a clone has none. */
static void
say_where_we_are(const struct boot *b, enum first_need need)
{
	if (need == FIRST_CLONE)
		return;
	if (need == FIRST_DONE && b->replica && tree_lacks(b->dir, "standby.signal"))
		log_warn("POSTGRES_ROLE=replica, but \"%s\" has no standby.signal: promoted, or no "
			 "clone, it starts as a primary that follows nobody",
		    b->pgdata);
	say_blank();
	say(need == FIRST_DONE ? "PostgreSQL Database directory appears to contain a database; "
				 "Skipping initialization"
			       : "PostgreSQL init process complete; ready for start up.");
	say_blank();
}

static int
run(struct call *call)
{
	static struct start s;
	enum first_need need;
	struct state old;
	struct err e;

	s.call = call;
	s.code = EXIT_FAILED;
	s.boot.dir = s.watch.fd = -1;
	s.boot.server_args = call->server_args;
	if (prepare(&s, &need, &e) < 0) {
		while (watch_next(&s.watch, 0) != 0) /* what cut short a wait outside a phase */
			continue;
		if (s.watch.signal != 0) {
			s.code = 128 + s.watch.signal;
			watch_fail(&s.watch, &e);
		}
		log_error(&e);
		return s.code;
	}
	if (dispatch_prepares_only(call))
		return finish_ensured(&s, need);
	say_where_we_are(&s.boot, need);
	if (state_read(s.boot.dir, BOOT_STATE, &old))
		state_clear_pidfile(s.boot.dir, &old);
	env_scrub(&s.boot, call->env);
	oom_prefer_backends();
	if (is_supervisor())
		return serve_supervised(&s);
	hooks_warn_not_run();
	return serve(&s);
}

const struct cmd cmd_entrypoint = {
	.name = "entrypoint",
	.args = "",
	.help = "tune, boot and run postgres",
	.bit = CMD_ENTRYPOINT,
	.takes_server_args = true,
	.run = run,
};
