/* message.h — reading and building messages of the protocol, version 3.0. Parsers over (ptr, len)
 * that trust nothing; no I/O. */
#ifndef WIRE_MESSAGE_H
#define WIRE_MESSAGE_H

#include "base/str.h"
#include "wire/conn.h"

/* The first whole message of p: 1 and *used bytes; 0 when more bytes are needed; -1 when this
 * cannot be the protocol (unknown type byte, impossible length, longer than WIRE_BUFFER). */
int message_split(const char *p, size_t len, struct wire_message *m, size_t *used);

/* What an ErrorResponse or NoticeResponse says. */
struct wire_error {
	char sqlstate[6];  /* "57P03", or "" when there is none */
	char severity[16]; /* never translated where the server sends that (9.6 and later) */
	char text[400];    /* the primary message; control characters replaced */
};

/* Also reads the bare text that a server sends before it speaks the protocol ("Ecould not fork").
 */
void message_error(const struct wire_message *m, struct wire_error *error);

/* A big-endian Int16/Int32 at *at, which moves behind it; false when the body ends before. */
bool message_int16(const struct wire_message *m, size_t *at, int *n);
bool message_int32(const struct wire_message *m, size_t *at, int32_t *n);

/* A NUL-terminated text at *at, which moves behind it; NULL when it does not end. */
const char *message_text(const struct wire_message *m, size_t *at);

/* Building: message_begin, then str_add…, then message_end, which writes the length. type 0: a
 * StartupMessage, which has no type byte. */
size_t message_begin(struct str *s, char type);
void message_end(struct str *s, size_t begun);
void message_add_int32(struct str *s, int32_t n);
void message_add_text(struct str *s, const char *text); /* with its NUL */

#endif
