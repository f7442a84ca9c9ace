/* order.h — in which order the Debian image runs the files of a folder; we and the Alpine image run
 * them in byte order. */
#ifndef LINT_ORDER_H
#define LINT_ORDER_H

/* The order of bash in the Debian image (LANG=en_US.utf8, glibc 2.28 and later): letters and digits
 * first, then case (lower before upper), then punctuation. Exact for ASCII names; other bytes sort
 * behind the letters. */
int lint_compare_locale(const char *a, const char *b);

#endif
