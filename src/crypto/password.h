/* password.h — which passwords the server, libpq and PgBouncer all read alike. */
#ifndef CRYPTO_PASSWORD_H
#define CRYPTO_PASSWORD_H

#include "base/fail.h"

#define PASSWORD_MAX 512 /* bytes. PgBouncer up to 1.24 fails from about 1024 on, measured */

/* Takes printable ASCII, and the letters outside it that SASLprep (RFC 4013) leaves as they are:
 * Latin, Greek, Cyrillic, Vietnamese, kana, Han, Hangul. -1 and e, with the byte position and the
 * reason and never the password: empty, longer than PASSWORD_MAX, a control character, invalid
 * UTF-8, another code point (named), or a text that reads as a hash ("md5" and 32 lower-case
 * hex digits, "SCRAM-SHA-256$…"), which the server and PgBouncer would take for one. */
int password_check(const char *p, size_t len, struct err *e);

/* Does it read as a hash: "md5" and 32 lower-case hex digits, "SCRAM-SHA-256$…"? */
bool password_is_hash(const char *p, size_t len);
/* As the first of them? */
bool password_is_md5(const char *p, size_t len);

#endif
