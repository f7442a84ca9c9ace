/* getpw.c — a name for a uid that /etc/passwd does not know, preloaded into initdb and postgres
 * --single, which refuse to run without one (--user 12345, OpenShift).
 *
 * A shared object that needs no libc, so that it loads into glibc's and musl's programs alike. Both
 * lay struct passwd out the same way. */
#include <pwd.h>
#include <stddef.h>

#define EXPORT __attribute__((visibility("default")))

static char name[] = "postgres", none[] = "x", gecos[] = "PostgreSQL", home[] = "/",
	    shell[] = "/bin/false";

static struct passwd *
fill(struct passwd *entry, uid_t uid)
{
	entry->pw_name = name;
	entry->pw_passwd = none;
	entry->pw_uid = uid;
	entry->pw_gid = uid;
	entry->pw_gecos = gecos;
	entry->pw_dir = home;
	entry->pw_shell = shell;
	return entry;
}

EXPORT struct passwd *
getpwuid(uid_t uid)
{
	static struct passwd entry;

	return fill(&entry, uid);
}

EXPORT int
getpwuid_r(uid_t uid, struct passwd *entry, char *buf, size_t cap, struct passwd **result)
{
	(void)buf;
	(void)cap;
	*result = fill(entry, uid);
	return 0;
}
