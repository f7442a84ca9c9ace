/* layout.h — texts for people in columns, counted in characters of UTF-8; what is not printable in
 * them becomes "?". */
#ifndef RENDER_LAYOUT_H
#define RENDER_LAYOUT_H

#include "base/str.h"

size_t layout_width(const char *text, size_t len);
/* The text, then blanks up to `width`; longer texts stay whole. */
void layout_pad(struct str *out, const char *text, size_t width);
/* The same, blanks first. */
void layout_right(struct str *out, const char *text, size_t width);
/* Words of text from column `indent` on, broken before `width` and indented again; ends the line. A
 * word longer than the line stands alone on it. */
void layout_wrap(struct str *out, const char *text, size_t indent, size_t width);

#endif
