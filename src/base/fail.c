/* fail.c — fills struct err. */
#include "base/fail.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

static void PRINTF(3, 0) tell(char *to, size_t cap, const char *fmt, va_list args)
{
	utf8_print(to, cap, fmt, args);
	str_printable(to);
}

int
fail(struct err *e, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	tell(e->text, sizeof(e->text), fmt, args);
	va_end(args);
	e->hint[0] = '\0';
	return -1;
}

int
fail_sys(struct err *e, const char *fmt, ...)
{
	int saved = errno;
	size_t len;
	va_list args;

	va_start(args, fmt);
	tell(e->text, sizeof(e->text), fmt, args);
	va_end(args);
	e->hint[0] = '\0';
	len = strlen(e->text);
	snprintf(e->text + len, sizeof(e->text) - len, ": %s", strerror(saved));
	errno = saved;
	return -1;
}

int
fail_hint(struct err *e, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	tell(e->hint, sizeof(e->hint), fmt, args);
	va_end(args);
	return -1;
}

int
fail_within(struct err *e, const char *fmt, ...)
{
	char inner[sizeof(e->text)];
	size_t room, len;
	va_list args;

	memcpy(inner, e->text, sizeof(inner));
	len = strnlen(inner, sizeof(inner) / 2);
	room = sizeof(e->text) - len - 2;
	va_start(args, fmt);
	tell(e->text, room, fmt, args);
	va_end(args);
	len = strlen(e->text);
	if (len == room - 1)
		memcpy(e->text + len - 3, "...", 3);
	snprintf(e->text + len, sizeof(e->text) - len, ": %s", inner);
	return -1;
}
