/* span.h — a piece of a text, and cutting it up: nothing is copied, no NUL is needed. */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include "base/str.h"

struct span {
	const char *p;
	size_t len;
};

/* All of a NUL-terminated text. */
struct span span_of(const char *text);

bool span_is(struct span s, const char *word);

/* The piece with a NUL behind it, cut to what cap holds, and at a NUL of its own. */
void span_copy(struct span s, char *to, size_t cap);

/* Is it a word of the list, which ends in NULL? */
bool span_in(struct span s, const char *const *words);

/* Is `word` a part of the list, cut at each separator? */
bool span_lists(struct span list, char separator, const char *word);

/* Without the blanks and line ends around it. */
struct span span_trim(struct span s);

/* Moves the next line out of *rest, without its end (\n or \r\n); false at the end. */
bool span_line(struct span *rest, struct span *line);

/* Moves the text up to `separator` (or the end) out of *rest; false when *rest is used up. "a,"
 * has two parts, the second empty. */
bool span_next(struct span *rest, char separator, struct span *part);

/* Moves the next line "word value", which has to end in \n, out of *rest: the value is all behind
 * the first blank, "" where there is none. False, and nothing moved, when the line does not end. */
bool span_fact(struct span *rest, struct span *word, struct span *value);

/* Moves the next word, the blanks around it cut, out of *rest; false at the end. */
bool span_word(struct span *rest, struct span *word);

#endif
