/* tree.c — walks directories by descriptor. */
#include "boot/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool
tree_lacks(int dir, const char *name)
{
	return faccessat(dir, name, F_OK, 0) < 0 && errno == ENOENT;
}

bool
tree_holds_cluster(const char *path)
{
	char file[PATH_MAX + 16];
	struct stat st;

	snprintf(file, sizeof(file), "%s/PG_VERSION", path);
	return stat(file, &st) == 0 && st.st_size > 0;
}

int
tree_each(int dir, const char *name, tree_visit *visit, void *arg, struct err *e)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC), result = 0;
	DIR *list = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;

	if (list == NULL) {
		fail_sys(e, "reading the directory \"%s\"", name);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	errno = 0;
	while (result == 0 && (entry = readdir(list)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			result = visit(fd, entry->d_name, arg, e);
		errno = 0;
	}
	if (result == 0 && errno != 0)
		result = fail_sys(e, "reading the directory \"%s\"", name);
	closedir(list);
	return result;
}

static int
remove_one(int dir, const char *name, void *arg, struct err *e)
{
	(void)arg;
	return tree_remove(dir, name, e);
}

int
tree_remove(int dir, const char *name, struct err *e)
{
	if (unlinkat(dir, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return fail_sys(e, "removing \"%s\"", name);
	if (tree_each(dir, name, remove_one, NULL, e) < 0)
		return -1;
	if (unlinkat(dir, name, AT_REMOVEDIR) < 0 && errno != ENOENT)
		return fail_sys(e, "removing \"%s\"", name);
	return 0;
}

bool
tree_is_bystander(const char *name)
{
	return name[0] == '.' || strcmp(name, "lost+found") == 0;
}

struct tenant {
	char *buf;
	size_t cap;
};

static int
note_tenant(int dir, const char *name, void *arg, struct err *e)
{
	struct tenant *t = arg;

	(void)dir;
	(void)e;
	if (tree_is_bystander(name))
		return 0;
	snprintf(t->buf, t->cap, "%s", name);
	return 1;
}

int
tree_find_tenant(int dir, const char *name, char *buf, size_t cap, struct err *e)
{
	struct tenant t = { buf, cap };

	buf[0] = '\0';
	return tree_each(dir, name, note_tenant, &t, e) < 0 ? -1 : 0;
}

int
tree_sync(int dir, const char *name, struct err *e)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC), bad;

	if (fd < 0)
		return fail_sys(e, "opening \"%s\"", name);
	bad = syncfs(fd);
	if (bad < 0 && (errno == ENOSYS || errno == EPERM)) { /* a seccomp profile without it */
		sync();
		bad = 0;
	}
	if (bad < 0)
		fail_sys(e, "syncing the file system of \"%s\"", name);
	close(fd);
	return bad;
}
