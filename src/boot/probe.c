/* probe.c — phase, postmaster.pid, then a start-up packet. */
#include "boot/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/boot.h"
#include "boot/lock.h"
#include "boot/pidfile.h"
#include "boot/state.h"
#include "boot/user.h"

/* cannot_connect_now: starts up, shuts down, recovers; too_many_connections. */
#define SQLSTATE_NOT_NOW "57P03"
#define SQLSTATE_TOO_MANY "53300"

static enum probe_verdict
judge_error(const struct wire_answer *a, struct err *e)
{
	fail(e, "the server says: %s", a->error.text);
	/* Only a postmaster that could not fork (report_fork_failure) answers without SQLSTATE. */
	if (a->error.sqlstate[0] == '\0' || strcmp(a->error.sqlstate, SQLSTATE_NOT_NOW) == 0)
		return PROBE_STARTING;
	if (strcmp(a->error.sqlstate, SQLSTATE_TOO_MANY) == 0)
		return PROBE_FULL;
	return PROBE_READY; /* it refuses this login, and so takes others */
}

static enum probe_verdict
judge(const struct wire_answer *a, struct err *e)
{
	switch (a->outcome) {
	case WIRE_AUTH:
		return PROBE_READY;
	case WIRE_ERROR:
		return judge_error(a, e);
	case WIRE_REFUSED:
		*e = a->e;
		return PROBE_DOWN;
	case WIRE_CLOSED:
		*e = a->e;
		return PROBE_CLOSES;
	case WIRE_TIMEOUT:
	case WIRE_GARBAGE:
		*e = a->e;
		return PROBE_HANGS;
	}
	return PROBE_HANGS;
}

/* Where no password is asked for, the session opens. Waits until it has: hanging up earlier would
 * be an error in the server's log. */
static void
see_session_open(struct wire *w, struct wire_answer *a)
{
	struct wire_message m;

	while (wire_receive(w, &m, &a->e) == 0) {
		if (m.type == 'Z')
			return;
		if (m.type == 'E') {
			a->outcome = WIRE_ERROR;
			message_error(&m, &a->error);
			return;
		}
	}
	a->outcome = wire_outcome(errno);
}

enum probe_verdict
probe_at(const struct wire_where *at, const struct wire_login *as, int timeout_ms, struct err *e)
{
	static struct wire w;
	struct wire_answer a = { 0 };
	struct wire_message m;

	if (wire_open(&w, at, timeout_ms, e) < 0)
		return errno == ETIMEDOUT ? PROBE_HANGS : PROBE_DOWN;
	wire_startup(&w, as, &m, &a);
	if (a.outcome == WIRE_AUTH && a.auth == WIRE_AUTH_OK)
		see_session_open(&w, &a);
	wire_close(&w);
	return judge(&a, e);
}

static bool
is_alive(const char *pgdata, const struct pidfile *f)
{
	if (lock_is_held(pgdata))
		return true;
	return f->pid > 0 && (kill((pid_t)f->pid, 0) == 0 || errno == EPERM);
}

/* Its socket, else the address it listens on. */
static const char *
host_of(const struct pidfile *f)
{
	static const char *const any[] = { "", "*", "0.0.0.0", NULL };

	if (f->sockets[0] == '/' || f->sockets[0] == '@')
		return f->sockets;
	if (str_in(f->listen, any))
		return "127.0.0.1";
	return strcmp(f->listen, "::") == 0 ? "::1" : f->listen;
}

const char *
probe_reach(int dir, const struct pidfile *f)
{
	const char *host = host_of(f);
	struct stat st;

	if (geteuid() != 0 || fstat(dir, &st) < 0 || seteuid(st.st_uid) < 0)
		return host;
	if (host[0] == '/' && faccessat(AT_FDCWD, host, X_OK, AT_EACCESS) < 0)
		(void)!seteuid(0);
	return host;
}

/* A role or database that is not there would be an error in the server's log, each time. What later
 * starts say in POSTGRES_USER and POSTGRES_DB changes nothing in a cluster, and a database of the
 * application's may be dropped, which a session in it would even hinder. */
static enum probe_verdict
ask(int dir, const struct pidfile *f, int timeout_ms, struct err *e)
{
	struct wire_where at = { .port = (int)f->port };
	struct wire_login as = { "postgres", "postgres", "pgtune-auto health" };
	struct state s;

	if (state_read(dir, BOOT_STATE, &s))
		as.user = s.superuser[0] != '\0' ? s.superuser : s.user;
	at.host = probe_reach(dir, f);
	return probe_at(&at, &as, timeout_ms, e);
}

static enum probe_verdict
judge_directory(const char *pgdata, int dir, int timeout_ms, struct err *e)
{
	struct pidfile f = { 0 };
	bool running = pidfile_read(dir, PIDFILE, &f);
	enum probe_verdict verdict;

	if (!is_alive(pgdata, &f)) {
		fail(e, "no server runs on \"%s\"", pgdata);
		return PROBE_DOWN;
	}
	if (faccessat(dir, BOOT_MARKER, F_OK, 0) == 0) {
		fail(e, "the first boot is not finished");
		return PROBE_STARTING;
	}
	if (running && f.status == PIDFILE_STANDBY) {
		fail(e, "the server recovers, and takes no logins: hot_standby is off");
		return PROBE_STANDBY;
	}
	if (!running || f.status != PIDFILE_READY) {
		fail(e, running && f.status == PIDFILE_STOPPING
			    ? "the server shuts down"
			    : "the server starts or recovers, and takes no logins yet");
		return PROBE_STARTING;
	}
	verdict = ask(dir, &f, timeout_ms, e);
	/* A live server that hangs up is restarting all its processes after one has crashed. */
	return verdict == PROBE_CLOSES ? PROBE_STARTING : verdict;
}

/* Opens PGDATA, as its owner if need be: root without CAP_DAC_OVERRIDE may not enter it. Where it
 * may not even see who the owner is, that is taken to be postgres. */
static int
open_directory(const char *pgdata)
{
	int dir = open(pgdata, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct account postgres;
	struct stat st;
	struct err ignored;
	bool known;

	if (dir >= 0 || errno != EACCES || geteuid() != 0)
		return dir;
	known = stat(pgdata, &st) == 0;
	if (!known && user_find("postgres", &postgres, &ignored) == 0) {
		st.st_uid = postgres.user.uid;
		known = true;
	}
	if (!known || seteuid(st.st_uid) < 0) {
		errno = EACCES; /* what kept root out, and not why it could not change that */
		return -1;
	}
	return open(pgdata, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

enum probe_verdict
probe_local(const char *pgdata, int timeout_ms, struct err *e)
{
	int dir = open_directory(pgdata);
	enum probe_verdict verdict;

	if (dir < 0) {
		fail_sys(e, "opening data directory \"%s\"", pgdata);
		if (errno == EACCES)
			fail_hint(
			    e, "ask as its owner, or name the server with --socket or --host");
		return PROBE_DOWN;
	}
	verdict = judge_directory(pgdata, dir, timeout_ms, e);
	close(dir);
	return verdict;
}
