/* scram_client.h — the client's half of a SCRAM-SHA-256 login (RFC 5802, 7677), without channel
 * binding: three texts out, two texts in. The nonce is passed in. */
#ifndef CRYPTO_SCRAM_CLIENT_H
#define CRYPTO_SCRAM_CLIENT_H

#include "crypto/scram.h"

struct scram_client {
	char nonce[64];                       /* ours: printable, no comma */
	unsigned char server_sig[SHA256_LEN]; /* what the server must prove */
};

/* The client-first-message. PostgreSQL takes the user from the startup: the name here is empty. */
void scram_client_first(const struct scram_client *c, struct str *out);

/* Reads the server-first-message and writes the client-final-message. -1 and e: no such message, a
 * nonce that does not extend ours, iterations out of 1 to SCRAM_ITERATIONS_MAX. */
int scram_client_final(struct scram_client *c, struct bytes password, struct bytes server_first,
    struct str *out, struct err *e);

/* Does the server-final-message prove that the server knows the verifier? */
bool scram_client_proved(const struct scram_client *c, struct bytes server_final);

#endif
