/* utf8.h — reading UTF-8 strictly. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdarg.h>

#include "base/base.h"

/* The code point at p: how many bytes it takes (1 to 4), or 0 when the bytes are no UTF-8: cut,
 * overlong, a surrogate, above U+10FFFF. len is at least 1. */
size_t utf8_next(const char *p, size_t len, uint32_t *code);

/* True when all of p is valid; else *at is the offset of the first bad byte. */
bool utf8_valid(const char *p, size_t len, size_t *at);

/* How many bytes of the text fit in `most`, never a part of a character. */
size_t utf8_fit(const char *text, size_t most);

/* vsnprintf(); a text that is too long is cut between two characters. */
void utf8_print(char *to, size_t cap, const char *fmt, va_list args) PRINTF(3, 0);

#endif
