/* sha256.h — SHA-256 (FIPS 180-4), HMAC (RFC 2104) and PBKDF2 (RFC 8018) over it. */
#ifndef CRYPTO_SHA256_H
#define CRYPTO_SHA256_H

#include "base/base.h"

#define SHA256_LEN 32
#define SHA256_BLOCK 64

struct sha256 {
	uint32_t h[8];
	uint64_t bytes;
	unsigned char block[SHA256_BLOCK];
};

void sha256_begin(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *data, size_t len);
void sha256_end(struct sha256 *s, unsigned char out[SHA256_LEN]);

/* In constant time. */
bool sha256_same(const unsigned char a[SHA256_LEN], const unsigned char b[SHA256_LEN]);

struct hmac {
	struct sha256 inner, outer;
};

void hmac_begin(struct hmac *h, const void *key, size_t len);
void hmac_add(struct hmac *h, const void *data, size_t len);
void hmac_end(struct hmac *h, unsigned char out[SHA256_LEN]);

struct bytes {
	const unsigned char *p;
	size_t len;
};

/* The first 32 bytes of PBKDF2-HMAC-SHA-256, which is all that SCRAM asks for. */
void pbkdf2(
    struct bytes password, struct bytes salt, int iterations, unsigned char out[SHA256_LEN]);

#endif
