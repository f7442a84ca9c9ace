/* conn.c — connecting, sending and receiving under a deadline. */
#include "wire/conn.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/proc.h"
#include "wire/message.h"

/* fail() with errno `why`. */
static int
trouble(struct err *e, int why, const char *doing)
{
	errno = why;
	return fail_sys(e, "%s", doing);
}

/* Waits until fd is ready for `events`; -1 with errno ETIMEDOUT at the deadline, even while the
 * other side keeps sending. */
static int
wait_for(struct wire *w, short events)
{
	struct pollfd p = { .fd = w->fd, .events = events };
	int64_t left;

	while ((left = w->deadline_ms - proc_now_ms()) > 0) {
		int n = poll(&p, 1, (int)clamp64(left, 0, INT32_MAX));

		if (n > 0)
			return 0;
		if (n < 0 && errno != EINTR)
			return -1;
	}
	errno = ETIMEDOUT;
	return -1;
}

static int
connect_to(struct wire *w, const struct sockaddr *address, socklen_t len)
{
	int why = 0;
	socklen_t size = sizeof(why);

	w->fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (w->fd < 0)
		return -1;
	if (connect(w->fd, address, len) == 0)
		return 0;
	why = errno;
	/* A Unix socket says EAGAIN when its backlog is full: somebody listens and does not answer.
	 */
	if (why == EAGAIN)
		why = ETIMEDOUT;
	if (why == EINPROGRESS || why == EINTR) {
		if (wait_for(w, POLLOUT) < 0)
			why = errno;
		else if (getsockopt(w->fd, SOL_SOCKET, SO_ERROR, &why, &size) < 0)
			why = errno;
	}
	if (why == 0)
		return 0;
	close(w->fd);
	w->fd = -1;
	errno = why;
	return -1;
}

static int
open_unix(struct wire *w, const struct wire_where *at, struct err *e)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t size;
	int n = snprintf(
	    address.sun_path, sizeof(address.sun_path), "%s/.s.PGSQL.%d", at->host, at->port);

	if (n < 0 || (size_t)n >= sizeof(address.sun_path))
		return trouble(e, ENAMETOOLONG, "connecting to the Unix socket");
	size = offsetof(struct sockaddr_un, sun_path) + (size_t)n;
	if (at->host[0] == '@')
		address.sun_path[0] = '\0'; /* an abstract one: no file */
	if (connect_to(w, (const struct sockaddr *)&address, (socklen_t)size) < 0)
		return fail_sys(e, "connecting to \"%s/.s.PGSQL.%d\"", at->host, at->port);
	return 0;
}

static int
open_tcp(struct wire *w, const struct wire_where *at, struct err *e)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV };
	struct addrinfo *found = NULL;
	char port[16];
	int bad;

	snprintf(port, sizeof(port), "%d", at->port);
	bad = getaddrinfo(at->host, port, &hints, &found);
	if (bad != 0) {
		fail(e, "looking up \"%s\": %s", at->host, gai_strerror(bad));
		errno = EHOSTUNREACH;
		return -1;
	}
	for (struct addrinfo *a = found; a != NULL && w->fd < 0; a = a->ai_next)
		if (connect_to(w, a->ai_addr, a->ai_addrlen) < 0)
			fail_sys(e, "connecting to %s port %d", at->host, at->port);
	bad = errno;
	freeaddrinfo(found);
	errno = bad;
	return w->fd < 0 ? -1 : 0;
}

int
wire_open(struct wire *w, const struct wire_where *at, int timeout_ms, struct err *e)
{
	w->fd = -1;
	w->in_session = false;
	w->start = w->end = 0;
	w->deadline_ms = proc_now_ms() + timeout_ms;
	return at->host[0] == '/' || at->host[0] == '@' ? open_unix(w, at, e) : open_tcp(w, at, e);
}

int
wire_send(struct wire *w, const char *data, size_t len, struct err *e)
{
	while (len > 0) {
		ssize_t n = send(w->fd, data, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN) {
			if (wait_for(w, POLLOUT) < 0)
				return fail_sys(e, "sending to the server");
			continue;
		}
		if (n < 0)
			return fail_sys(e, "sending to the server");
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

/* Reads what has come; -1 at the deadline or when the other side has closed. */
static int
fill(struct wire *w, struct err *e)
{
	ssize_t n;

	if (w->start > 0) {
		memmove(w->buf, w->buf + w->start, w->end - w->start);
		w->end -= w->start;
		w->start = 0;
	}
	do {
		if (wait_for(w, POLLIN) < 0)
			return fail_sys(e, "waiting for the server's answer");
		n = recv(w->fd, w->buf + w->end, sizeof(w->buf) - w->end, 0);
	} while (n < 0 && (errno == EINTR || errno == EAGAIN));
	if (n < 0)
		return fail_sys(e, "reading the server's answer");
	if (n == 0)
		return trouble(e, ECONNRESET, "the server closed the connection");
	w->end += (size_t)n;
	return 0;
}

int
wire_receive(struct wire *w, struct wire_message *m, struct err *e)
{
	for (;;) {
		size_t used = 0;
		int n = message_split(w->buf + w->start, w->end - w->start, m, &used);

		w->start += used;
		if (n > 0)
			return 0;
		if (n < 0 || (w->start == 0 && w->end == sizeof(w->buf)))
			return trouble(e, EPROTO, "this is no PostgreSQL server");
		if (fill(w, e) < 0)
			return -1;
	}
}

void
wire_close(struct wire *w)
{
	static const char terminate[5] = { 'X', 0, 0, 0, 4 };
	int why = errno;

	if (w->fd < 0)
		return;
	if (w->in_session)
		(void)send(w->fd, terminate, sizeof(terminate), MSG_NOSIGNAL | MSG_DONTWAIT);
	close(w->fd);
	w->fd = -1;
	errno = why; /* the send fails where the server has closed */
}
