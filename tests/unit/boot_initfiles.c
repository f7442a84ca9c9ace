/* boot_initfiles.c — what the pre-flight refuses of a script, and what it must not: what would run.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/initfiles.h"
#include "boot/tree.h"
#include "t.h"

static char dir[] = "/tmp/pgtune-initfiles.XXXXXX";
static struct err e;

static const char *
named(const char *name)
{
	static char path[64];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void
put(const char *name, const char *text, mode_t mode)
{
	int fd = open(named(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	T(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	T(fchmod(fd, mode) == 0 && close(fd) == 0);
}

static void
link_null(const char *name)
{
	T(symlink("/dev/null", named(name)) == 0);
}

static int
check(void)
{
	static struct initfiles
	    lists[8]; /* all stay reachable: they are for the life of a process */
	static size_t n;
	struct initfiles *list = &lists[n++];

	return initfiles_read(dir, false, list, &e) == 0 ? initfiles_check(list, &e) : -1;
}

int
main(void)
{
	T(mkdtemp(dir) != NULL);
	put("2.sh", "#!/usr/bin/env nosuch\n", 0700);
	T(check() == -1 && strstr(e.text, "needs \"nosuch\"") != NULL);
	put("1.sh", "export PATH=$PATH:/opt/venv/bin\n", 0600);
	T(check() == 0, "a file sourced before may say where it is");
	put("0.sh", "#!/usr/bin/env nosuch\n", 0700);
	T(check() == -1 && strstr(e.text, "0.sh") != NULL);
	put("0.sh", "#!/usr/bin/env -S -u nosuch sh\n", 0700);
	T(check() == 0);
	put("3.sh", "#!/nosuch/sh\n", 0700);
	T(check() == -1 && strstr(e.text, "needs \"/nosuch/sh\"") != NULL, "whatever PATH is");
	put("3.sh", "", 0600);
	link_null("4.sql");
	link_null("5.sh");
	T(check() == 0, "what is masked by /dev/null does nothing");
	link_null("6.sql.gz");
	T(check() == -1 && strstr(e.text, "6.sql.gz") != NULL, "gunzip refuses it");
	T(mkdirat(AT_FDCWD, named("0.sql"), 0700) == 0);
	T(check() == -1 && strstr(e.text, "0.sql\" is a directory") != NULL);
	T(tree_remove(AT_FDCWD, dir, &e) == 0);
	return t_done();
}
