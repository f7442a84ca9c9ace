/* scram_client.c — computes and checks the texts of a SCRAM login. */
#include "crypto/scram_client.h"

#include <string.h>

#include "base/num.h"
#include "crypto/base64.h"

#define GS2_HEADER "n,,"         /* no channel binding, no authorization identity */
#define GS2_HEADER_BASE64 "biws" /* the same, as the final message repeats it */

struct server_first {
	struct bytes nonce;
	unsigned char salt[SCRAM_SALT_MAX];
	size_t salt_len;
	int iterations;
};

static void
add_first_bare(const struct scram_client *c, struct str *out)
{
	str_addf(out, "n=,r=%s", c->nonce);
}

void
scram_client_first(const struct scram_client *c, struct str *out)
{
	str_add(out, GS2_HEADER);
	add_first_bare(c, out);
}

/* The value of "<letter>=value" at the start of *p, *p behind its comma. */
static bool
take_attribute(struct bytes *p, char letter, struct bytes *value)
{
	const unsigned char *comma;

	if (p->len < 2 || p->p[0] != (unsigned char)letter || p->p[1] != '=')
		return false;
	value->p = p->p + 2;
	comma = memchr(value->p, ',', p->len - 2);
	value->len = comma ? (size_t)(comma - value->p) : p->len - 2;
	p->len -= value->len + 2 + (comma != NULL);
	p->p = value->p + value->len + (comma != NULL);
	return true;
}

static int
read_server_first(struct bytes text, struct server_first *s, struct err *e)
{
	struct bytes salt, iterations;
	int64_t n;

	if (!take_attribute(&text, 'r', &s->nonce) || !take_attribute(&text, 's', &salt) ||
	    !take_attribute(&text, 'i', &iterations))
		return fail(e, "the server's first SCRAM message is malformed");
	if (base64_decode((const char *)salt.p, salt.len, s->salt, sizeof(s->salt), &s->salt_len) <
		0 ||
	    s->salt_len == 0)
		return fail(e, "the salt in the server's SCRAM message is malformed");
	if (num_int((const char *)iterations.p, iterations.len, 1, SCRAM_ITERATIONS_MAX, &n, e) < 0)
		return fail_within(e, "iterations in the server's SCRAM message");
	s->iterations = (int)n;
	return 0;
}

/* HMAC of the AuthMessage: client-first-bare, server-first, client-final-without-proof. */
static void
sign(const struct scram_client *c, const unsigned char key[SHA256_LEN], struct bytes server_first,
    const struct str *final_bare, unsigned char out[SHA256_LEN])
{
	char buf[128];
	struct str first = str_on(buf, sizeof(buf));
	struct hmac h;

	add_first_bare(c, &first);
	hmac_begin(&h, key, SHA256_LEN);
	hmac_add(&h, first.p, first.len);
	hmac_add(&h, ",", 1);
	hmac_add(&h, server_first.p, server_first.len);
	hmac_add(&h, ",", 1);
	hmac_add(&h, final_bare->p, final_bare->len);
	hmac_end(&h, out);
	explicit_bzero(&h, sizeof(h));
}

int
scram_client_final(struct scram_client *c, struct bytes password, struct bytes server_first,
    struct str *out, struct err *e)
{
	size_t ours = strlen(c->nonce);
	unsigned char proof[SHA256_LEN];
	struct server_first s;
	struct scram_keys keys;

	if (read_server_first(server_first, &s, e) < 0)
		return -1;
	if (s.nonce.len <= ours || memcmp(s.nonce.p, c->nonce, ours) != 0)
		return fail(e, "the server's SCRAM nonce does not extend ours");
	scram_keys(&keys, password, (struct bytes){ s.salt, s.salt_len }, s.iterations);
	str_clear(out);
	str_add(out, "c=" GS2_HEADER_BASE64 ",r=");
	str_addn(out, (const char *)s.nonce.p, s.nonce.len);
	sign(c, keys.server, server_first, out, c->server_sig);
	sign(c, keys.stored, server_first, out, proof);
	for (int i = 0; i < SHA256_LEN; i++)
		proof[i] ^= keys.client[i];
	explicit_bzero(&keys, sizeof(keys));
	str_add(out, ",p=");
	base64_add(out, proof, sizeof(proof));
	return out->full ? fail(e, "the server's SCRAM nonce is too long") : 0;
}

bool
scram_client_proved(const struct scram_client *c, struct bytes server_final)
{
	unsigned char signature[SHA256_LEN];
	struct bytes value;
	size_t len = 0;

	return take_attribute(&server_final, 'v', &value) &&
	       base64_decode((const char *)value.p, value.len, signature, SHA256_LEN, &len) == 0 &&
	       len == SHA256_LEN && sha256_same(signature, c->server_sig);
}
