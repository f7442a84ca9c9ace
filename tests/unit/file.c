/* file.c — whole files: caps, odd kinds of files, and that a failed write leaves nothing behind. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/secret.h"
#include "t.h"

static struct err e;
static char buf[64];
static size_t len;

static int
entries(const char *path)
{
	DIR *dir = opendir(path);
	int n = 0;

	while (dir != NULL && readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n - 2;
}

static void
test_write_and_read(int dir)
{
	struct stat st;

	umask(077);
	T(file_write_atomic(dir, "a", "one", 3, 0644, &e) == 0);
	T(fstatat(dir, "a", &st, 0) == 0 && (st.st_mode & 07777) == 0644, "mode beats the umask");
	T(file_read(dir, "a", buf, sizeof(buf), &len, &e) == 0 && len == 3 && !strcmp(buf, "one"));
	T(file_read(dir, "a", buf, 4, &len, &e) == 0, "cap is text and NUL");
	errno = 0;
	T(file_read(dir, "a", buf, 3, &len, &e) == -1 && errno == EFBIG && len == 0);
	T(file_write_atomic(dir, "a", "", 0, 0600, &e) == 0, "replaced");
	T(file_read(dir, "a", buf, sizeof(buf), &len, &e) == 0 && len == 0 && buf[0] == '\0');
	T(symlinkat("a", dir, "link") == 0 &&
	    file_write_atomic(dir, "link", "x", 1, 0600, &e) == 0);
	T(fstatat(dir, "link", &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode),
	    "a link is replaced");
	T(symlinkat("/proc/self/exe", dir, "stdout") == 0 &&
	    file_write_atomic(dir, "stdout", "x", 1, 0600, &e) == -1);
	T(fstatat(dir, "stdout", &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode),
	    "one like /dev/stdout is left");
}

/* "end", as /proc/self/cwd says it, is where "path" leads from the working directory. */
static bool
leads(const char *path, const char *end)
{
	char cwd[PATH_MAX], want[2 * PATH_MAX], got[PATH_MAX];

	if (getcwd(cwd, sizeof(cwd)) == NULL)
		return false;
	snprintf(want, sizeof(want), "%s%s", end[0] == '/' && end[1] == '\0' ? "" : cwd, end);
	return file_resolve(path, got) && strcmp(got, want) == 0;
}

static void
test_resolve(int dir)
{
	static char far[PATH_MAX + 2];
	char end[PATH_MAX];

	T(fchdir(dir) == 0 && mkdirat(dir, "d", 0700) == 0 && symlinkat("d", dir, "to-d") == 0);
	T(leads("d", "/d") && leads("to-d", "/d") && leads("to-d/x//y/", "/d/x/y"));
	T(leads("x", "/x") && leads("x/../y", "/y") && leads("to-d/x/./../y", "/d/y"));
	T(leads(".", "") && leads("d/../d/x", "/d/x") && leads("/../..", "/"));
	memset(far, 'x', sizeof(far) - 1);
	T(!file_resolve(far, end), "too long");
	far[PATH_MAX - 2] = '\0';
	T(!file_resolve(far, end), "too long below the working directory");
	T(chdir("d") == 0 && unlinkat(dir, "to-d", 0) == 0 &&
	    unlinkat(dir, "d", AT_REMOVEDIR) == 0);
	T(!file_resolve("x", end), "the working directory is gone");
	T(chdir("/") == 0);
}

static void
test_odd_files(int dir, const char *path)
{
	T(symlinkat(".", dir, "here") == 0 && file_same(dir, "here", path));
	T(!file_same(dir, "a", path) && !file_same(dir, "none", path) &&
	    !file_same(dir, "here", "/nowhere"));
	unlinkat(dir, "here", 0);
	T(file_read(dir, "none", buf, sizeof(buf), &len, &e) == -1 && errno == ENOENT);
	T(mkfifoat(dir, "fifo", 0600) == 0);
	T(file_read(dir, "fifo", buf, sizeof(buf), &len, &e) == -1 && errno == EINVAL, "no hang");
	T(mkdirat(dir, "d", 0700) == 0);
	T(file_read(dir, "d", buf, sizeof(buf), &len, &e) == -1 && errno == EISDIR);
	T(file_read(AT_FDCWD, "/dev/zero", buf, sizeof(buf), &len, &e) == -1 && errno == EINVAL);
	T(file_read(AT_FDCWD, "/proc/self/oom_score", buf, sizeof(buf), &len, &e) == 0 && len > 1);
	int before = entries(path);
	T(file_write_atomic(dir, "d", "x", 1, 0600, &e) == -1, "a directory is in the way");
	T(file_write_atomic(dir, "none/x", "x", 1, 0600, &e) == -1 && errno == ENOENT);
	T(entries(path) == before, "nothing left over");
}

