/* layout.c — texts for people in columns: width is counted in characters, not bytes. */
#include <string.h>

#include "render/layout.h"

size_t
layout_width(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

void
layout_pad(struct str *out, const char *text, size_t width)
{
	size_t used = layout_width(text, strlen(text));

	str_add_printable(out, text);
	for (; used < width; used++)
		str_addc(out, ' ');
}

void
layout_right(struct str *out, const char *text, size_t width)
{
	for (size_t used = layout_width(text, strlen(text)); used < width; used++)
		str_addc(out, ' ');
	str_add_printable(out, text);
}

void
layout_wrap(struct str *out, const char *text, size_t indent, size_t width)
{
	size_t column = indent;

	while (*text != '\0') {
		size_t len = strcspn(text, " "), cells = layout_width(text, len), start;

		if (column > indent && column + 1 + cells > width) {
			str_addc(out, '\n');
			layout_pad(out, "", indent);
			column = indent;
		} else if (column > indent) {
			str_addc(out, ' ');
			column++;
		}
		start = out->len;
		str_addn(out, text, len);
		str_printable(out->p + start);
		column += cells;
		text += len + strspn(text + len, " ");
	}
	str_addc(out, '\n');
}
