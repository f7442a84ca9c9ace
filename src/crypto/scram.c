/* scram.c — derives, prints, reads and compares SCRAM-SHA-256 verifiers. */
#include "crypto/scram.h"

#include <string.h>

#include "base/num.h"
#include "crypto/base64.h"

#define MECHANISM "SCRAM-SHA-256$"

static void
hmac(const unsigned char key[SHA256_LEN], const char *text, unsigned char out[SHA256_LEN])
{
	struct hmac h;

	hmac_begin(&h, key, SHA256_LEN);
	hmac_add(&h, text, strlen(text));
	hmac_end(&h, out);
	explicit_bzero(&h, sizeof(h));
}

void
scram_keys(struct scram_keys *keys, struct bytes password, struct bytes salt, int iterations)
{
	unsigned char salted[SHA256_LEN];
	struct sha256 hash;

	pbkdf2(password, salt, iterations, salted);
	hmac(salted, "Client Key", keys->client);
	hmac(salted, "Server Key", keys->server);
	sha256_begin(&hash);
	sha256_add(&hash, keys->client, SHA256_LEN);
	sha256_end(&hash, keys->stored);
	explicit_bzero(salted, sizeof(salted));
}

void
scram_derive(struct scram *s, const char *password, size_t len)
{
	struct bytes secret = { (const unsigned char *)password, len };
	struct bytes salt = { s->salt, s->salt_len };
	struct scram_keys keys;

	scram_keys(&keys, secret, salt, s->iterations);
	memcpy(s->stored_key, keys.stored, SHA256_LEN);
	memcpy(s->server_key, keys.server, SHA256_LEN);
	explicit_bzero(&keys, sizeof(keys));
}

bool
scram_matches(const struct scram *s, const char *password, size_t len)
{
	struct scram mine = *s;
	bool stored, server;

	scram_derive(&mine, password, len);
	stored = sha256_same(mine.stored_key, s->stored_key);
	server = sha256_same(mine.server_key, s->server_key);
	explicit_bzero(&mine, sizeof(mine));
	return stored && server;
}

void
scram_print(const struct scram *s, struct str *out)
{
	str_addf(out, MECHANISM "%d:", s->iterations);
	base64_add(out, s->salt, s->salt_len);
	str_addc(out, '$');
	base64_add(out, s->stored_key, SHA256_LEN);
	str_addc(out, ':');
	base64_add(out, s->server_key, SHA256_LEN);
}

/* The part of [*p, end) before `stop` (or all of it when stop is NUL), *p behind it. */
static bool
take(const char **p, const char *end, char stop, const char **part, size_t *len)
{
	const char *at = stop ? memchr(*p, stop, (size_t)(end - *p)) : end;

	if (at == NULL)
		return false;
	*part = *p;
	*len = (size_t)(at - *p);
	*p = stop ? at + 1 : at;
	return true;
}

static bool
take_key(const char **p, const char *end, char stop, unsigned char key[SHA256_LEN])
{
	const char *part;
	size_t len, n = 0;

	return take(p, end, stop, &part, &len) &&
	       base64_decode(part, len, key, SHA256_LEN, &n) == 0 && n == SHA256_LEN;
}

int
scram_parse(const char *p, size_t len, struct scram *s, struct err *e)
{
	const char *end = p + len, *part;
	size_t n;
	int64_t iterations;

	if (len < strlen(MECHANISM) || memcmp(p, MECHANISM, strlen(MECHANISM)) != 0)
		return fail(e, "a verifier starts with \"" MECHANISM "\"");
	p += strlen(MECHANISM);
	if (!take(&p, end, ':', &part, &n))
		return fail(e, "no \":\" behind the iterations of the verifier");
	if (num_int(part, n, 1, SCRAM_ITERATIONS_MAX, &iterations, e) < 0)
		return fail_within(e, "iterations of the verifier");
	s->iterations = (int)iterations;
	if (!take(&p, end, '$', &part, &n) ||
	    base64_decode(part, n, s->salt, SCRAM_SALT_MAX, &s->salt_len) < 0 || s->salt_len == 0)
		return fail(e, "the salt of the verifier is no base64 of 1 to 64 bytes");
	if (!take_key(&p, end, ':', s->stored_key))
		return fail(e, "the StoredKey of the verifier is no base64 of 32 bytes");
	if (!take_key(&p, end, '\0', s->server_key))
		return fail(e, "the ServerKey of the verifier is no base64 of 32 bytes");
	return 0;
}
