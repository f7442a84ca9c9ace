/* sockets.c — finds and removes the lock files of sockets nobody answers. */
#include "boot/sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "boot/pidfile.h"
#include "boot/tree.h"
#include "wire/conn.h"

#define ASK_MS 1000

struct folder {
	const struct boot *boot;
	const char *path;
};

static bool
is_lock(const char *name)
{
	return str_starts(name, ".s.PGSQL.") && str_ends(name, strlen(name), ".lock");
}

static bool
is_answered(const char *dir, const struct pidfile *f)
{
	struct wire_where at = { .host = dir, .port = (int)f->port };
	struct wire w;
	struct err e;

	if (wire_open(&w, &at, ASK_MS, &e) < 0)
		return errno != ECONNREFUSED && errno != ENOENT;
	wire_close(&w);
	return true;
}

static int
clear_one(int dir, const char *name, void *arg, struct err *e)
{
	const struct folder *in = arg;
	struct pidfile f;

	(void)e;
	if (is_lock(name) && pidfile_read(dir, name, &f) && file_same(in->boot->dir, ".", f.data) &&
	    !is_answered(in->path, &f) && unlinkat(dir, name, 0) == 0)
		log_info("removed \"%s/%s\", left by a server that was killed", in->path, name);
	return 0;
}

/* Takes the next of "/run/a, "/run/b"" into path; false at the end. */
static bool
next_directory(const char **dirs, char path[PATH_MAX])
{
	size_t len;

	*dirs += strspn(*dirs, " \",");
	len = strcspn(*dirs, "\",");
	snprintf(path, PATH_MAX, "%.*s", (int)len, *dirs);
	*dirs += len;
	for (size_t n = strlen(path); n > 0 && path[n - 1] == ' '; n--)
		path[n - 1] = '\0';
	return len > 0;
}

void
sockets_clear(const struct boot *b, const char *dirs)
{
	char path[PATH_MAX];
	struct folder in = { b, path };
	struct err e;

	while (next_directory(&dirs, path))
		if (path[0] == '/') /* '@': an abstract one, which has no file */
			tree_each(AT_FDCWD, path, clear_one, &in, &e);
}

int
sockets_check(const char *dirs, struct err *e)
{
	char path[PATH_MAX];

	while (next_directory(&dirs, path)) {
		if (path[0] != '/' || access(path, W_OK | X_OK) == 0)
			continue;
		fail_sys(e, "the server cannot write its socket directory \"%s\"", path);
		return fail_hint(e,
		    "mount a tmpfs there (--tmpfs %s:mode=1777), or name another "
		    "with -c unix_socket_directories=DIR",
		    path);
	}
	return 0;
}
