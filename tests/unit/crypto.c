/* crypto.c — published vectors (FIPS 180-4, RFC 4231, RFC 7914, RFC 4648, RFC 7677) and laws. */
#include "crypto/base64.h"
#include "crypto/password.h"
#include "crypto/scram.h"
#include "crypto/scram_client.h"

#include <string.h>

#include "t.h"

static char buf[1024];
static struct err e;

static const char *
hex(const unsigned char *p)
{
	static char out[2 * SHA256_LEN + 1];

	for (int i = 0; i < SHA256_LEN; i++)
		snprintf(out + 2 * i, 3, "%02x", p[i]);
	return out;
}

static struct bytes
bytes(const char *text)
{
	return (struct bytes){ (const unsigned char *)text, strlen(text) };
}

static void
test_sha256(void)
{
	static const struct {
		const char *text;
		int times;
		const char *want;
	} rows[] = {
		{ "", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
		    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
		{ "aaaaaaaaaa", 100000,
		    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
	};
	unsigned char out[SHA256_LEN];
	struct sha256 s;

	for (size_t i = 0; i < LEN(rows); i++) {
		sha256_begin(&s);
		for (int n = 0; n < rows[i].times; n++)
			sha256_add(&s, rows[i].text, strlen(rows[i].text));
		sha256_end(&s, out);
		T(strcmp(hex(out), rows[i].want) == 0, rows[i].want);
	}
}

static void
hmac_of(const void *key, size_t key_len, const char *text, const char *want)
{
	unsigned char out[SHA256_LEN];
	struct hmac h;

	hmac_begin(&h, key, key_len);
	hmac_add(&h, text, strlen(text));
	hmac_end(&h, out);
	T(strcmp(hex(out), want) == 0, want);
}

static void
test_hmac(void)
{
	unsigned char key[131];

	memset(key, 0x0b, 20);
	hmac_of(key, 20, "Hi There",
	    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	hmac_of("Jefe", 4, "what do ya want for nothing?",
	    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof(key));
	hmac_of(key, sizeof(key), "Test Using Larger Than Block-Size Key - Hash Key First",
	    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void
test_pbkdf2(void)
{
	unsigned char out[SHA256_LEN];

	pbkdf2(bytes("passwd"), bytes("salt"), 1, out);
	T(strcmp(hex(out), "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc") ==
	    0);
	pbkdf2(bytes("Password"), bytes("NaCl"), 80000, out);
	T(strcmp(hex(out), "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56") ==
	    0);
}

static void
test_base64(void)
{
	static const char *const rows[][2] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" },
		{ "foo", "Zm9v" }, { "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" },
		{ "foobar", "Zm9vYmFy" } };
	static const char *const bad[] = { "Z", "Zg",
		"Zg=", "Z===", "====", "Zh==", "Zm9=", "Zg==Zg==", "Zm9v ", " Zm9", "Zm9\n",
		"Zm-_" };
	unsigned char out[16];
	size_t len;

	for (size_t i = 0; i < LEN(rows); i++) {
		struct str s = str_on(buf, sizeof(buf));

		base64_add(&s, (const unsigned char *)rows[i][0], strlen(rows[i][0]));
		T(strcmp(s.p, rows[i][1]) == 0, rows[i][1]);
		T(base64_decode(s.p, s.len, out, sizeof(out), &len) == 0 &&
		    len == strlen(rows[i][0]) && memcmp(out, rows[i][0], len) == 0);
	}
	for (size_t i = 0; i < LEN(bad); i++)
		T(base64_decode(bad[i], strlen(bad[i]), out, sizeof(out), &len) == -1, bad[i]);
	T(base64_decode("Zm9v", 4, out, 2, &len) == -1, "does not fit");
}

/* RFC 7677 §3 with password "pencil" and, as PostgreSQL's clients, no user: proof and signature by
 * Python's hmac and hashlib, which give the RFC's own for its "n=user". */
static void
test_scram_login(void)
{
	struct scram_client c = { .nonce = "rOprNGfwEbeRWgbNEkqO" };
	struct str s = str_on(buf, sizeof(buf));
	const char *first = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
			    "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

	scram_client_first(&c, &s);
	T(strcmp(s.p, "n,,n=,r=rOprNGfwEbeRWgbNEkqO") == 0);
	T(scram_client_final(&c, bytes("pencil"), bytes(first), &s, &e) == 0);
	T(!strcmp(s.p, "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
		       "p=qvT2SWdEH5Q06albL+hjSYuUhCG7VndFyzIb7CK4n9k="));
	T(scram_client_proved(&c, bytes("v=3HO6Qt1M4MKJrmlKaoOqLAI0/0TV0HZe7J9H3MBtSOg=")));
	T(!scram_client_proved(&c, bytes("v=3HO6Qt1M4MKJrmlKaoOqLAI0/0TV0HZe7J9H3MBtSOk=")));
	T(!scram_client_proved(&c, bytes("v=AAAA")));
	T(!scram_client_proved(&c, bytes("e=invalid-proof")));
	T(scram_client_final(&c, bytes("pencil"), bytes("r=other,s=W22Z,i=1"), &s, &e) == -1);
	T(scram_client_final(
	      &c, bytes("pencil"), bytes("r=rOprNGfwEbeRWgbNEkqO,s=W22Z,i=1"), &s, &e) == -1,
	    "the server adds nothing to the nonce");
	T(scram_client_final(
	      &c, bytes("x"), bytes("r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=9999999"), &s, &e) == -1,
	    "a server that wants us to spin");
}

/* The verifier of RFC 7677's example, by PostgreSQL's form; and what a server refuses as one. */
static void
test_verifier(void)
{
	static const char text[] = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"
				   "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
				   "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";
	static const char *const bad[] = { "", "SCRAM-SHA-256$", "SCRAM-SHA-256$0:AAAA$AAAA:AAAA",
		"SCRAM-SHA-256$4096:W22Z$WG5d:wfPL", "SCRAM-SHA-256$-1:W22Z$x:x", "md5x",
		"SCRAM-SHA-256$4096:$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
		"wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
		"SCRAM-SHA-256$1000001:W22ZaJ0SNY7soEsUEjb6gQ==$"
		"WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
		"wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=" };
	struct str s = str_on(buf, sizeof(buf));
	struct scram v;

	T(scram_parse(text, sizeof(text) - 1, &v, &e) == 0 && v.iterations == 4096 &&
	    v.salt_len == 16);
	scram_print(&v, &s);
	T(strcmp(s.p, text) == 0, "printed as read");
	T(scram_matches(&v, "pencil", 6));
	T(!scram_matches(&v, "pencil ", 7) && !scram_matches(&v, "", 0));
	for (size_t i = 0; i < LEN(bad); i++)
		T(scram_parse(bad[i], strlen(bad[i]), &v, &e) == -1, bad[i]);
	T(scram_parse(text, sizeof(text) - 2, &v, &e) == -1, "cut");
	T(scram_parse(text, sizeof(text), &v, &e) == -1, "a byte more");
}

static int
checked(const char *password)
{
	return password_check(password, strlen(password), &e);
}

static void
test_password(void)
{
	char long_one[PASSWORD_MAX + 2];

	T(checked(" pa'ss\"w\\o:r/d;#%$(x) ") == 0);
	T(checked("Grüße, мир, 世界") == 0);
	T(checked("") == -1);
	T(checked("a\tb") == -1 && strstr(e.text, "byte 2") != NULL);
	T(checked("ab\n") == -1 && strstr(e.text, "byte 3") != NULL);
	T(password_check("a\0b", 3, &e) == -1 && strstr(e.text, "NUL at byte 2") != NULL);
	T(checked("a\xff") == -1 && strstr(e.text, "UTF-8 at byte 2") != NULL);
	T(checked("x\u00a0y") == -1 && strstr(e.text, "U+00A0 at byte 2") != NULL);
	T(checked("e\u0301") == -1 && checked("\ufb01") == -1 && checked("\u05d0") == -1);
	T(checked("md50123456789abcdef0123456789abcdef") == -1);
	T(checked("md50123456789abcdef0123456789abcdeg") == 0);
	T(checked("md50123456789ABCDEF0123456789ABCDEF") == 0, "to the server that is a password");
	T(checked("md50123456789abcdef0123456789abcdef0") == 0);
	T(checked("SCRAM-SHA-256$x") == -1 && strstr(e.text, "$x") == NULL);
	memset(long_one, 'x', sizeof(long_one));
	T(password_check(long_one, PASSWORD_MAX, &e) == 0);
	T(password_check(long_one, PASSWORD_MAX + 1, &e) == -1);
}

int
main(void)
{
	test_sha256();
	test_hmac();
	test_pbkdf2();
	test_base64();
	test_scram_login();
	test_verifier();
	test_password();
	return t_done();
}
