/* disk_faults.c — a disk that answers EIO, or is full: what cannot be read is not taken for empty
 * or absent, and nothing that may be somebody's is removed. */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "boot/initfiles.h"
#include "boot/layout.h"
#include "boot/marker.h"
#include "boot/preflight.h"
#include "boot/stage.h"
#include "boot/tree.h"
#include "cmd/init_folder.h"
#include "t.h"

static struct err e;
static int reads_left = -1; /* then EIO */
static bool fstat_fails;

/* In the place of libc's. */
struct dirent *
readdir(DIR *dir)
{
	struct dirent *(*real)(DIR *);

	*(void **)&real = dlsym(RTLD_NEXT, "readdir");
	if (reads_left != 0) {
		reads_left -= reads_left > 0;
		return real(dir);
	}
	errno = EIO;
	return NULL;
}

int
fstat(int fd, struct stat *st)
{
	if (!fstat_fails)
		return fstatat(fd, "", st, AT_EMPTY_PATH);
	errno = EIO;
	return -1;
}

/* A name that is there and cannot be looked at. */
static void
put_loop(int dir, const char *name)
{
	T(symlinkat(name, dir, name) == 0);
}

/* Three entries are read ("." and ".." are two), then the disk fails. */
static void
test_listings(const char *path)
{
	static struct initfiles cut, whole;
	struct init_folder folder = { 0 };
	char at[64];

	T(snprintf(at, sizeof(at), "%s/sub", path) > 0 && mkdir(at, 0700) == 0);
	reads_left = 3;
	T(initfiles_read(path, false, &cut, &e) == -1 && strstr(e.text, "error") != NULL,
	    "init files are not left out");
	reads_left = 3;
	T(layout_own(path, getuid(), &e) == -1, "a part is not given away for the whole");
	reads_left = 3;
	T(init_folder_extensions(&folder, path, &e) == -1);
	init_folder_free(&folder);
	reads_left = -1;
	T(layout_own(path, getuid(), &e) == 0 && initfiles_read(path, false, &whole, &e) == 0);
	T(rmdir(at) == 0);
}

static void
test_files(int dir)
{
	struct rlimit limit, small;
	static const char text[150];
	size_t len;
	char buf[8];
	int fd;

	T(file_write_atomic(dir, "a", "x", 1, 0600, &e) == 0);
	fstat_fails = true;
	errno = 0;
	T(file_read(dir, "a", buf, sizeof(buf), &len, &e) == -1 && errno == EIO &&
	    strstr(e.text, "regular") == NULL);
	fstat_fails = false;
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	small = limit;
	small.rlim_cur = 100;
	fd = openat(dir, "a", O_WRONLY | O_TRUNC);
	T(setrlimit(RLIMIT_FSIZE, &small) == 0 && file_put(fd, text, sizeof(text)) == -1);
	T(errno == EFBIG, "the reason, not that a part went");
	setrlimit(RLIMIT_FSIZE, &limit);
	close(fd);
	unlinkat(dir, "a", 0);
}

/* Whose cluster is it, and did a server run on it? Not known is no leave to remove it. */
static void
test_undo(int dir)
{
	static struct marker m = { .state = MARKER_STAGE, .made_count = 1, .made = { "base" } };

	mkdirat(dir, "base", 0700);
	mkdirat(dir, "postmaster.opts", 0700);
	T(marker_undo(dir, &m, &e) == -1 && strstr(e.text, "postmaster.opts") != NULL);
	unlinkat(dir, "postmaster.opts", AT_REMOVEDIR);
	mkdirat(dir, "global", 0700);
	mkdirat(dir, "global/pg_control", 0700);
	T(marker_undo(dir, &m, &e) == -1 && strstr(e.text, "pg_control") != NULL);
	T(faccessat(dir, "base", F_OK, 0) == 0, "it stays");
	tree_remove(dir, "global", &e);
	T(file_write_atomic(dir, "base/1", "x", 1, 0600, &e) == 0);
	reads_left = 0;
	T(marker_undo(dir, &m, &e) == -1 && strstr(e.text, "base") != NULL, "not undone");
	reads_left = -1;
	put_loop(dir, "pg_tblspc");
	T(marker_undo(dir, &m, &e) == 0 && faccessat(dir, "base", F_OK, 0) == -1);
	unlinkat(dir, "pg_tblspc", 0);
}

/* An empty WAL directory is emptied again when the boot fails, an unknown one must not be. */
static void
test_emptiness(int dir, const char *path)
{
	static const char *const parts[] = { "global", "base" };
	static struct boot b;
	char loop[64];

	b.pgdata = path;
	b.waldir = b.initdb_args = b.user = "";
	T(preflight_empty(&b, &e) == 0);
	reads_left = 0;
	T(preflight_empty(&b, &e) == -1 && strstr(e.text, "reading") != NULL);
	reads_left = -1;
	snprintf(loop, sizeof(loop), "%s/PG_VERSION", path);
	put_loop(dir, "PG_VERSION");
	T(stage_check_waldir(loop, &e) == -1);
	T(preflight_empty(&b, &e) == -1 && strstr(e.text, "looking at") != NULL,
	    "not: it has no version, empty it");
	unlinkat(dir, "PG_VERSION", 0);
	for (size_t i = 0; i < LEN(parts); i++) {
		T(mkdirat(dir, parts[i], 0700) == 0);
		T(preflight_empty(&b, &e) == -1 && strstr(e.hint, "restore PG_VERSION") != NULL,
		    "nobody is told to empty what looks like a cluster: %s", parts[i]);
		unlinkat(dir, parts[i], AT_REMOVEDIR);
	}
}

int
main(void)
{
	char path[] = "/tmp/pgtune-faults.XXXXXX";
	int dir = mkdtemp(path) ? open(path, O_RDONLY | O_DIRECTORY) : -1;

	T(dir >= 0);
	test_listings(path);
	test_files(dir);
	test_undo(dir);
	test_emptiness(dir, path);
	T(rmdir(path) == 0, "nothing is left over");
	return t_done();
}
