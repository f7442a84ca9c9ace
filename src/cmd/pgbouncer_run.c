/* pgbouncer_run.c — `pgbouncer run`: the entrypoint of a pooler's container. Renders the files,
 * starts PgBouncer, hands it signals, follows a changed secret, returns its exit code. */
#include "cmd/pgbouncer_run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "cmd/pgbouncer_probe.h"
#include "crypto/password.h"

#define ASK_MS 5000        /* how long the start waits for the server's max_connections */
#define WATCH_SECONDS 2    /* how soon a changed secret is seen */
#define UNREAD_LOOKS 5     /* how long one that is being replaced may be unreadable */
#define WAITING_SIGTERM 23 /* from 1.23 on SIGTERM waits until the last client has gone */

static int
start(struct runner *r, struct err *e)
{
	char ini[600];
	const char *const argv[] = { r->program, ini, NULL };
	/* Not in the foreground: Ctrl-C comes once, from here, for twice ends it at once. */
	struct proc p = { .argv = argv, .group = true, .deaf = true };

	snprintf(ini, sizeof(ini), "%s/pgbouncer.ini", r->ini.folder);
	r->pid = proc_start(&p, e);
	return r->pid < 0 ? -1 : 0;
}

/* What PgBouncer gets for a signal of ours: docker stop must not wait for every client. The second
 * SIGTERM means at once. */
static int
translate(struct runner *r, int signal)
{
	bool again = r->stopping;

	if (signal == SIGTERM || signal == SIGINT || signal == SIGQUIT) {
		r->stopping = true;
		proc_note_end();
	}
	if (signal != SIGTERM && signal != SIGINT)
		return signal;
	if (again)
		return SIGQUIT;
	return signal == SIGTERM && r->ini.version.minor >= WAITING_SIGTERM ? SIGINT : signal;
}

static void
hand_on(const struct runner *r, int signal)
{
	kill(r->pid, signal);
	if (r->stopping)
		kill(r->pid, SIGCONT); /* a stopped process (gdb, kill -STOP) cannot end */
}

/* Makes the running pooler read its files again. A busy machine can keep its console from
 * answering: then the signal is sent, and the console asked again at the next look. */
static void
reload(struct runner *r)
{
	struct err e;

	r->stale = runner_reload(r, &e) < 0;
	if (!r->stale) {
		log_info("pgbouncer reloaded, its lookup connections replaced");
		return;
	}
	log_failure(&e);
	kill(r->pid, SIGHUP);
}

/* Renders again and reloads; a failure to write, told once, leaves the pooler as it is until the
 * next look. */
static void
refresh(struct runner *r)
{
	struct err e;
	bool failed = runner_write(r, &e) < 0;

	if (failed && !r->unwritten)
		log_failure(&e);
	r->unwritten = failed;
	if (!failed)
		reload(r);
}

static bool
same_secret(const struct secret *a, const struct secret *b)
{
	return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

/* Reads the secret's file. While it is being replaced it may be missing or half there: told once,
 * when it stays so. A pipe has one secret. */
static bool
read_secret(struct runner *r, struct secret *now)
{
	const char *path = secret_path(r->call->env, "PGBOUNCER_AUTH_PASS");
	struct err e;

	if (path == NULL || secret_is_pipe(path))
		return false;
	if (pooler_password(r->call, now, &e) == 0) {
		r->unread = 0;
		return true;
	}
	if (++r->unread == UNREAD_LOOKS) {
		fail_hint(&e, "the old password of the lookup role stays in use until a new one "
			      "can be read");
		log_failure(&e);
	}
	return false;
}

static void
forget_refusals(struct runner *r)
{
	secret_wipe(&r->refused);
	r->with_secret = (struct patience){ 0, 0 };
}

/* The n-th refusal lets 2^n - 1 looks pass, at most 31. */
static void
lose_patience(struct patience *p)
{
	p->refusals += p->refusals < 5;
	p->looks = (1 << p->refusals) - 1;
}

static bool
waits(struct patience *p)
{
	if (p->looks == 0)
		return false;
	p->looks--;
	return true;
}

/* Told once a password. */
static void
keep_old_secret(struct runner *r, const struct secret *refused, struct err *e)
{
	if (r->with_secret.refusals == 0) {
		fail_within(e, "the new password of the lookup role");
		fail_hint(e, "the old one stays in use until the server takes the new one");
		log_failure(e);
	}
	r->refused = *refused;
	lose_patience(&r->with_secret);
}

/* Asks the server whether it takes this password: then it is the one in use, also where we cannot
 * ask. */
static bool
take_secret(struct runner *r, const struct secret *now)
{
	static struct secret old;
	struct err e;
	bool taken;

	old = r->password;
	r->password = *now;
	taken = runner_ask_server(r, ASK_MS, &e) || pgbouncer_wants_tls(&e);
	if (taken) {
		forget_refusals(r);
		r->with_sizes = (struct patience){ 0, 0 };
	} else {
		r->password = old;
		keep_old_secret(r, now, &e);
	}
	secret_wipe(&old);
	return taken;
}

/* Takes over a changed secret once the server accepts it: until then the lookup connections that
 * are there go on. About the password it refused the server is asked less and less often, up to
 * once a minute; about another one at once. */
static bool
secret_changed(struct runner *r)
{
	static struct secret now;
	bool differs = read_secret(r, &now) && !same_secret(&now, &r->password), taken = false;

	if (!differs || !same_secret(&now, &r->refused))
		forget_refusals(r);
	if (!waits(&r->with_secret) && differs)
		taken = take_secret(r, &now);
	secret_wipe(&now);
	return taken;
}

/* Asks the server how many connections it has; one that refuses is asked less and less often. */
static bool
learn(struct runner *r)
{
	struct err e;
	bool answered = runner_ask_server(r, 1000, &e);

	if (answered)
		log_info(
		    "the server has max_connections %lld", (long long)r->ini.room.max_connections);
	else if (errno == EACCES)
		lose_patience(&r->with_sizes);
	return answered;
}

static void
watch(struct runner *r)
{
	bool learned = !r->sizes_known && !waits(&r->with_sizes) && learn(r);

	r->sizes_known |= learned;
	if (secret_changed(r) || learned || r->unwritten)
		refresh(r);
	else if (r->stale)
		reload(r);
}

/* The operator's word that something changed: a refused secret is tried again too, and the server
 * asked for its max_connections, unless that is said. */
static void
hang_up(struct runner *r)
{
	forget_refusals(r);
	r->unread = UNREAD_LOOKS - 1;
	secret_changed(r);
	if (r->call->opts.value[OPT_CONNECTIONS] == NULL)
		r->sizes_known = learn(r);
	refresh(r);
}

/* What nobody asked for: `docker logs` would end without a word about it. */
static void
tell_end(const struct runner *r, int status)
{
	int code = proc_code(status), by = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	/* Before it handles signals it ends by the one that asks it to. */
	if (r->stopping && (by == SIGTERM || by == SIGINT || by == SIGQUIT))
		return;
	if (by != 0)
		log_warn(
		    "pgbouncer ended by signal %d (%s), exit code %d", by, strsignal(by), code);
	else if (!r->stopping)
		log_warn("pgbouncer ended by itself, exit code %d%s", code,
		    code ? ": its last lines above say why" : "");
}

/* Reaps whatever has ended, PgBouncer's children too when we are process 1. */
static bool
ended(struct runner *r, int *code)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (pid == r->pid) {
			*code = proc_code(status);
			tell_end(r, status);
			return true;
		}
	return false;
}

