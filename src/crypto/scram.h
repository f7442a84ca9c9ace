/* scram.h — SCRAM-SHA-256 verifiers as PostgreSQL stores them in pg_authid.rolpassword:
 * SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey> (RFC 5803 form, RFC 7677 digest). */
#ifndef CRYPTO_SCRAM_H
#define CRYPTO_SCRAM_H

#include "base/fail.h"
#include "base/str.h"
#include "crypto/sha256.h"

#define SCRAM_ITERATIONS 4096 /* PostgreSQL's default, and RFC 7677's least */
/* PgBouncer 1.26 refuses more, and a server takes minutes over one login. */
#define SCRAM_ITERATIONS_MAX 1000000
#define SCRAM_SALT_LEN 16
#define SCRAM_SALT_MAX 64
#define SCRAM_TEXT_MAX 256 /* holds every verifier's text and a NUL */

struct scram {
	int iterations;
	unsigned char salt[SCRAM_SALT_MAX];
	size_t salt_len;
	unsigned char stored_key[SHA256_LEN], server_key[SHA256_LEN];
};

/* Fills the keys of s from its salt and iterations, which the caller has set. The password is
 * taken as it is: password_check() says which ones need no SASLprep. */
void scram_derive(struct scram *s, const char *password, size_t len);

/* Is this the password of the verifier? Compared in constant time. */
bool scram_matches(const struct scram *s, const char *password, size_t len);

/* The verifier as text. */
void scram_print(const struct scram *s, struct str *out);

/* Reads a verifier as strictly as PostgreSQL, which stores such a text as it is and hashes any
 * other as a password. -1 and e: which part is wrong; never the text itself. */
int scram_parse(const char *p, size_t len, struct scram *s, struct err *e);

/* ClientKey, StoredKey and ServerKey of a password (RFC 5802). */
struct scram_keys {
	unsigned char client[SHA256_LEN], stored[SHA256_LEN], server[SHA256_LEN];
};
void scram_keys(struct scram_keys *keys, struct bytes password, struct bytes salt, int iterations);

#endif
