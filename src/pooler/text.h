/* text.h — a span of a file, and walking over its lines. */
#ifndef POOLER_TEXT_H
#define POOLER_TEXT_H

#include "base/str.h"

struct text {
	const char *p;
	size_t len;
};

/* The next line of *rest without its end (\n or \r\n), *rest behind it; false at the end. */
bool text_line(struct text *rest, struct text *line);

/* Without the blanks around it. */
struct text text_trim(struct text s);

bool text_is(struct text s, const char *word);

/* Where `word` starts in s, ASCII case ignored, as a word of its own (no letter, digit or
 * underscore beside it); NULL when it does not. */
const char *text_word(struct text s, const char *word);

/* The same anywhere, also inside a word. */
const char *text_find(struct text s, const char *text);

/* A whole number, or `otherwise` when it is none. */
int64_t text_number(struct text s, int64_t otherwise);

/* A list of words by comma and blanks: is `word` one of them? */
bool text_lists(struct text list, const char *word);

/* Copies as a NUL-terminated text, cut when it is longer. */
void text_copy(struct text s, char *buf, size_t cap);

#endif
