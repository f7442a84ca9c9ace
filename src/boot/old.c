/* old.c — looks where the images before 18 kept the data. */
#include "boot/old.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "boot/tree.h"
#include "host/parse.h"
#include "host/root.h"

#define TOP "/var/lib/postgresql"

/* Another image's user may have closed it to this one: 70 in Alpine's, 999 in Debian's. */
static bool
is_closed(const char *path)
{
	struct stat st;

	return geteuid() != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode) &&
	       access(path, X_OK) < 0 && errno == EACCES;
}

static void
note(const char *path, const char *pgdata, struct str *found)
{
	const char *sep = found->len > 0 ? " " : "";

	if (strcmp(path, pgdata) == 0)
		return;
	if (tree_holds_cluster(path))
		str_addf(found, "%s%s", sep, path);
	else if (is_closed(path))
		str_addf(found, "%s%s (closed to uid %u)", sep, path, (unsigned)geteuid());
}

static void
note_majors(const char *pgdata, struct str *found)
{
	struct dirent **names;
	int n = scandir(TOP, &names, NULL, alphasort);
	char path[PATH_MAX];

	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), TOP "/%s/docker", names[i]->d_name);
		if (names[i]->d_name[0] != '.')
			note(path, pgdata, found);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

static void
note_mount(void *mounted, const char *line, size_t len)
{
	static struct mount m; /* large */

	if (parse_mount(line, len, &m) == 0 && strcmp(m.point, TOP "/data") == 0)
		*(bool *)mounted = true;
}

static bool
data_is_mounted(void)
{
	const struct root here = { .fd = AT_FDCWD, .real = true };
	bool mounted = false;
	struct err ignored;

	root_lines(&here, "/proc/self/mountinfo", note_mount, &mounted, &ignored);
	return mounted;
}

int
old_check(const struct boot *b, struct err *e)
{
	char above[64], own[80], text[sizeof(e->text)];
	struct str found = str_on(text, sizeof(text));

	snprintf(above, sizeof(above), TOP "/%d", b->major);
	snprintf(own, sizeof(own), "%s/docker", above);
	if (b->major == 0 || strcmp(b->pgdata, own) != 0 || tree_holds_cluster(b->pgdata))
		return 0;
	if (access(b->pgdata, X_OK) < 0 && errno == EACCES)
		return 0; /* there may be one */
	note(TOP, b->pgdata, &found);
	note(TOP "/data", b->pgdata, &found);
	note(above, b->pgdata, &found); /* a volume of the images before 18, mounted there */
	note_majors(b->pgdata, &found);
	if (found.len == 0 && b->major >= 18 && data_is_mounted())
		str_add(&found, TOP "/data (unused mount/volume)");
	if (found.len == 0)
		return 0;
	fail(e, "there is older PostgreSQL data in: %s", found.p);
	return fail_hint(e, "from 18 on data is in " TOP "/MAJOR/docker: mount the volume at " TOP
			    " and run pg_upgrade, or set PGDATA to where it is");
}

struct below {
	const char *dir;
	char *path;
};

static int
find_cluster(int dir, const char *name, void *arg, struct err *e)
{
	static const char *const ends[] = { "", "/docker" };
	struct below *b = arg;

	(void)dir;
	(void)e;
	for (size_t i = 0; i < LEN(ends); i++) {
		snprintf(b->path, PATH_MAX, "%s/%s%s", b->dir, name, ends[i]);
		if (tree_holds_cluster(b->path))
			return 1;
	}
	return 0;
}

bool
old_find_below(const char *dir, char path[PATH_MAX])
{
	struct below b = { dir, path };
	struct err ignored;

	return tree_each(AT_FDCWD, dir, find_cluster, &b, &ignored) == 1;
}
