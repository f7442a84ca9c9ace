/* startup.c — the StartupMessage and its first answer. */
#include "wire/startup.h"

#include <errno.h>
#include <string.h>

#define PROTOCOL_3_0 (3 << 16)

static void
add_pair(struct str *s, const char *name, const char *value)
{
	message_add_text(s, name);
	message_add_text(s, value);
}

static int
send_startup(struct wire *w, const struct wire_login *as, struct err *e)
{
	char buf[2048];
	struct str s = str_on(buf, sizeof(buf));
	size_t begun = message_begin(&s, 0);

	message_add_int32(&s, PROTOCOL_3_0);
	add_pair(&s, "user", as->user);
	add_pair(&s, "database", as->database);
	if (as->application_name != NULL)
		add_pair(&s, "application_name", as->application_name);
	str_addc(&s, '\0');
	message_end(&s, begun);
	if (s.full) {
		errno = EPROTO;
		return fail(e, "user and database name are too long");
	}
	return wire_send(w, s.p, s.len, e);
}

enum wire_outcome
wire_outcome(int why)
{
	switch (why) {
	case ETIMEDOUT:
		return WIRE_TIMEOUT;
	case ECONNRESET:
	case EPIPE:
		return WIRE_CLOSED;
	case EPROTO:
		return WIRE_GARBAGE;
	default:
		return WIRE_REFUSED;
	}
}

static bool
is_notice(const struct wire_message *m)
{
	return m->type == 'N' || m->type == 'v';
}

static void
classify(const struct wire_message *m, struct wire_answer *answer)
{
	int32_t code = -1;
	size_t at = 0;

	if (m->type == 'R' && message_int32(m, &at, &code)) {
		answer->outcome = WIRE_AUTH;
		answer->auth = code;
	} else if (m->type == 'E' || m->type == 'e') {
		answer->outcome = WIRE_ERROR;
		message_error(m, &answer->error);
	} else {
		answer->outcome = WIRE_GARBAGE;
		fail(&answer->e, "unexpected message \"%c\" in answer to the startup", m->type);
	}
}

void
wire_startup(
    struct wire *w, const struct wire_login *as, struct wire_message *m, struct wire_answer *answer)
{
	memset(answer, 0, sizeof(*answer));
	if (send_startup(w, as, &answer->e) < 0) {
		answer->outcome = wire_outcome(errno);
		return;
	}
	do {
		if (wire_receive(w, m, &answer->e) < 0) {
			answer->outcome = wire_outcome(errno);
			return;
		}
	} while (is_notice(m));
	classify(m, answer);
	w->in_session = answer->outcome == WIRE_AUTH && answer->auth == WIRE_AUTH_OK;
}

void
wire_probe(const struct wire_where *at, const struct wire_login *as, int timeout_ms,
    struct wire_answer *answer)
{
	struct wire w;
	struct wire_message m;

	memset(answer, 0, sizeof(*answer));
	if (wire_open(&w, at, timeout_ms, &answer->e) < 0) {
		answer->outcome = wire_outcome(errno);
		return;
	}
	wire_startup(&w, as, &m, answer);
	wire_close(&w);
}
