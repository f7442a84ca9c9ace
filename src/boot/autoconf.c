/* autoconf.c — written in place: until the marker goes, a torn file is of a cluster that nobody
 * serves. */
#include "boot/autoconf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"

#define AUTO_CONF "postgresql.auto.conf"
#define AUTO_CONF_MAX (256 * 1024)

/* As ALTER SYSTEM writes them; the paths have no quote in them. */
static void
write_lines(const struct boot *b, struct str *s)
{
	if (b->sockets[0] != '\0')
		str_addf(s, "unix_socket_directories = '%s'\n", b->sockets);
	if (b->hba[0] != '\0')
		str_addf(s, "hba_file = '%s'\n", b->hba);
}

static int
write_file(const struct boot *b, int flags, const struct str *s, struct err *e)
{
	int fd = openat(b->dir, AUTO_CONF, O_WRONLY | O_CLOEXEC | flags);
	bool bad;

	if (fd < 0)
		return fail_sys(e, "opening \"" AUTO_CONF "\"");
	bad = write(fd, s->p, s->len) != (ssize_t)s->len;
	if (close(fd) < 0 || bad)
		return fail_sys(e, "writing \"" AUTO_CONF "\"");
	return 0;
}

int
autoconf_add(const struct boot *b, struct err *e)
{
	char text[512];
	struct str lines = str_on(text, sizeof(text));

	write_lines(b, &lines);
	return lines.len > 0 ? write_file(b, O_APPEND, &lines, e) : 0;
}

static bool
has_line(const struct str *s, const char *line, size_t len)
{
	for (const char *p = s->p; *p != '\0'; p += strcspn(p, "\n") + 1)
		if (strcspn(p, "\n") == len && memcmp(p, line, len) == 0)
			return true;
	return false;
}

int
autoconf_remove(const struct boot *b, struct err *e)
{
	static char old[AUTO_CONF_MAX], new[AUTO_CONF_MAX];
	char text[512];
	struct str ours = str_on(text, sizeof(text)), rest = str_on(new, sizeof(new));
	size_t len;

	write_lines(b, &ours);
	if (file_read(b->dir, AUTO_CONF, old, sizeof(old), &len, e) < 0)
		return errno == ENOENT ? 0 : -1;
	for (const char *p = old, *next; p < old + len; p = next) {
		const char *stop = memchr(p, '\n', (size_t)(old + len - p));

		next = stop != NULL ? stop + 1 : old + len;
		if (stop == NULL || !has_line(&ours, p, (size_t)(stop - p)))
			str_addn(&rest, p, (size_t)(next - p));
	}
	return rest.len < len ? write_file(b, O_TRUNC, &rest, e) : 0;
}
