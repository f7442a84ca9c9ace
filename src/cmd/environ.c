/* environ.c — DIR/env in place of what the machine itself would tell. */
#include "cmd/environ.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "host/root.h"

#define ENVIRON_BYTES 16384

static size_t
count(char *const *list)
{
	size_t n = 0;

	while (list[n] != NULL)
		n++;
	return n;
}

/* Cuts text (with a NUL at its end) into its lines, in place, those of /proc/PID/environ too;
 * returns how many were added to `to`. */
static size_t
add_lines(char *text, size_t len, char **to)
{
	size_t n = 0;

	for (char *line = text, *end; line < text + len; line = end + 1) {
		end = line + strcspn(line, "\n");
		*end = '\0';
		if (end > line && end[-1] == '\r')
			end[-1] = '\0';
		if (strchr(line, '=') != NULL && line[0] != '#')
			to[n++] = line;
	}
	return n;
}

int
environ_read(const char *root, char *const *own, char *const **env, struct err *odd, struct err *e)
{
	static char text[ENVIRON_BYTES];
	struct root r = { .real = false };
	char **list;
	size_t len, n;

	*env = own;
	if (root == NULL)
		return 0;
	r.fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (r.fd < 0)
		return fail_sys(e, "--root: \"%s\"", root);
	if (root_read(&r, "/env", text, sizeof(text), &len, odd) < 0) {
		if (errno == ENOENT)
			odd->text[0] = '\0';
		len = 0;
	}
	close(r.fd);
	list = calloc(len / 2 + count(own) + 2, sizeof(char *));
	if (list == NULL)
		return fail_sys(e, "--root: \"%s\"", root);
	n = add_lines(text, len, list);
	for (; *own != NULL; own++)
		if (!str_starts(*own, "KUBERNETES_"))
			list[n++] = *own;
	*env = list;
	return 0;
}
