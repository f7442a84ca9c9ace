/* layout.c — mkdir, chmod, and fchownat on what is not ours yet. */
#include "boot/layout.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/proc.h"
#include "boot/tree.h"

static int check_links(const char *path, size_t known, uid_t uid, struct err *e);

/* Checks the way that the symbolic link `part` leads, perhaps through other links. The directory
 * that holds it, the first `known` bytes of `part`, has been checked. */
static int
check_way(const char *part, size_t known, uid_t uid, struct err *e)
{
	char to[PATH_MAX], path[2 * PATH_MAX];
	ssize_t n = readlink(part, to, sizeof(to));

	if (n < 0)
		return fail_sys(e, "reading the symbolic link \"%s\"", part);
	known = to[0] == '/' ? 0 : known;
	snprintf(path, sizeof(path), "%.*s%.*s", (int)known, part, (int)n, to);
	return check_links(path, known, uid, e);
}

/* Each level follows one link of a chain that stat() could follow, so that the kernel's limit of 40
 * links limits the recursion too. */
static int
check_links(const char *path, size_t known, uid_t uid, struct err *e)
{
	char part[PATH_MAX];
	struct stat link, end;

	for (size_t len = known; path[len] != '\0';) {
		len += strspn(path + len, "/");
		known = len;
		len += strcspn(path + len, "/");
		if ((size_t)snprintf(part, sizeof(part), "%.*s", (int)len, path) >= sizeof(part))
			return fail(e, "the path \"%s\" is too long", path);
		if (lstat(part, &link) < 0 || !S_ISLNK(link.st_mode) || stat(part, &end) < 0)
			continue;
		if (link.st_uid == uid && end.st_uid != uid) {
			fail(e, "the symbolic link \"%s\" of uid %u leads to what is uid %u's",
			    part, (unsigned)uid, (unsigned)end.st_uid);
			return fail_hint(e, "if it is yours, make it root's: chown -h root");
		}
		if (check_way(part, known, uid, e) < 0)
			return -1;
	}
	return 0;
}

int
layout_check_links(const char *path, uid_t uid, struct err *e)
{
	return check_links(path, 0, uid, e);
}

/* mkdir of `part` on the way to `path` failed. */
static int
fail_make(const char *path, const char *part, struct err *e)
{
	bool denied = errno == EACCES && geteuid() != 0;

	fail_sys(e, "making the directory \"%s\"", path);
	return denied
		   ? fail_hint(e,
			 "uid %u may not write above \"%s\": chown the volume to it (Kubernetes: "
			 "fsGroup), or start as root",
			 (unsigned)geteuid(), part)
		   : -1;
}

/* mkdir -p; returns how many directories it made. */
static int
make_path(const char *path, struct err *e)
{
	char part[PATH_MAX];
	struct stat st;
	int made = 0;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	if ((size_t)snprintf(part, sizeof(part), "%s", path) >= sizeof(part))
		return fail(e, "the path \"%s\" is too long", path);
	for (char *p = part + 1;; p++) {
		char c = *p;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		if (mkdir(part, 0755) == 0)
			made++;
		else if (errno != EEXIST)
			return fail_make(path, part, e);
		*p = c;
		if (c == '\0')
			break;
	}
	if (stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return made;
		errno = ENOTDIR;
	}
	return fail_sys(e, "making the directory \"%s\"", path);
}

/* The umask is set for it: postgres has to pass through the parents. */
int
layout_make(const char *dir, struct err *e)
{
	mode_t was = umask(022);
	int made = dir[0] != '\0' ? make_path(dir, e) : 0;

	umask(was);
	return made;
}

/* A part like ".." cannot be removed and was not made. */
void
layout_unmake(const char *dir, int made)
{
	char part[PATH_MAX];

	for (size_t len = strlen(dir); made > 0 && len > 0; len--) {
		if (dir[len] != '\0' && dir[len] != '/')
			continue;
		snprintf(part, sizeof(part), "%.*s", (int)len, dir);
		if (rmdir(part) == 0)
			made--;
	}
}

static int
set_mode(const char *path, mode_t mode, struct err *e)
{
	struct stat st;

	if (stat(path, &st) == 0 && (st.st_mode & 07777) == mode)
		return 0;
	return chmod(path, mode) < 0 ? fail_sys(e, "chmod %04o \"%s\"", mode, path) : 0;
}

/* The image has it as 03777, writable to any uid; over a tmpfs on /run it is made here. A failure
 * is ignored: sockets_check() tells when the server cannot write where its socket is to be. */
void
layout_make_run_dir(void)
{
	struct err ignored;

	if (layout_make(BOOT_RUN_DIR, &ignored) >= 0)
		set_mode(BOOT_RUN_DIR, 03775, &ignored);
}

void
layout_open_run_dir(void)
{
	struct err ignored;

	set_mode(BOOT_RUN_DIR, 01777, &ignored);
}

int
layout_close(const struct boot *b, struct err *e)
{
	if (set_mode(b->pgdata, 0700, e) < 0)
		log_failure(e); /* a foreign owner: the server has the last word */
	return b->waldir[0] != '\0' ? set_mode(b->waldir, 0700, e) : 0;
}

