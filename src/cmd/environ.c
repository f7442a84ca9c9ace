/* environ.c — DIR/env in place of what the machine itself would tell. */
#include "cmd/environ.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"

#define ENVIRON_BYTES 16384

static size_t
count(char *const *list)
{
	size_t n = 0;

	while (list[n] != NULL)
		n++;
	return n;
}

/* Cuts text into its lines, in place; returns how many were added to `to`. */
static size_t
add_lines(char *text, char **to)
{
	size_t n = 0;

	for (char *line = text, *end; *line != '\0'; line = end) {
		end = line + strcspn(line, "\n");
		if (*end != '\0')
			*end++ = '\0';
		if (strchr(line, '=') != NULL && line[0] != '#')
			to[n++] = line;
	}
	return n;
}

int
environ_read(const char *root, char *const *own, char *const **env, struct err *e)
{
	static char text[ENVIRON_BYTES];
	char **list;
	size_t len, n;
	int fd, rc;

	*env = own;
	if (root == NULL)
		return 0;
	fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail_sys(e, "--root: \"%s\"", root);
	rc = file_read(fd, "env", text, sizeof(text), &len, e);
	if (rc < 0 && errno != ENOENT) {
		close(fd);
		return fail_within(e, "--root: \"%s\"", root);
	}
	close(fd);
	list = calloc(sizeof(text) / 2 + count(own) + 1, sizeof(char *));
	if (list == NULL)
		return fail_sys(e, "--root: \"%s\"", root);
	n = rc < 0 ? 0 : add_lines(text, list);
	for (; *own != NULL; own++)
		if (!str_starts(*own, "KUBERNETES_"))
			list[n++] = *own;
	*env = list;
	return 0;
}
