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
#include "base/span.h"

#define LINES 8

/* Line 8 is padded with blanks to a fixed width. */
static enum pidfile_status
to_status(struct span l)
{
	l = span_trim(l);
	if (span_is(l, "ready"))
		return PIDFILE_READY;
	if (span_is(l, "standby"))
		return PIDFILE_STANDBY;
	return span_is(l, "stopping") ? PIDFILE_STOPPING : PIDFILE_STARTING;
}

bool
pidfile_parse(const char *p, size_t len, struct pidfile *f)
{
	struct span rest = { p, len }, l[LINES];
	struct err e;
	size_t n = 0;

	memset(f, 0, sizeof(*f));
	while (n < LINES && span_next(&rest, '\n', &l[n]))
		n++;
	if (n < 3 || num_int(l[0].p, l[0].len, INT32_MIN, INT32_MAX, &f->pid, &e) < 0 ||
	    num_int(l[2].p, l[2].len, 0, INT64_MAX, &f->start, &e) < 0)
		return false;
	span_copy(l[1], f->data, sizeof(f->data));
	if (n > 3)
		num_int(l[3].p, l[3].len, 0, 65535, &f->port, &e);
	if (n > 4 && l[4].len < sizeof(f->sockets))
		span_copy(l[4], f->sockets, sizeof(f->sockets));
	if (n > 5 && l[5].len < sizeof(f->listen))
		span_copy(l[5], f->listen, sizeof(f->listen));
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
