/* log.c — one line, one write. */
#include "base/log.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/proc.h"
#include "base/str.h"
#include "base/utf8.h"

#define NAME "pgtune-auto: "
#define POLL_MS 100
#define END_POLLS 10 /* a second */

/* A pipe may be full for as long as its reader likes. PID 1 hears no signal while it writes, so it
 * waits for room instead, and once asked to end only for a second in all. */
static bool
has_room(int fd)
{
	struct pollfd out = { fd, POLLOUT, 0 };
	static int left = END_POLLS;

	while (poll(&out, 1, POLL_MS) == 0)
		if (proc_is_asked_to_end() && left-- <= 0)
			return false;
	return true;
}

void
log_put(int fd, const char *line, size_t len)
{
	void (*was)(int);
	ssize_t done;

	if (!has_room(fd))
		return;
	was = signal(SIGPIPE, SIG_IGN);
	do
		done = write(fd, line, len);
	while (done < 0 && errno == EINTR);
	signal(SIGPIPE, was);
}

/* Writes prefix + text (control characters replaced) + newline + tail. */
static void
emit(const char *prefix, char *text, const char *tail)
{
	char line[2048];
	int saved = errno, len;

	str_printable(text);
	len = snprintf(line, sizeof(line), "%s%s\n%s", prefix, text, tail);
	if (len >= (int)sizeof(line)) {
		len = sizeof(line) - 1;
		line[len - 1] = '\n';
	}
	if (len > 0)
		log_put(STDERR_FILENO, line, (size_t)len);
	errno = saved;
}

#define EMIT(prefix)                                       \
	do {                                               \
		char text[1536];                           \
		va_list args;                              \
		va_start(args, fmt);                       \
		utf8_print(text, sizeof(text), fmt, args); \
		va_end(args);                              \
		emit(prefix, text, "");                    \
	} while (0)

void
log_line(const char *fmt, ...)
{
	EMIT("");
}

void
log_info(const char *fmt, ...)
{
	EMIT(NAME);
}

void
log_warn(const char *fmt, ...)
{
	EMIT(NAME "warning: ");
}

static void
emit_err(const char *prefix, const struct err *e)
{
	char text[sizeof(e->text)], tail[sizeof(e->hint) + 16] = "";

	memcpy(text, e->text, sizeof(text));
	if (e->hint[0] != '\0')
		snprintf(tail, sizeof(tail), "hint: %s\n", e->hint);
	emit(prefix, text, tail);
}

void
log_error(const struct err *e)
{
	emit_err(NAME "error: ", e);
}

void
log_failure(const struct err *e)
{
	emit_err(NAME "warning: ", e);
}
