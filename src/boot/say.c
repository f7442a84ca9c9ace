/* say.c — progress on stdout. */
#include "boot/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "base/proc.h"
#include "base/str.h"
#include "boot/boot.h"

void
say(const char *fmt, ...)
{
	char line[4352];
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(line, sizeof(line) - 1, fmt, args);
	va_end(args);
	if (n < 0)
		return;
	if (n > (int)sizeof(line) - 2)
		n = sizeof(line) - 2;
	str_printable(line);
	line[n] = '\n';
	log_put(STDOUT_FILENO, line, (size_t)n + 1);
}

void
say_blank(void)
{
	say("%s", "");
}

void
say_file(const char *doing, const char *path)
{
	say(BOOT_OFFICIAL ": %s %s", doing, path);
}

void
say_took(const char *phase, int64_t began)
{
	log_info("%s took %lld ms", phase, (long long)(proc_now_ms() - began));
}
