/* conn.h — one connection to a PostgreSQL server or a pooler: bytes and whole messages under one
 * deadline. Protocol 3.0, in the clear; no TLS. */
#ifndef WIRE_CONN_H
#define WIRE_CONN_H

#include "base/fail.h"

#define WIRE_BUFFER 32768 /* the longest message we read; ours are shorter */

/* host: a name, an address, or where the Unix socket is: a folder when it starts with '/', an
 * abstract name with '@'. */
struct wire_where {
	const char *host;
	int port;
};

struct wire {
	int fd;              /* -1: closed */
	bool in_session;     /* logged in: closing says Terminate first */
	int64_t deadline_ms; /* CLOCK_MONOTONIC; every wait of this connection ends there */
	size_t start, end;   /* what is read and not yet taken */
	char buf[WIRE_BUFFER];
};

struct wire_message {
	char type;
	const char *body; /* inside the connection's buffer: good until the next message is read */
	size_t len;
};

/* Connects. -1 and e, errno kept: ECONNREFUSED, ENOENT, EACCES (nobody listens), ETIMEDOUT (the
 * deadline), EHOSTUNREACH (also: the name does not resolve). Looking up a name, as opposed to an
 * address, takes the resolver's own time. */
int wire_open(struct wire *w, const struct wire_where *at, int timeout_ms, struct err *e);

/* Sends all of it. */
int wire_send(struct wire *w, const char *data, size_t len, struct err *e);

/* Waits for one whole message. -1 and e, errno kept: ETIMEDOUT, ECONNRESET (closed by the other
 * side), EPROTO (no message of the protocol, or one over WIRE_BUFFER). */
int wire_receive(struct wire *w, struct wire_message *m, struct err *e);

/* Closes; from a session with the Terminate message. Before one it would be an error in the
 * server's log ("expected SASL response, got message type 88"), while a plain close is none. errno
 * stays as it was. */
void wire_close(struct wire *w);

#endif
