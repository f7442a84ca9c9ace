/* session.h — a login (SCRAM-SHA-256, or none asked) and simple queries. */
#ifndef WIRE_SESSION_H
#define WIRE_SESSION_H

#include "wire/startup.h"

#define WIRE_COLUMNS 64

struct wire_password {
	const char *text; /* passed password_check(); NULL: there is none */
	size_t len;
};

/* Connects, logs in and waits until the server is ready; the deadline counts from the start. -1 and
 * e: what the server said, word for word (errno EACCES, EAGAIN when that is for now: starting up,
 * full), or what went wrong before. The server must prove that it knows the verifier. A server that
 * asks for the password in the clear or as md5 is refused. */
int wire_login(struct wire *w, const struct wire_where *at, const struct wire_login *as,
    const struct wire_password *password, int timeout_ms, struct err *e);

struct wire_value {
	const char *p; /* NULL: SQL NULL. Not NUL-terminated */
	size_t len;
};

struct wire_row {
	int columns;
	char names[WIRE_COLUMNS][64];
	struct wire_value values[WIRE_COLUMNS];
};

/* The value of the column of that name, as text in buf (cut when it is longer, "" for NULL). False
 * when there is no such column: PgBouncer's SHOW has other columns in other versions. */
bool wire_column(const struct wire_row *row, const char *name, char *buf, size_t cap);
/* The same as a whole number; 0 when it is none. */
int64_t wire_number(const struct wire_row *row, const char *name);

typedef void wire_row_fn(void *with, const struct wire_row *row);

/* Runs one simple query; calls `each` (may be NULL) for every row. -1 and e: the server's error, or
 * the connection's. The deadline is the login's. */
int wire_query(struct wire *w, const char *sql, wire_row_fn *each, void *with, struct err *e);

#endif
