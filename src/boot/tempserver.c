/* tempserver.c — starts and stops the temporary server. */
#include "boot/tempserver.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "boot/env.h"
#include "boot/hba.h"
#include "boot/pidfile.h"
#include "boot/probe.h"

#define OWN_WORDS 14 /* postgres -D PGDATA, five -c and the NULL */
#define POLL_MS 5
#define LINGER_MS 1000
#define RECOVERY_POLL_MS 250
#define HANG_UPS_MOST 40 /* in a row, 10 s: a crash has one or two */
#define PROBE_MS 3000

/* Makes a directory for the socket, where no client looks: in the first of these where the server
 * may write. */
static int
make_socket_dir(struct boot *b, struct err *e)
{
	static const char *const parents[] = { BOOT_RUN_DIR, "/tmp", "/dev/shm" };

	b->sockets[0] = '\0';
	if (env_is("PGTUNE_INIT_SOCKET", "default"))
		return 0;
	for (size_t i = 0; i < LEN(parents); i++) {
		snprintf(b->sockets, sizeof(b->sockets), "%s/.pgtune-XXXXXX", parents[i]);
		if (mkdtemp(b->sockets) != NULL)
			return 0;
	}
	return fail_sys(e, "making a directory for the temporary server's socket");
}

/* Lets init files in that could not log in otherwise, if nobody else reaches the socket. */
static int
let_in(struct boot *b, char *const *args, struct err *e)
{
	b->hba[0] = '\0';
	if (!hba_shuts_out(b, args))
		return 0;
	if (b->sockets[0] != '\0') {
		snprintf(b->hba, sizeof(b->hba), "%s/pg_hba.conf", b->sockets);
		return hba_write_open(b->hba, e);
	}
	fail(e,
	    "the temporary server would refuse \"%s\": its method for local logins needs a "
	    "plain password, or that user to be the server's own",
	    b->user);
	return fail_hint(
	    e, "unset PGTUNE_INIT_SOCKET: in a directory of its own it lets init files in");
}

/* The last -c wins: these stand behind the operator's. fsync is off because everything is synced,
 * once, before the marker goes (stage_finish). */
static void
add_overrides(const struct boot *b, struct str *store, const char **argv, size_t *n)
{
	const char *const settings[][2] = { { "listen_addresses=", "" }, { "fsync=", "off" },
		{ "port=", env_or("PGPORT", "5432") },
		{ "unix_socket_directories=", b->sockets[0] ? b->sockets : NULL },
		{ "hba_file=", b->hba[0] ? b->hba : NULL } };

	for (size_t i = 0; i < LEN(settings); i++) {
		if (settings[i][1] == NULL)
			continue;
		argv[(*n)++] = "-c";
		argv[(*n)++] = store->p + store->len;
		str_addf(store, "%s%s", settings[i][0], settings[i][1]);
		str_addc(store, '\0');
	}
}

/* postmaster.pid says "ready" when connections are taken: no connection has to be tried. A standby
 * that an init file made may never take any. */
static int
wait_until_ready(const struct boot *b, pid_t pid, int *code, struct err *e)
{
	struct pidfile f;
	int status;

	for (;;) {
		if (waitpid(pid, &status, WNOHANG) == pid) {
			*code = proc_code(status) ? proc_code(status) : EXIT_FAILURE;
			return fail(
			    e, "the temporary server ended with exit code %d", proc_code(status));
		}
		if (pidfile_read(b->dir, PIDFILE, &f) && f.pid == pid &&
		    (f.status == PIDFILE_READY || f.status == PIDFILE_STANDBY))
			return 0;
		proc_pause_ms(POLL_MS);
	}
}

/* The words of postgres -D PGDATA ARG… and the overrides, allocated; what is none of the operator's
 * is in `store`. NULL and e. "-C NAME" among the arguments asks, and is for after a first boot. */
static const char **
make_words(const struct boot *b, const char *postgres, struct str *store, struct err *e)
{
	char *const *args = b->temp_args;
	const char **argv;
	size_t n = 0, count = 0;

	while (args[count] != NULL)
		count++;
	argv = calloc(count + OWN_WORDS, sizeof(*argv));
	if (argv == NULL) {
		fail_sys(e, "preparing the temporary server");
		return NULL;
	}
	argv[n++] = postgres;
	argv[n++] = "-D";
	argv[n++] = b->pgdata;
	for (size_t i = 0; i < count; i++)
		if (!str_starts(args[i], "-C"))
			argv[n++] = args[i];
		else if (args[i][2] == '\0' && args[i + 1] != NULL)
			i++;
	add_overrides(b, store, argv, &n);
	return argv;
}

/* Starts it with its log on stdout. Returns its pid, ready. */
static pid_t
start(const struct boot *b, int *code, struct err *e)
{
	char postgres[PATH_MAX + 16], text[512];
	struct str store = str_on(text, sizeof(text));
	struct proc p = { .err = STDOUT_FILENO, .death_signal = SIGINT };
	const char **argv;
	pid_t pid;

	snprintf(postgres, sizeof(postgres), "%s/postgres", b->bindir);
	p.argv = argv = make_words(b, postgres, &store, e);
	if (argv == NULL)
		return -1;
	p.in = open("/dev/null", O_RDONLY | O_CLOEXEC);
	pid = p.in < 0 ? fail_sys(e, "opening \"/dev/null\"") : proc_start(&p, e);
	if (p.in >= 0)
		close(p.in);
	if (pid < 0)
		*code = proc_exec_code(errno);
	else if (wait_until_ready(b, pid, code, e) < 0)
		pid = -1;
	free(argv);
	return pid;
}

