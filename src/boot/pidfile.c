/* pidfile.c — parses postmaster.pid.
 *
 *	57
 *	/var/lib/postgresql/18/docker
 *	1753120000
 *	5432
 *	/var/run/postgresql
 *	*
 *	  1234567    196608
 *	ready
 */
#include "boot/pidfile.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/num.h"
#include "base/str.h"

#define LINES 8

struct line {
	const char *p;
	size_t len;
};

static size_t
split_lines(const char *p, size_t len, struct line lines[LINES])
{
	const char *end = p + len;
	size_t n = 0;

	while (p < end && n < LINES) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));

		if (stop == NULL)
			stop = end;
		lines[n++] = (struct line){ p, (size_t)(stop - p) };
		p = stop + 1;
	}
	return n;
}

/* Line 8 is padded with blanks to a fixed width. */
static enum pidfile_status
to_status(struct line l)
{
	while (l.len > 0 && l.p[l.len - 1] == ' ')
		l.len--;
	if (str_is(l.p, l.len, "ready"))
		return PIDFILE_READY;
	if (str_is(l.p, l.len, "standby"))
		return PIDFILE_STANDBY;
	return str_is(l.p, l.len, "stopping") ? PIDFILE_STOPPING : PIDFILE_STARTING;
}

bool
pidfile_parse(const char *p, size_t len, struct pidfile *f)
{
	struct line l[LINES];
	size_t n = split_lines(p, len, l);
	struct err e;

	memset(f, 0, sizeof(*f));
	if (n < 3 || num_int(l[0].p, l[0].len, INT32_MIN, INT32_MAX, &f->pid, &e) < 0 ||
	    num_int(l[2].p, l[2].len, 0, INT64_MAX, &f->start, &e) < 0)
		return false;
	snprintf(f->data, sizeof(f->data), "%.*s", (int)l[1].len, l[1].p);
	if (n > 3)
		num_int(l[3].p, l[3].len, 0, 65535, &f->port, &e);
	if (n > 4 && l[4].len < sizeof(f->sockets))
		snprintf(f->sockets, sizeof(f->sockets), "%.*s", (int)l[4].len, l[4].p);
	if (n > 5 && l[5].len < sizeof(f->listen))
		snprintf(f->listen, sizeof(f->listen), "%.*s", (int)l[5].len, l[5].p);
	if (n > 7)
		f->status = to_status(l[7]);
	return true;
}

bool
pidfile_read(int dir, const char *name, struct pidfile *f)
{
	char text[2 * PATH_MAX];
	struct err e;
	size_t len;

	return file_read(dir, name, text, sizeof(text), &len, &e) == 0 &&
	       pidfile_parse(text, len, f);
}