/* In a data directory that another uid has copied, these belong to that uid. */
static const char *const sentinels[] = { "PG_VERSION", "postgresql.conf", "base", "global",
	"global/pg_control", "pg_wal", "pg_xact", NULL };

bool
layout_is_owned(const char *top, uid_t uid)
{
	char path[PATH_MAX];
	struct stat st;

	if (stat(top, &st) < 0 || st.st_uid != uid)
		return false;
	for (int i = 0; sentinels[i] != NULL; i++) {
		snprintf(path, sizeof(path), "%s/%s", top, sentinels[i]);
		if (lstat(path, &st) == 0 && st.st_uid != uid)
			return false;
	}
	return true;
}

#define SPARED_MAX 100 /* with more the whole volume is taken to be read-only */

static int
own_entry(int dir, const char *name, uid_t uid, struct err *e)
{
	static int spared;
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : fail_sys(e, "looking at \"%s\"", name);
	if (st.st_uid == uid)
		return 0;
	if (fchownat(dir, name, uid, (gid_t)-1, AT_SYMLINK_NOFOLLOW) == 0 || errno == ENOENT)
		return 0;
	fail_sys(e, "chown of \"%s\" to uid %u", name, (unsigned)uid);
	if (errno != EROFS || ++spared > SPARED_MAX)
		return -1;
	log_failure(e); /* a file or directory mounted read-only: to read it may be enough */
	return 0;
}

/* Gives all that is below the directory fd, which it closes. The recursion is as deep as the tree
 * (a data directory: 4). It is not done with tree_each(), because d_type spares a system call for
 * each file that is no directory, as nearly all are. */
static int
own_below(int fd, uid_t uid, int depth, struct err *e)
{
	DIR *dir = fdopendir(fd);
	struct dirent *entry;
	int result = 0;

	if (dir == NULL) {
		close(fd);
		return fail_sys(e, "reading a directory");
	}
	if (depth > 200)
		result = fail(e, "directories are nested too deep");
	while (result == 0 && (errno = 0, entry = readdir(dir)) != NULL) {
		int sub = -1;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN)
			sub = openat(dirfd(dir), entry->d_name,
			    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (sub >= 0)
			result = own_below(sub, uid, depth + 1, e);
		else if (entry->d_type == DT_DIR && errno != ENOENT)
			result = fail_sys(e, "opening \"%s\"", entry->d_name);
		if (result == 0)
			result = own_entry(dirfd(dir), entry->d_name, uid, e);
	}
	if (result == 0 && errno != 0)
		result = fail_sys(e, "reading a directory");
	closedir(dir);
	return result;
}

int
layout_own(const char *top, uid_t uid, struct err *e)
{
	int fd = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return fail_sys(e, "opening \"%s\"", top);
	if (own_below(fd, uid, 0, e) < 0)
		return fail_within(e, "giving \"%s\" to uid %u", top, (unsigned)uid);
	if (chown(top, uid, (gid_t)-1) < 0)
		return fail_sys(e, "giving \"%s\" to uid %u", top, (unsigned)uid);
	return 0;
}

/* What is given of one directory. */
struct strays {
	uid_t uid;
	size_t given;
	char first[256];
};

/* Looks at the file and gives it through one descriptor: by name, the server's user could put
 * another file in its place in between. A file with a second hard link is not given: the other name
 * may be anybody's. */
static bool
give_stray(int dir, const char *name, uid_t uid)
{
	int fd = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	bool given;

	if (fd < 0)
		return false;
	given = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1 &&
		fchownat(fd, "", uid, (gid_t)-1, AT_EMPTY_PATH) == 0;
	close(fd);
	return given;
}

/* Stops when a signal asks for the end: pg_wal may be long. */
static int
own_stray(int dir, const char *name, void *arg, struct err *e)
{
	struct strays *s = arg;
	struct stat st;

	(void)e;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_uid != s->uid &&
	    give_stray(dir, name, s->uid) && s->given++ == 0)
		snprintf(s->first, sizeof(s->first), "%s", name);
	return proc_is_asked_to_end();
}

static void
own_strays(int dir, const char *name, int flags, uid_t uid)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);
	struct strays s = { .uid = uid };
	struct err ignored;

	if (fd < 0)
		return;
	tree_each(fd, ".", own_stray, &s, &ignored);
	close(fd);
	if (s.given == 1)
		log_info("gave \"%s\" to uid %u", s.first, (unsigned)uid);
	else if (s.given > 1)
		log_info("gave \"%s\" and %zu more files beside it to uid %u", s.first, s.given - 1,
		    (unsigned)uid);
}

void
layout_own_strays(const struct boot *b, uid_t uid)
{
	int top = open(b->pgdata, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (top >= 0) {
		own_strays(top, ".", 0, uid);
		own_strays(top, "pg_wal", O_NOFOLLOW, uid);
		close(top);
	}
	if (b->waldir[0] != '\0')
		own_strays(AT_FDCWD, b->waldir, 0, uid);
}
