/* file.c — reads and atomically writes whole small files. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/str.h"

/* fail() about the path, with errno as given, kept for the caller. */
static int
refuse(struct err *e, int why, const char *doing, const char *path)
{
	errno = why;
	return fail_sys(e, "%s \"%s\"", doing, path);
}

int
file_open(int dirfd, const char *path, struct err *e)
{
	int fd = openat(dirfd, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	struct stat st;

	if (fd < 0)
		return fail_sys(e, "opening \"%s\"", path);
	if (fstat(fd, &st) < 0) {
		int why = errno;

		close(fd);
		return refuse(e, why, "opening", path);
	}
	if (S_ISREG(st.st_mode))
		return fd;
	close(fd);
	errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
	fail(e, "opening \"%s\": %s", path,
	    S_ISDIR(st.st_mode) ? "it is a directory" : "it is not a regular file");
	return -1;
}

bool
file_is_null(const struct stat *st)
{
	return S_ISCHR(st->st_mode) && st->st_rdev == makedev(1, 3);
}

bool
file_same(int dirfd, const char *path, const char *other)
{
	struct stat a, b;

	return fstatat(dirfd, path, &a, 0) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

bool
file_resolve(const char *path, char end[PATH_MAX])
{
	const char *top = path[0] == '/' ? "/" : ".";
	char there[PATH_MAX];
	size_t len = strlen(path), n;
	struct str s = { .p = end, .cap = PATH_MAX };

	if ((size_t)snprintf(there, sizeof(there), "%s", path) >= sizeof(there))
		return false;
	while (realpath(len > 0 ? there : top, end) == NULL) {
		if (len == 0)
			return false;
		while (len > 0 && there[--len] != '/')
			continue;
		there[len] = '\0';
	}
	s.len = strcmp(end, "/") == 0 ? 0 : strlen(end);
	for (const char *p = path + len; *p != '\0'; p += n) {
		p += strspn(p, "/");
		n = strcspn(p, "/");
		if (str_is(p, n, ".."))
			while (s.len > 0 && end[--s.len] != '/')
				continue;
		else if (n > 0 && !str_is(p, n, "."))
			str_addf(&s, "/%.*s", (int)n, p);
	}
	if (s.len == 0)
		str_addc(&s, '/');
	end[s.len] = '\0';
	return !s.full;
}

ssize_t
file_fill(int fd, char *buf, size_t cap)
{
	size_t len = 0;

	while (len < cap) {
		ssize_t n = read(fd, buf + len, cap - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

int
file_read(int dirfd, const char *path, char *buf, size_t cap, size_t *len, struct err *e)
{
	int fd = file_open(dirfd, path, e);
	int why;
	ssize_t n;

	*len = 0;
	if (cap > 0)
		buf[0] = '\0';
	if (fd < 0)
		return -1;
	n = file_fill(fd, buf, cap);
	why = n < 0 ? errno : (size_t)n >= cap ? EFBIG : 0;
	close(fd);
	if (why != 0)
		return refuse(e, why, "reading", path);
	buf[n] = '\0';
	*len = (size_t)n;
	return 0;
}

/* A memfd; a pipe where the kernel (before 3.17) or a seccomp profile has none. */
int
file_in_memory(const char *text, size_t len)
{
	int fd = memfd_create("pgtune-text", MFD_CLOEXEC), fds[2], bad;

	if (fd >= 0) {
		if (file_put(fd, text, len) == 0 && lseek(fd, 0, SEEK_SET) == 0)
			return fd;
		close(fd);
		return -1;
	}
	if (pipe2(fds, O_CLOEXEC) < 0)
		return -1;
	bad = file_put(fds[1], text, len);
	close(fds[1]);
	if (bad == 0)
		return fds[0];
	close(fds[0]);
	return -1;
}

/* "dir/.name.0123abcd" beside path: a name that nobody can predict. */
static int
name_temporary(const char *path, char *temp, size_t cap)
{
	const char *name = str_base(path);
	uint64_t salt;
	int n;

	if (getrandom(&salt, sizeof(salt), 0) != (ssize_t)sizeof(salt))
		return -1;
	n = snprintf(temp, cap, "%.*s.%.200s.%016llx", (int)(name - path), path, name,
	    (unsigned long long)salt);
	if (n >= 0 && (size_t)n < cap)
		return 0;
	errno = ENAMETOOLONG;
	return -1;
}

int
file_put(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

int
file_append(const char *path, const char *data, size_t len, struct err *e)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	int bad = fd < 0 ? -1 : file_put(fd, data, len);

	if (bad < 0)
		fail_sys(e, "writing \"%s\"", path);
	if (fd >= 0 && close(fd) < 0 && bad == 0)
		bad = fail_sys(e, "writing \"%s\"", path);
	return bad;
}

/* The rename is on disk once its folder is. A file system without fsync of folders says EINVAL. */
static int
sync_folder(int dirfd, const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	int fd, bad;

	snprintf(folder, sizeof(folder), "%.*s", slash ? (int)(slash - path) + 1 : 1,
	    slash ? path : ".");
	fd = openat(dirfd, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno == EACCES ? 0 : -1;
	bad = fsync(fd) < 0 && errno != EINVAL && errno != EROFS;
	close(fd);
	return bad ? -1 : 0;
}

/* /dev/null must not become a file, nor /dev/stdout, which leads to /proc/self/fd/1. */
static bool
is_special(int dirfd, const char *path)
{
	struct stat st;
	char to[6];

	if (fstatat(dirfd, path, &st, 0) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return true;
	return readlinkat(dirfd, path, to, sizeof(to)) == (ssize_t)sizeof(to) &&
	       memcmp(to, "/proc/", sizeof(to)) == 0;
}

int
file_write_atomic(
    int dirfd, const char *path, const char *data, size_t len, unsigned mode, struct err *e)
{
	char temp[PATH_MAX];
	int fd, bad, why;

	if (is_special(dirfd, path)) {
		errno = EINVAL;
		return fail(e, "writing \"%s\": not a regular file", path);
	}
	if (name_temporary(path, temp, sizeof(temp)) < 0)
		return fail_sys(e, "writing \"%s\"", path);
	fd = openat(dirfd, temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail_sys(e, "writing \"%s\"", path);
	bad = file_put(fd, data, len) < 0 || fchmod(fd, (mode_t)mode) < 0 || fsync(fd) < 0;
	why = errno;
	if (close(fd) < 0 && !bad) {
		bad = 1;
		why = errno;
	}
	if (!bad && renameat(dirfd, temp, dirfd, path) < 0) {
		bad = 1;
		why = errno;
	}
	if (bad) {
		unlinkat(dirfd, temp, 0);
		return refuse(e, why, "writing", path);
	}
	if (sync_folder(dirfd, path) < 0)
		return fail_sys(e, "syncing the folder of \"%s\"", path);
	return 0;
}
