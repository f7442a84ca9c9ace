/* text.h — words, numbers and lists in a span of a file. */
#ifndef POOLER_TEXT_H
#define POOLER_TEXT_H

#include "base/span.h"

/* Where `word` starts in s, ASCII case ignored, as a word of its own (no letter, digit or
 * underscore beside it); NULL when it does not. */
const char *text_word(struct span s, const char *word);

/* The same anywhere, also inside a word. */
const char *text_find(struct span s, const char *text);

/* A whole number, or `otherwise` when it is none. */
int64_t text_number(struct span s, int64_t otherwise);

/* A list of words by comma and blanks: is `word` one of them? */
bool text_lists(struct span list, const char *word);

#endif
