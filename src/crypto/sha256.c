/* sha256.c — SHA-256, HMAC and PBKDF2. */
#include "crypto/sha256.h"

#include <string.h>

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
static const uint32_t k[64] = { 0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b,
	0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6,
	0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d,
	0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
	0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585,
	0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa,
	0xa4506ceb, 0xbef9a3f7, 0xc67178f2 };

static uint32_t
rotate(uint32_t x, int n)
{
	return x >> n | x << (32 - n);
}

static void
expand(uint32_t w[64], const unsigned char *block)
{
	for (int i = 0; i < 16; i++)
		w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
		       (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
	for (int i = 16; i < 64; i++) {
		uint32_t a = w[i - 15], b = w[i - 2];

		w[i] = w[i - 16] + w[i - 7] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) +
		       (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
	}
}

static void
compress(uint32_t h[8], const unsigned char *block)
{
	uint32_t w[64], v[8];

	expand(w, block);
	memcpy(v, h, sizeof(v));
	for (int i = 0; i < 64; i++) {
		uint32_t s1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25);
		uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
		uint32_t t1 = v[7] + s1 + choice + k[i] + w[i];
		uint32_t s0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22);
		uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);

		memmove(v + 1, v, 7 * sizeof(v[0]));
		v[4] += t1;
		v[0] = t1 + s0 + majority;
	}
	for (int i = 0; i < 8; i++)
		h[i] += v[i];
}

void
sha256_begin(struct sha256 *s)
{
	static const uint32_t start[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

	memcpy(s->h, start, sizeof(start));
	s->bytes = 0;
}

void
sha256_add(struct sha256 *s, const void *data, size_t len)
{
	const unsigned char *p = data;

	while (len > 0) {
		size_t at = (size_t)(s->bytes % SHA256_BLOCK);
		size_t n = len < SHA256_BLOCK - at ? len : SHA256_BLOCK - at;

		memcpy(s->block + at, p, n);
		s->bytes += n;
		p += n;
		len -= n;
		if (at + n == SHA256_BLOCK)
			compress(s->h, s->block);
	}
}

void
sha256_end(struct sha256 *s, unsigned char out[SHA256_LEN])
{
	static const unsigned char pad[SHA256_BLOCK] = { 0x80 };
	uint64_t bits = s->bytes * 8;
	size_t at = (size_t)(s->bytes % SHA256_BLOCK);
	unsigned char length[8];

	for (int i = 0; i < 8; i++)
		length[i] = (unsigned char)(bits >> (56 - 8 * i));
	sha256_add(s, pad, at < 56 ? 56 - at : 120 - at);
	sha256_add(s, length, sizeof(length));
	for (int i = 0; i < SHA256_LEN; i++)
		out[i] = (unsigned char)(s->h[i / 4] >> (24 - 8 * (i % 4)));
}

bool
sha256_same(const unsigned char a[SHA256_LEN], const unsigned char b[SHA256_LEN])
{
	unsigned char differs = 0;

	for (size_t i = 0; i < SHA256_LEN; i++)
		differs |= (unsigned char)(a[i] ^ b[i]);
	return differs == 0;
}

void
hmac_begin(struct hmac *h, const void *key, size_t len)
{
	unsigned char block[SHA256_BLOCK] = { 0 };

	if (len > sizeof(block)) {
		sha256_begin(&h->inner);
		sha256_add(&h->inner, key, len);
		sha256_end(&h->inner, block);
	} else if (len > 0) {
		memcpy(block, key, len);
	}
	for (size_t i = 0; i < sizeof(block); i++)
		block[i] ^= 0x36;
	sha256_begin(&h->inner);
	sha256_add(&h->inner, block, sizeof(block));
	for (size_t i = 0; i < sizeof(block); i++)
		block[i] ^= 0x36 ^ 0x5c;
	sha256_begin(&h->outer);
	sha256_add(&h->outer, block, sizeof(block));
	explicit_bzero(block, sizeof(block));
}

void
hmac_add(struct hmac *h, const void *data, size_t len)
{
	sha256_add(&h->inner, data, len);
}

void
hmac_end(struct hmac *h, unsigned char out[SHA256_LEN])
{
	sha256_end(&h->inner, out);
	sha256_add(&h->outer, out, SHA256_LEN);
	sha256_end(&h->outer, out);
}

void
pbkdf2(struct bytes password, struct bytes salt, int iterations, unsigned char out[SHA256_LEN])
{
	static const unsigned char first_block[4] = { 0, 0, 0, 1 };
	unsigned char u[SHA256_LEN];
	struct hmac keyed, h;

	hmac_begin(&keyed, password.p, password.len);
	h = keyed;
	hmac_add(&h, salt.p, salt.len);
	hmac_add(&h, first_block, sizeof(first_block));
	hmac_end(&h, u);
	memcpy(out, u, SHA256_LEN);
	for (int turn = 1; turn < iterations; turn++) {
		h = keyed; /* the key's two blocks are hashed once, not at every turn */
		hmac_add(&h, u, sizeof(u));
		hmac_end(&h, u);
		for (int i = 0; i < SHA256_LEN; i++)
			out[i] ^= u[i];
	}
	explicit_bzero(&keyed, sizeof(keyed));
	explicit_bzero(&h, sizeof(h));
	explicit_bzero(u, sizeof(u));
}
