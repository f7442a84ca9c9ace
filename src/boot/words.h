/* words.h — POSTGRES_INITDB_ARGS into argv by the quoting rules of POSIX 2.2, nothing executed. */
#ifndef BOOT_WORDS_H
#define BOOT_WORDS_H

#include "base/fail.h"
#include "base/str.h"

/* Splits `text` into words: '…', "…" and \ quote as in sh. The words are NUL-terminated in `store`
 * (which needs strlen(text) + 2 bytes) and pointed to by argv, which ends in NULL. Returns their
 * number; -1 and e, with the character and its position from 1: an unclosed quote, a character
 * that sh would act on (outside quotes $ ` ; | & < > ( ) and a # that begins a word, in "…" $ and
 * `), or more than cap - 1 words. A newline separates words. */
int words_split(const char *text, struct str *store, const char **argv, int cap, struct err *e);

#endif
