/* session.c — logging in and asking. */
#include "wire/session.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "base/num.h"
#include "crypto/base64.h"
#include "crypto/scram_client.h"

#define SASL_MAX 512 /* the longest text of ours: the server's nonce, some 50 bytes, is in it */

enum sasl_step {
	SASL_CONTINUE = 11,
	SASL_FINAL = 12
};

/* fail() with what the server said, and its SQLSTATE. */
static int
fail_server(const struct wire_message *m, struct err *e)
{
	struct wire_error error;
	bool for_now;

	message_error(m, &error);
	/* 57P03: starting up or shutting down; 53300: full */
	for_now = strncmp(error.sqlstate, "57", 2) == 0 || strncmp(error.sqlstate, "53", 2) == 0;
	errno = for_now ? EAGAIN : EACCES;
	return fail(e, "%s%s%s%s", error.text, error.sqlstate[0] ? " [" : "", error.sqlstate,
	    error.sqlstate[0] ? "]" : "");
}

/* The next message of type `want`; an error of the server is a failure, notices and settings
 * (ParameterStatus) are passed over. */
static int
expect(struct wire *w, char want, struct wire_message *m, struct err *e)
{
	do {
		if (wire_receive(w, m, e) < 0)
			return -1;
	} while (m->type == 'N' || m->type == 'S');
	if (m->type == 'E' || m->type == 'e')
		return fail_server(m, e);
	if (m->type != want)
		return fail(e, "unexpected message \"%c\" from the server", m->type);
	return 0;
}

/* A text of ours; the first has the mechanism before it. */
static int
send_sasl(struct wire *w, const char *mechanism, const struct str *text, struct err *e)
{
	char buf[SASL_MAX + 64];
	struct str s = str_on(buf, sizeof(buf));
	size_t begun = message_begin(&s, 'p');

	if (mechanism != NULL) {
		message_add_text(&s, mechanism);
		message_add_int32(&s, (int32_t)text->len);
	}
	str_addn(&s, text->p, text->len);
	message_end(&s, begun);
	return wire_send(w, s.p, s.len, e);
}

/* The text of an authentication message of the given step. */
static int
sasl_text(struct wire *w, int32_t step, struct wire_message *m, struct bytes *text, struct err *e)
{
	size_t at = 0;
	int32_t code = -1;

	if (expect(w, 'R', m, e) < 0)
		return -1;
	if (!message_int32(m, &at, &code) || code != step)
		return fail(e, "unexpected step %d in the server's SCRAM exchange", code);
	*text = (struct bytes){ (const unsigned char *)m->body + at, m->len - at };
	return 0;
}

static int
make_nonce(struct scram_client *c, struct err *e)
{
	unsigned char random[18];
	struct str s = str_on(c->nonce, sizeof(c->nonce));

	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return fail_sys(e, "getting a random nonce");
	base64_add(&s, random, sizeof(random));
	return 0;
}

static int
scram(struct wire *w, const struct wire_password *password, struct err *e)
{
	struct bytes secret = { (const unsigned char *)password->text, password->len }, text;
	struct scram_client c = { 0 };
	struct wire_message m;
	char buf[SASL_MAX];
	struct str ours = str_on(buf, sizeof(buf));

	if (make_nonce(&c, e) < 0)
		return -1;
	scram_client_first(&c, &ours);
	if (send_sasl(w, "SCRAM-SHA-256", &ours, e) < 0 ||
	    sasl_text(w, SASL_CONTINUE, &m, &text, e) < 0 ||
	    scram_client_final(&c, secret, text, &ours, e) < 0 ||
	    send_sasl(w, NULL, &ours, e) < 0 || sasl_text(w, SASL_FINAL, &m, &text, e) < 0)
		return -1;
	if (!scram_client_proved(&c, text))
		return fail(e, "the server does not know the verifier: it is not the one we mean");
	return expect(w, 'R', &m, e);
}

static int
authenticate(struct wire *w, int auth, const struct wire_password *password, struct err *e)
{
	if (auth == WIRE_AUTH_OK)
		return 0;
	if (auth != WIRE_AUTH_SASL)
		return fail(e, "the server asks for authentication method %d, not SCRAM", auth);
	if (password->text == NULL)
		return fail(e, "the server asks for a password and none is given");
	return scram(w, password, e);
}

