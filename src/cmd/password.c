/* password.c — reads passwords and makes verifiers. */
#include "cmd/password.h"

#include <errno.h>
#include <signal.h>
#include <sys/random.h>
#include <termios.h>
#include <unistd.h>

#include "base/log.h"
#include "cmd/call.h"
#include "crypto/password.h"

static const int ends[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
static struct termios loud; /* the terminal as it was */

/* Ctrl-C at the prompt: the terminal echoes again what is typed. */
static void
end_loud(int sig)
{
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &loud);
	signal(sig, SIG_DFL);
	raise(sig);
}

/* Turns the terminal's echo off, then asks: what is typed before, TCSAFLUSH drops, and what is
 * typed at the prompt must be neither shown nor lost. False when fd 0 is no terminal. */
static bool
stop_echo(void)
{
	struct termios quiet;

	if (tcgetattr(STDIN_FILENO, &loud) < 0)
		return false;
	for (size_t i = 0; i < LEN(ends); i++)
		if (signal(ends[i], end_loud) == SIG_IGN)
			signal(ends[i], SIG_IGN);
	quiet = loud;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) < 0)
		return false;
	(void)!write(STDERR_FILENO, "Password: ", 10);
	return true;
}

/* All of standard input, or its first line when it is a terminal. */
static int
read_stdin(struct secret *s, bool terminal, struct err *e)
{
	for (;;) {
		ssize_t n = read(STDIN_FILENO, s->text + s->len, sizeof(s->text) - s->len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_sys(e, "reading the password from standard input");
		s->len += (size_t)n;
		if (s->len == sizeof(s->text))
			return fail(e, "the password on standard input is too long");
		if (n == 0 || (terminal && s->text[s->len - 1] == '\n'))
			break;
	}
	if (s->len > 0 && s->text[s->len - 1] == '\n')
		s->len--;
	s->text[s->len] = '\0';
	return 0;
}

int
password_read(const struct call *call, struct secret *s, struct err *e)
{
	const char *path = call->opts.value[OPT_PASSWORD_FILE];
	bool quiet;
	int bad;

	secret_wipe(s);
	if (path != NULL) {
		bad = secret_file(path, s, e);
	} else {
		quiet = stop_echo();
		bad = read_stdin(s, quiet, e);
		if (quiet) {
			tcsetattr(STDIN_FILENO, TCSAFLUSH, &loud);
			(void)!write(STDERR_FILENO, "\n", 1);
		}
	}
	if (bad < 0 || password_check(s->text, s->len, e) < 0) {
		secret_wipe(s);
		return bad < 0 ? -1 : fail_within(e, "password");
	}
	s->set = true;
	return 0;
}

int
password_verifier(const struct call *call, const struct secret *s, struct scram *v, struct err *e)
{
	static const int64_t range[2] = { 1, SCRAM_ITERATIONS_MAX };
	int64_t iterations = SCRAM_ITERATIONS;

	if (call_number(call, OPT_ITERATIONS, range, &iterations, e) < 0)
		return -1;
	if (iterations < SCRAM_ITERATIONS)
		log_warn("%lld iterations are fewer than the %d of RFC 7677", (long long)iterations,
		    SCRAM_ITERATIONS);
	*v = (struct scram){ .iterations = (int)iterations, .salt_len = SCRAM_SALT_LEN };
	if (getrandom(v->salt, v->salt_len, 0) != (ssize_t)v->salt_len)
		return fail_sys(e, "getting a random salt");
	scram_derive(v, s->text, s->len);
	return 0;
}