static int
supervise(struct runner *r)
{
	static const int handled[] = { SIGCHLD, SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1,
		SIGUSR2 };
	struct timespec pause = { .tv_sec = WATCH_SECONDS };
	sigset_t set;
	int code = EXIT_FAILED;

	sigemptyset(&set);
	for (size_t i = 0; i < LEN(handled); i++)
		sigaddset(&set, handled[i]);
	while (!ended(r, &code)) {
		int signal = sigtimedwait(&set, NULL, &pause);

		if (signal == SIGHUP)
			hang_up(r);
		else if (signal > 0 && signal != SIGCHLD)
			hand_on(r, translate(r, signal));
		else if (signal < 0 && errno == EAGAIN && !r->stopping)
			watch(r);
	}
	return code;
}

static int
prepare(struct runner *r, struct err *e)
{
	struct err unknown;

	if (pooler_password(r->call, &r->password, e) < 0 || runner_folder(r, e) < 0 ||
	    runner_addresses(r, e) < 0)
		return -1;
	if (!r->sizes_known && runner_ask_server(r, ASK_MS, &unknown))
		r->sizes_known = true;
	if (!r->sizes_known) {
		fail_within(&unknown, "asking the server for max_connections");
		if (pgbouncer_wants_tls(&unknown))
			fail_hint(&unknown,
			    "planning for %lld; the question has no TLS: where pg_hba.conf has "
			    "hostssl alone, set --connections (POSTGRES_MAX_CONNECTIONS)",
			    (long long)r->ini.room.max_connections);
		else
			fail_hint(&unknown, "planning for %lld until it answers",
			    (long long)r->ini.room.max_connections);
		log_failure(&unknown);
	}
	return runner_write(r, e);
}

static int
run_pooler(struct call *call)
{
	static struct runner r;
	struct err e;

	if (geteuid() == 0) {
		fail(&e, "PgBouncer does not run as root");
		fail_hint(&e, "run the container as another user (USER, or user: in compose)");
		return failed(&e);
	}
	/* Before the first wait: as process 1 a signal without a handler is lost. */
	proc_block_signals();
	if (runner_program(&r, call, &e) < 0)
		return failed(&e);
	if (runner_read(&r, &e) < 0)
		return usage_error(&e);
	if (prepare(&r, &e) < 0)
		return failed(&e);
	log_info("pgbouncer 1.%d: %lld clients, %lld + %lld server connections a pool, "
		 "at most %lld of the server's %lld",
	    r.ini.version.minor, (long long)r.ini.size.max_client_conn,
	    (long long)r.ini.size.default_pool_size, (long long)r.ini.size.reserve_pool_size,
	    (long long)pooler_worst_case(&r.ini.room, &r.ini.size),
	    (long long)r.ini.room.max_connections);
	secret_forget("PGBOUNCER_AUTH_PASS", call->env);
	if (start(&r, &e) < 0)
		return failed(&e);
	return supervise(&r);
}

const struct verb pgbouncer_run = {
	.name = "run",
	.run = run_pooler,
};
