/* major.c — asks the server its major version, and whether the cluster is of it. */
#include "boot/major.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/num.h"
#include "base/proc.h"
#include "base/str.h"
#include "boot/marker.h"
#include "boot/tree.h"
#include "guc/conf.h"

/* "postgres (PostgreSQL) 18.1 (Debian …)": PG_MAJOR is the image's word, this is the server's. */
int
major_ask(const char *postgres)
{
	const char *const argv[] = { postgres, "-V", NULL };
	char text[256];
	struct str out = str_on(text, sizeof(text));
	struct proc p = { .argv = argv };
	const char *digits;
	struct err e;
	uint64_t n;

	if (proc_capture(&p, &out, NULL, 10000, &e) != 0)
		return 0;
	digits = strpbrk(text, "0123456789");
	if (digits == NULL || num_uint(digits, strspn(digits, "0123456789"), &n, &e) < 0)
		return 0;
	return n < 1000 ? (int)n : 0;
}

/* The server says of such a link that it "does not exist". */
static void
warn_of_lost_wal(const char *pgdata)
{
	char path[PATH_MAX + 16], to[PATH_MAX];
	struct stat st;
	ssize_t len;

	snprintf(path, sizeof(path), "%s/pg_wal", pgdata);
	len = readlink(path, to, sizeof(to));
	if (len > 0 && stat(path, &st) < 0 && errno == ENOENT)
		log_warn(
		    "\"%s\" leads to \"%.*s\", which is not there: mount the volume of the WAL",
		    path, (int)len, to);
}

/* On such a volume of its own 18 recovers, says that it is ready, and hangs in every write. */
static int
check_wal_writable(const char *pgdata, struct err *e)
{
	char path[PATH_MAX + 16];

	snprintf(path, sizeof(path), "%s/pg_wal", pgdata);
	if (access(pgdata, W_OK) < 0 || access(path, W_OK) == 0 || errno != EROFS)
		return 0;
	fail_sys(e, "writing to \"%s\"", path);
	return fail_hint(e, BOOT_READ_ONLY_HINT);
}

/* Of a file whose blocks a machine's sudden end left empty. The server's own hint is to run initdb.
 */
static int
fail_damaged(const char *path, struct err *e)
{
	fail(e, "\"%s\" is damaged: what a server wrote there is gone", path);
	return fail_hint(e, "nothing was touched: keep a copy of the volume as it is, then restore "
			    "a backup, or clone a replica anew; initdb and pg_resetwal lose data");
}

static int
check_control(const char *pgdata, struct err *e)
{
	char path[PATH_MAX + 32];
	uint64_t identifier;
	struct err ignored;

	snprintf(path, sizeof(path), "%s/global/pg_control", pgdata);
	if (tree_lacks(AT_FDCWD, path) ||
	    marker_identify(AT_FDCWD, path, &identifier, &ignored) < 0 || identifier != 0)
		return 0; /* the server has the last word */
	return fail_damaged(path, e);
}

int
major_check(const struct boot *b, struct err *e)
{
	char path[PATH_MAX + 16], text[32];
	size_t len;
	int cluster, server;
	struct err ignored;

	warn_of_lost_wal(b->pgdata);
	snprintf(path, sizeof(path), "%s/PG_VERSION", b->pgdata);
	if (file_read(AT_FDCWD, path, text, sizeof(text), &len, &ignored) < 0)
		return 0; /* the server has the last word */
	if (guc_read_major(text, len, &cluster, &ignored) < 0)
		return fail_damaged(path, e);
	if (check_control(b->pgdata, e) < 0 || check_wal_writable(b->pgdata, e) < 0)
		return -1;
	if (cluster == b->major)
		return 0;
	snprintf(path, sizeof(path), "%s/postgres", b->bindir);
	server = major_ask(path);
	if (server == 0 || server == cluster)
		return 0;
	fail(e,
	    "database files are incompatible with server: PG_VERSION in \"%s\" says %d, the "
	    "server is %d",
	    b->pgdata, cluster, server);
	if (cluster > server)
		return fail_hint(e, "start them with an image of PostgreSQL %d", cluster);
	return fail_hint(e,
	    "start them with an image of PostgreSQL %d, or upgrade them first: "
	    "pg_upgrade, or pg_dumpall and restore",
	    cluster);
}
