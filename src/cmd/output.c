/* output.c — results on stdout. */
#include "cmd/output.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/log.h"
#include "base/num.h"

/* Static and mostly never touched: a report has 10 kB, a matrix of 1000 x 50 cells 6 MB. */
#define OUTPUT_BYTES (8 * 1024 * 1024)

struct str
output_buffer(void)
{
	static char text[OUTPUT_BYTES];

	return str_on(text, sizeof(text));
}

int
output_write(const struct str *out)
{
	struct err e;

	if (out->full) {
		fail(&e, "the result is longer than %d bytes", OUTPUT_BYTES);
		log_error(&e);
		return EXIT_FAILED;
	}
	fwrite(out->p, 1, out->len, stdout);
	return EXIT_DONE;
}

int
output_width(char *const *env)
{
	const char *columns = env_get(env, "COLUMNS");
	struct winsize size;
	int64_t width = 100;
	struct err e;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		width = size.ws_col;
	else if (columns != NULL)
		(void)num_int(columns, strlen(columns), 1, 10000, &width, &e);
	return (int)clamp64(width, 60, 120);
}

bool
output_colour(char *const *env)
{
	const char *term = env_get(env, "TERM");

	return isatty(STDOUT_FILENO) && env_get(env, "NO_COLOR") == NULL && term != NULL &&
	       strcmp(term, "dumb") != 0;
}
