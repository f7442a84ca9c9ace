/* base64.h — RFC 4648 §4, with padding, without line breaks. */
#ifndef CRYPTO_BASE64_H
#define CRYPTO_BASE64_H

#include "base/str.h"

void base64_add(struct str *s, const unsigned char *data, size_t len);

/* Decodes all of p, strictly: padded, no blanks, no bits left over. -1 when it is not base64 or
 * decodes to more than cap bytes. */
int base64_decode(const char *p, size_t len, unsigned char *out, size_t cap, size_t *out_len);

#endif