static int
wait_ready(struct wire *w, struct err *e)
{
	struct wire_message m;

	do {
		if (wire_receive(w, &m, e) < 0)
			return -1;
		if (m.type == 'E')
			return fail_server(&m, e);
	} while (m.type != 'Z');
	return 0;
}

static int
log_in(struct wire *w, const struct wire_login *as, const struct wire_password *password,
    struct err *e)
{
	struct wire_answer answer;
	struct wire_message m;

	wire_startup(w, as, &m, &answer);
	if (answer.outcome == WIRE_ERROR)
		return fail_server(&m, e);
	if (answer.outcome != WIRE_AUTH) {
		*e = answer.e;
		return -1;
	}
	if (authenticate(w, answer.auth, password, e) < 0)
		return -1;
	w->in_session = true;
	return wait_ready(w, e);
}

int
wire_login(struct wire *w, const struct wire_where *at, const struct wire_login *as,
    const struct wire_password *password, int timeout_ms, struct err *e)
{
	if (wire_open(w, at, timeout_ms, e) < 0)
		return -1;
	if (log_in(w, as, password, e) == 0)
		return 0;
	wire_close(w);
	return -1;
}

static void
read_columns(const struct wire_message *m, struct wire_row *row)
{
	size_t at = 0;
	int n = 0;

	row->columns = 0;
	if (!message_int16(m, &at, &n))
		return;
	for (int i = 0; i < n && i < WIRE_COLUMNS; i++) {
		const char *name = message_text(m, &at);
		struct str s = str_on(row->names[i], sizeof(row->names[i]));

		if (name == NULL || m->len - at < 18)
			return;
		str_add(&s, name);
		at += 18; /* table, column, type, size, modifier, format */
		row->columns++;
	}
}

static bool
read_values(const struct wire_message *m, struct wire_row *row)
{
	size_t at = 0;
	int n = 0;

	if (!message_int16(m, &at, &n) || n < row->columns)
		return false;
	for (int i = 0; i < row->columns; i++) {
		int32_t len;

		if (!message_int32(m, &at, &len) || (len > 0 && (size_t)len > m->len - at))
			return false;
		row->values[i].p = len < 0 ? NULL : m->body + at;
		row->values[i].len = len < 0 ? 0 : (size_t)len;
		at += row->values[i].len;
	}
	return true;
}

bool
wire_column(const struct wire_row *row, const char *name, char *buf, size_t cap)
{
	struct str s = str_on(buf, cap);

	for (int i = 0; i < row->columns; i++) {
		if (strcmp(row->names[i], name) != 0)
			continue;
		if (row->values[i].p != NULL)
			str_addn(&s, row->values[i].p, row->values[i].len);
		return true;
	}
	return false;
}

int64_t
wire_number(const struct wire_row *row, const char *name)
{
	char text[24] = "";
	struct err e;
	int64_t n;

	wire_column(row, name, text, sizeof(text));
	return num_int(text, strlen(text), INT64_MIN, INT64_MAX, &n, &e) < 0 ? 0 : n;
}

/* In one piece: PgBouncer's console refuses a query whose message comes in two ("incomplete pkt").
 */
static int
send_query(struct wire *w, const char *sql, struct err *e)
{
	char buf[WIRE_BUFFER];
	struct str s = str_on(buf, sizeof(buf));
	size_t begun = message_begin(&s, 'Q');

	message_add_text(&s, sql);
	message_end(&s, begun);
	if (s.full)
		return fail(e, "the query is longer than %zu bytes", sizeof(buf));
	return wire_send(w, s.p, s.len, e);
}

int
wire_query(struct wire *w, const char *sql, wire_row_fn *each, void *with, struct err *e)
{
	struct wire_row row = { 0 };
	struct wire_message m;
	struct err closed;
	int bad = 0;

	if (send_query(w, sql, e) < 0)
		return -1;
	do {
		/* Behind a FATAL error the server closes: the error is what counts. */
		if (wire_receive(w, &m, bad ? &closed : e) < 0)
			return -1;
		if (m.type == 'T')
			read_columns(&m, &row);
		else if (m.type == 'D' && each != NULL && read_values(&m, &row))
			each(with, &row);
		else if (m.type == 'E')
			bad = fail_server(&m, e);
	} while (m.type != 'Z');
	return bad;
}
