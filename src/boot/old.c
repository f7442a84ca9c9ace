/* old.c — looks where the images before 18 kept the data. */
#include "boot/old.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "boot/tree.h"

#define TOP "/var/lib/postgresql"

static void
note(const char *path, const char *pgdata, struct str *found)
{
	if (strcmp(path, pgdata) != 0 && tree_holds_cluster(path))
		str_addf(found, "%s%s", found->len > 0 ? " " : "", path);
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

/* "36 35 98:0 /mnt1 /mnt2 rw,noatime - ext3 /dev/root rw": the fifth word is where. */
bool
old_is_mounted(const char *path, const char *p, size_t len)
{
	const char *end = p + len;

	while (p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		const char *word = p;

		if (stop == NULL)
			stop = end;
		for (int i = 0; i < 4 && word != NULL; i++) {
			word = memchr(word, ' ', (size_t)(stop - word));
			word = word ? word + 1 : NULL;
		}
		if (word != NULL) {
			const char *space = memchr(word, ' ', (size_t)(stop - word));

			if (space != NULL && str_is(word, (size_t)(space - word), path))
				return true;
		}
		p = stop + 1;
	}
	return false;
}

/* Mountinfo may be long: read whole, in the phase that ends with it. */
static bool
data_is_mounted(void)
{
	int fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
	size_t cap = 1024 * 1024;
	char *text = malloc(cap);
	ssize_t len = fd >= 0 && text != NULL ? file_fill(fd, text, cap) : -1;
	bool mounted = len > 0 && old_is_mounted(TOP "/data", text, (size_t)len);

	free(text);
	if (fd >= 0)
		close(fd);
	return mounted;
}

int
old_check(const struct boot *b, struct err *e)
{
	char own[64], text[sizeof(e->text)];
	struct str found = str_on(text, sizeof(text));

	snprintf(own, sizeof(own), TOP "/%d/docker", b->major);
	if (b->major == 0 || strcmp(b->pgdata, own) != 0 || tree_holds_cluster(b->pgdata))
		return 0;
	note(TOP, b->pgdata, &found);
	note(TOP "/data", b->pgdata, &found);
	note_majors(b->pgdata, &found);
	if (found.len == 0 && b->major >= 18 && data_is_mounted())
		str_add(&found, TOP "/data (unused mount/volume)");
	if (found.len == 0)
		return 0;
	fail(e, "there is older PostgreSQL data in: %s", found.p);
	return fail_hint(e, "from 18 on data is in " TOP "/MAJOR/docker: mount the volume at " TOP
			    " and run pg_upgrade, or set PGDATA to where it is");
}