static void
remove_socket_dir(const struct boot *b)
{
	if (b->hba[0] != '\0')
		unlink(b->hba);
	if (b->sockets[0] != '\0')
		rmdir(b->sockets);
}

int
tempserver_start(struct boot *b, char *const *args, int *code, struct err *e)
{
	if (make_socket_dir(b, e) < 0)
		return -1;
	if (let_in(b, args, e) < 0) {
		remove_socket_dir(b);
		return -1;
	}
	setenv("PGHOST", b->sockets, 1);
	setenv("PGHOSTADDR", "", 1);
	unsetenv("NOTIFY_SOCKET");
	b->temp_args = args;
	b->temp = start(b, code, e);
	if (b->temp > 0)
		return 0;
	remove_socket_dir(b);
	return -1;
}

/* A postmaster works in its data directory. The number in a postmaster.pid that an init file
 * brought, in a backup, may be anybody's by now: the script's, or PID 1's, which would end this
 * start. */
static bool
works_here(const struct boot *b, pid_t pid)
{
	char cwd[64];

	snprintf(cwd, sizeof(cwd), "/proc/%d/cwd", (int)pid);
	return file_same(b->dir, ".", cwd);
}

/* Stops a server that is no child of ours. It has shut down when its postmaster.pid is gone; its
 * process ends at once, but remains as a zombie where nobody reaps it. */
static void
stop_stranger(const struct boot *b, int how)
{
	struct pidfile f;
	pid_t pid;

	if (!pidfile_read(b->dir, PIDFILE, &f) || f.pid <= 0 || f.pid == b->temp ||
	    !works_here(b, (pid_t)f.pid) || kill((pid_t)f.pid, how) < 0)
		return;
	pid = (pid_t)f.pid;
	for (int left = LINGER_MS / POLL_MS; left > 0 && kill(pid, 0) == 0; proc_pause_ms(POLL_MS))
		left -= !pidfile_read(b->dir, PIDFILE, &f);
}

/* A smart shutdown first: the sessions of the last init file are just ending, and would log FATAL
 * at a fast one. That follows after LINGER_MS, for a session that stays. */
static int
stop_own(pid_t pid, int how, struct err *e)
{
	int status;

	kill(pid, how == SIGINT ? SIGTERM : how);
	for (int left = LINGER_MS / POLL_MS; left > 0; left--, proc_pause_ms(POLL_MS))
		if (waitpid(pid, &status, WNOHANG) == pid)
			return proc_code(status);
	kill(pid, how);
	return proc_wait(pid, e);
}

/* Has an init file ended the temporary server, or begun to? One that shuts down says so in its
 * postmaster.pid, and removes it, before its process is gone, and pg_ctl may have returned by then.
 * One whose file is gone or another's has lost its data directory to another server or to a backup:
 * it must write nothing more there. */
static bool
has_ended(const struct boot *b)
{
	struct err ignored;
	struct pidfile f;
	int status;

	if (waitpid(b->temp, &status, WNOHANG) == b->temp)
		return true;
	if (!pidfile_read(b->dir, PIDFILE, &f) || f.pid != b->temp)
		stop_own(b->temp, SIGQUIT, &ignored);
	else if (f.status == PIDFILE_STOPPING)
		stop_own(b->temp, SIGINT, &ignored);
	else
		return false;
	return true;
}

int
tempserver_again(struct boot *b, const char *path, int *code, struct err *e)
{
	if (!has_ended(b))
		return 0;
	log_info("\"%s\" ended the temporary server: it is started again", path);
	stop_stranger(b, SIGINT);
	b->temp = start(b, code, e);
	return b->temp < 0 ? -1 : 0;
}

/* Is it recovering from a crash? Then postmaster.pid still says "ready", but a login is refused, or
 * ended with all other sessions. A file that does not say "ready" is answer enough: a server that
 * stops, or a standby that takes no logins, would else be waited for, perhaps for ever. */
static bool
is_recovering(const struct boot *b, int *hang_ups)
{
	struct wire_login as = { b->user, "postgres", "pgtune-auto" };
	enum probe_verdict verdict;
	struct wire_where at;
	struct pidfile f;
	struct err ignored;

	if (!pidfile_read(b->dir, PIDFILE, &f) || f.status != PIDFILE_READY)
		return false;
	at = (struct wire_where){ probe_reach(b->dir, &f), (int)f.port };
	verdict = probe_at(&at, &as, PROBE_MS, &ignored);
	*hang_ups = verdict == PROBE_CLOSES ? *hang_ups + 1 : 0;
	return verdict == PROBE_STARTING || (*hang_ups > 0 && *hang_ups < HANG_UPS_MOST);
}

/* Removes postmaster.opts, too: of a server that an init file started, it would look to
 * marker_undo() like a foreign server's. */
int
tempserver_stop(struct boot *b, int how, int *code, struct err *e)
{
	int hang_ups = 0;

	*code = 0;
	/* A file may end while the server recovers from a crash. Stopped then, it would not have
	 * recovered; 18 hangs instead. */
	while (how == SIGINT && is_recovering(b, &hang_ups))
		proc_pause_ms(RECOVERY_POLL_MS);
	if (b->temp > 0)
		*code = stop_own(b->temp, how, e);
	stop_stranger(b, how);
	b->temp = 0;
	unlinkat(b->dir, "postmaster.opts", 0);
	remove_socket_dir(b);
	if (*code == 0)
		return 0;
	return fail(e, "the temporary server did not stop cleanly: exit code %d", *code);
}
