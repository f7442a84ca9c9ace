/* text.h — values in PostgreSQL's own grammar, read and written.
 *
 * Differs from the grammar of our options (base/num.h): a bare number counts in the setting's own
 * unit, units are case-sensitive, 0x10 is hexadecimal and 010 octal. */
#ifndef TUNE_TEXT_H
#define TUNE_TEXT_H

#include "base/fail.h"
#include "base/str.h"
#include "tune/plan.h"

/* The value a server would take `text` for: rounded to the setting's unit, within its range.
 * -1 and e (the reason alone) when the server would refuse it. A text is taken as it is, or where
 * the setting has a list of words, in the list's spelling. */
int value_read(const struct setting *s, const char *text, struct value *v, struct err *e);

/* Would a server do the same with both? Booleans by meaning, words in any case. */
bool value_same(const struct value *a, const struct value *b);

/* In the largest unit that is exact, which is always written: 1536MB, 1GB, 48h; -1 and 0 bare.
 * Nothing for VALUE_NONE. Quoting is the format's business. */
void value_write(struct str *out, const struct setting *s, const struct value *v);

#endif
