/* wire.c — a stream of protocol messages from a hostile server: every split stays inside the bytes,
 * makes progress, and its fields are read without a step past the end. */
#include <string.h>

#include "crypto/scram_client.h"
#include "wire/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
read_fields(const struct wire_message *m)
{
	struct wire_error error;
	size_t at = 0;
	int32_t n;
	int small;

	message_error(m, &error);
	while (message_int32(m, &at, &n))
		;
	at = 0;
	while (message_int16(m, &at, &small))
		;
	at = 0;
	while (message_text(m, &at) != NULL)
		;
	if (at > m->len)
		__builtin_trap();
}

static void
log_in(const struct wire_message *m)
{
	struct scram_client c = { .nonce = "abc" };
	struct bytes text = { (const unsigned char *)m->body, m->len };
	struct bytes password = { (const unsigned char *)"x", 1 };
	char buf[256];
	struct str out = str_on(buf, sizeof(buf));
	struct err e;

	/* Honest iteration counts take time: only short ones are computed here. */
	if (m->len < 60 && memmem(m->body, m->len, ",i=1", 4) == NULL)
		(void)scram_client_final(&c, password, text, &out, &e);
	(void)scram_client_proved(&c, text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *p = (const char *)data;
	struct wire_message m;
	size_t used;

	while (len > 0 && message_split(p, len, &m, &used) > 0) {
		if (used == 0 || used > len || m.body < p || m.body + m.len > p + used)
			__builtin_trap();
		read_fields(&m);
		log_in(&m);
		p += used;
		len -= used;
	}
	return 0;
}
