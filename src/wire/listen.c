/* listen.c — binds, and lets go. It does not listen: on a shared port it would be given connections
 * of the others' clients. */
#include "wire/listen.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int
try_address(const struct addrinfo *a)
{
	int fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1, bad;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
	bad = bind(fd, a->ai_addr, a->ai_addrlen);
	close(fd);
	return bad;
}

int
listen_try(const struct wire_where *at, struct err *e)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICSERV | AI_PASSIVE };
	struct addrinfo *found = NULL;
	char port[16];
	int bad;

	snprintf(port, sizeof(port), "%d", at->port);
	bad = getaddrinfo(strcmp(at->host, "*") == 0 ? NULL : at->host, port, &hints, &found);
	if (bad != 0)
		return fail(e, "looking up \"%s\": %s", at->host, gai_strerror(bad));
	bad = -1;
	for (struct addrinfo *a = found; a != NULL && bad < 0; a = a->ai_next) {
		bad = try_address(a);
		if (bad < 0)
			fail_sys(e, "listening at \"%s\", port %d", at->host, at->port);
	}
	freeaddrinfo(found);
	return bad;
}