static void
test_secret(int dir, const char *path)
{
	static struct secret s;
	char of_file[128];
	char none[] = "P_FILE=/none", set[] = "P=x", unset[] = "P=", other[] = "PX=no";
	char odd[] = "P= a\n";
	char *both[] = { set, none, NULL }, *env[] = { unset, of_file, NULL };
	char *plain[] = { other, odd, NULL };

	snprintf(of_file, sizeof(of_file), "P_FILE=%s/s", path);
	T(secret_read(both, "P", &s, &e) == -1 && strstr(e.text, "exclusive") != NULL);
	T(secret_read(plain, "P", &s, &e) == 0 && s.set && !strcmp(s.text, " a\n"));
	T(secret_read(plain, "Q", &s, &e) == 0 && !s.set);
	T(secret_read(env, "P", &s, &e) == -1 && !s.set, "file missing");
	T(file_write_atomic(dir, "s", "pa ss\r\n\n", 8, 0600, &e) == 0);
	T(secret_read(env, "P", &s, &e) == 0 && s.len == 6 && !strcmp(s.text, "pa ss\r"));
	T(file_write_atomic(dir, "s", "hush\0x", 6, 0600, &e) == 0);
	T(secret_read(env, "P", &s, &e) == -1 && strstr(e.text, "byte 5") &&
	    !strstr(e.text, "hush"));
	T(s.text[0] == '\0', "wiped");
	T(file_write_atomic(dir, "s", "\n", 1, 0600, &e) == 0);
	T(secret_read(env, "P", &s, &e) == 0 && !s.set, "an empty file is an unset secret");
}

/* Who opens a pipe twice kills the writer that the first time let in, now and then. */
static void
test_secret_pipe(const char *path)
{
	static struct secret s;
	char fifo[128], events[256];
	int watch = inotify_init1(IN_NONBLOCK);
	pid_t writer;

	snprintf(fifo, sizeof(fifo), "%s/fifo", path);
	T(watch >= 0 && inotify_add_watch(watch, fifo, IN_OPEN | IN_CLOSE_NOWRITE) >= 0);
	writer = fork();
	if (writer == 0) {
		int fd = open(fifo, O_WRONLY);

		_exit(write(fd, "hush\n", 5) != 5);
	}
	T(secret_file(fifo, &s, &e) == 0 && !strcmp(s.text, "hush"), "a pipe");
	T(waitpid(writer, NULL, 0) == writer);
	T(read(watch, events, sizeof(events)) == 2 * sizeof(struct inotify_event),
	    "opened and closed: once");
	close(watch);
}

/* execve() takes a name twice. */
static void
test_secret_forget(void)
{
	char first[] = "P=hush", other[] = "PX=stays", second[] = "P=hush too";
	char *env[] = { first, other, second, NULL };
	char **was = environ;

	environ = env;
	secret_forget("P", env);
	T(getenv("P") == NULL && !strcmp(getenv("PX"), "stays"));
	environ = was;
	T(first[2] == '\0' && second[2] == '\0' && second[7] == '\0', "nothing of either is left");
}

int
main(void)
{
	char path[] = "/tmp/pgtune-file.XXXXXX";
	int dir = mkdtemp(path) ? open(path, O_RDONLY | O_DIRECTORY) : -1;

	T(dir >= 0);
	test_write_and_read(dir);
	test_resolve(dir);
	test_odd_files(dir, path);
	test_secret(dir, path);
	test_secret_pipe(path);
	test_secret_forget();
	static const char *const files[] = { "a", "link", "stdout", "fifo", "s" };
	for (size_t i = 0; i < LEN(files); i++)
		unlinkat(dir, files[i], 0);
	unlinkat(dir, "d", AT_REMOVEDIR);
	T(rmdir(path) == 0, "the folder is empty");
	return t_done();
}
