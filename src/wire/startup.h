/* startup.h — the probe before authentication: a StartupMessage and the first answer.
 *
 * It needs no password and opens no session, and the answer says more than an open port: a server
 * that starts up, shuts down or is full says so, and PgBouncer has asked the real server for the
 * user's verifier before it asks us for a password. */
#ifndef WIRE_STARTUP_H
#define WIRE_STARTUP_H

#include "wire/message.h"

enum wire_outcome {
	WIRE_AUTH,    /* 'R': it takes logins; auth says which kind it wants */
	WIRE_ERROR,   /* 'E': it speaks, and refuses: error says why */
	WIRE_REFUSED, /* nobody listens there, or the name is unknown */
	WIRE_TIMEOUT, /* the deadline came first: it hangs, or packets are dropped */
	WIRE_CLOSED,  /* without a word: the server ends its sessions, or a proxy has none behind it
		       */
	WIRE_GARBAGE  /* no PostgreSQL protocol */
};

/* The authentication requests ('R') that are handled by name; there are others. */
enum wire_auth {
	WIRE_AUTH_OK = 0,
	WIRE_AUTH_CLEARTEXT = 3,
	WIRE_AUTH_MD5 = 5,
	WIRE_AUTH_SASL = 10
};

struct wire_answer {
	enum wire_outcome outcome;
	int auth;                /* WIRE_AUTH only */
	struct wire_error error; /* WIRE_ERROR only */
	struct err e;            /* WIRE_REFUSED and below: what happened */
};

struct wire_login {
	const char *user;
	const char *database;
	const char *application_name; /* or NULL */
};

/* Which outcome the errno of a failed wire_open(), wire_send() or wire_receive() stands for. */
enum wire_outcome wire_outcome(int why);

/* Connects, asks, hangs up; never longer than timeout_ms (plus a name look-up). */
void wire_probe(const struct wire_where *at, const struct wire_login *as, int timeout_ms,
    struct wire_answer *answer);

/* Sends the StartupMessage on an open connection and reads the first answer that is no notice.
 * *m is that message when the outcome is WIRE_AUTH or WIRE_ERROR. */
void wire_startup(struct wire *w, const struct wire_login *as, struct wire_message *m,
    struct wire_answer *answer);

#endif
