/* health.c — `pgtune-auto health`: 0 or 1, for HEALTHCHECK and Kubernetes' exec probes. No shell,
 * no child process, no line in the server's log. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/num.h"
#include "base/str.h"
#include "boot/probe.h"
#include "cmd/call.h"

#define TIMEOUT_MS 3000 /* below the five seconds of the image's HEALTHCHECK */
#define SLACK_MS 100    /* a wait that keeps the deadline itself ends first, and tells more */

#define BIT(verdict) (1U << (verdict))
#define READY (BIT(PROBE_READY) | BIT(PROBE_FULL))
#define STARTED (READY | BIT(PROBE_STANDBY)) /* as pg_ctl(1) has it */

struct wanted {
	const char *word;
	unsigned enough; /* the verdicts that are */
};

static const struct wanted ready = { "ready", READY };
static const struct wanted startup = { "started", STARTED };
static const struct wanted live = { "alive", STARTED | BIT(PROBE_STARTING) };

static const struct wanted *
asked_for(const struct call *call)
{
	if (opt_yes(&call->opts, OPT_LIVE))
		return &live;
	return opt_yes(&call->opts, OPT_STARTUP) ? &startup : &ready;
}

static int
read_numbers(const struct call *call, int *timeout_ms, int *port, struct err *e)
{
	static const int64_t ports[2] = { 1, 65535 };
	const char *t = call->opts.value[OPT_TIMEOUT];
	int64_t n = TIMEOUT_MS, number = 5432;
	int bad = 0;

	if (t != NULL)
		bad = num_duration(t, strlen(t), 1000, &n, e);
	if (bad == 0 && (n < 1 || n > 3600 * 1000))
		bad = fail(e, "out of range");
	if (bad < 0) {
		call_wrong_value(call, OPT_TIMEOUT, e);
		return fail_hint(e, "1ms to 1h; a bare number is seconds");
	}
	*timeout_ms = (int)n;
	if (call_number(call, OPT_PORT, ports, &number, e) < 0)
		return -1;
	*port = (int)number;
	return 0;
}

static void
give_up(int sig)
{
	static const char text[] = "pgtune-auto: error: no answer in time\n";

	(void)sig;
	(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
	_exit(EXIT_FAILED);
}

/* Looking up a name knows no deadline: with a dead name server musl waits for five seconds. */
static void
limit_all(int timeout_ms)
{
	int ms = timeout_ms + SLACK_MS;
	struct itimerval timer = { .it_value = { ms / 1000, ms % 1000 * 1000 } };

	signal(SIGALRM, give_up);
	setitimer(ITIMER_REAL, &timer, NULL);
}

static int
check_place(const struct call *call, struct err *e)
{
	const char *socket = call->opts.value[OPT_SOCKET], *host = call->opts.value[OPT_HOST];

	if (socket != NULL && socket[0] != '/' && socket[0] != '@') {
		fail(e, "it is not an absolute path");
		call_wrong_value(call, OPT_SOCKET, e);
		return fail_hint(e, "the directory of the socket; the name of a host is --host");
	}
	if (host == NULL || str_check_host(host, e) == 0)
		return 0;
	call_wrong(call, OPT_HOST, e);
	return fail_hint(e, "the name or the address alone; --port has the port");
}

/* Where to ask was said: another container's server, or a socket in an odd place. */
static enum probe_verdict
ask_elsewhere(const struct call *call, int timeout_ms, int port, struct err *e)
{
	struct wire_where at = {
		.host = call_option(call, OPT_SOCKET, call_option(call, OPT_HOST, "127.0.0.1")),
		.port = port,
	};
	const char *user = env_get(call->env, "POSTGRES_USER");
	const char *database = env_get(call->env, "POSTGRES_DB");
	struct wire_login as = { user ? user : "postgres", database ? database : "postgres",
		"pgtune-auto health" };

	return probe_at(&at, &as, timeout_ms, e);
}

static enum probe_verdict
ask(const struct call *call, int timeout_ms, int port, struct err *e)
{
	const char *pgdata = env_get(call->env, "PGDATA");

	if (call->opts.value[OPT_HOST] || call->opts.value[OPT_SOCKET] ||
	    call->opts.value[OPT_PORT])
		return ask_elsewhere(call, timeout_ms, port, e);
	if (pgdata != NULL)
		return probe_local(pgdata, timeout_ms, e);
	fail(e, "PGDATA is not set");
	fail_hint(e, "name the data directory, or the server with --host, --port or --socket");
	return PROBE_DOWN;
}

static int
run(struct call *call)
{
	const struct wanted *wanted = asked_for(call);
	enum probe_verdict verdict;
	struct err e = { 0 };
	int timeout_ms = TIMEOUT_MS, port = 0;

	if (read_numbers(call, &timeout_ms, &port, &e) < 0 || check_place(call, &e) < 0)
		return failed(&e); /* Docker reserves 2 */
	limit_all(timeout_ms);
	verdict = ask(call, timeout_ms, port, &e);
	if (!(wanted->enough & BIT(verdict)))
		return failed(&e);
	if (verdict == PROBE_FULL)
		log_failure(&e);
	puts(wanted->word);
	return EXIT_DONE;
}

const struct cmd cmd_health = {
	.name = "health",
	.args = "",
	.help = "is the server ready (exit 0) or not (exit 1)",
	.bit = CMD_HEALTH,
	.run = run,
};
