/* boot_files.c — the parsers of the entrypoint's files: marker, state, postmaster.pid. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "boot/boot.h"
#include "boot/marker.h"
#include "boot/pidfile.h"
#include "boot/sockets.h"
#include "boot/state.h"
#include "boot/tree.h"
#include "t.h"

static struct err e;

static bool
marker(const char *text, struct marker *m)
{
	return marker_parse(text, strlen(text), m);
}

#define TITLE "pgtune-auto: unfinished first boot\n"

static void
test_marker_text(void)
{
	static struct marker m;

	T(marker(TITLE "state files\nfile a b.sql\nidentifier 42\nwaldir /w\nmade base\nmade "
		       "PG_VERSION\n",
	    &m));
	T(m.state == MARKER_FILES && m.identifier == 42 && m.made_count == 2);
	T(!strcmp(m.file, "a b.sql") && !strcmp(m.waldir, "/w") &&
	    !strcmp(m.made[1], "PG_VERSION"));
	T(marker(TITLE "state stage\n", &m) && m.state == MARKER_STAGE);
	T(!marker("", &m) && !marker(TITLE, &m), "no state");
	T(!marker(TITLE "state files", &m), "cut in its last line");
	T(!marker(TITLE "state stage\nmade ../x\n", &m), "only names at the top");
	T(!marker_parse(
	      TITLE "state stage\nmade \0x\n", sizeof(TITLE "state stage\nmade \0x\n") - 1, &m),
	    "an empty name behind a NUL");
	T(!marker(TITLE "state stage\nmade .\n", &m) && !marker(TITLE "state stage\nmade \n", &m));
	T(!marker("state stage\n", &m) && !marker(TITLE "state stage\nother x\n", &m));
}

static void
put(int dir, const char *name, const void *data, size_t len)
{
	T(file_write_atomic(dir, name, data, len, 0600, &e) == 0, name);
}

/* All that a marker can hold comes back as it was; a name more than that is not of our writing. */
static void
test_marker_file(int dir)
{
	static struct marker m = { .state = MARKER_FILES,
		.file = "a b.sql",
		.waldir = "/w",
		.identifier = UINT64_MAX,
		.made_count = MARKER_NAMES };
	static struct marker back;
	static char text[8192];
	struct stat st;
	size_t len;

	for (size_t i = 0; i < MARKER_NAMES; i++)
		snprintf(m.made[i], sizeof(m.made[i]), "%063zu", i);
	T(marker_write(dir, &m, &e) == 0 && marker_read(dir, &back, &e) == 0);
	T(memcmp(&m, &back, sizeof(m)) == 0);
	T(fstatat(dir, BOOT_MARKER, &st, 0) == 0 && (st.st_mode & 0777) == 0600);
	T(file_read(dir, BOOT_MARKER, text, sizeof(text) - 16, &len, &e) == 0);
	snprintf(text + len, sizeof(text) - len, "made one_more\n");
	T(!marker(text, &back));
	T(marker_remove(dir, &e) == 0 && marker_remove(dir, &e) == 0, "gone is gone");
}

/* A WAL directory is emptied only by the cluster whose pg_wal leads there. */
static void
test_undo_wal(int dir)
{
	static const char *const links[] = { "pg_wal", BOOT_STAGING "/pg_wal" };
	static struct marker m = { .state = MARKER_STAGE };
	char wal[] = "/tmp/pgtune-wal.XXXXXX";
	struct stat st;
	int fd = -1;

	T(mkdtemp(wal) != NULL && (fd = open(wal, O_RDONLY | O_DIRECTORY)) >= 0);
	snprintf(m.waldir, sizeof(m.waldir), "%s/", wal);
	T(mkdirat(dir, BOOT_STAGING, 0700) == 0 && mkdirat(dir, "pg_wal", 0700) == 0);
	put(fd, "000000010000000000000001", "x", 1);
	T(marker_undo(dir, &m, &e) == 0);
	T(fstatat(fd, "000000010000000000000001", &st, 0) == 0, "another cluster's");
	T(unlinkat(dir, "pg_wal", AT_REMOVEDIR) == 0);
	for (size_t i = 0; i < LEN(links); i++) {
		put(fd, "000000010000000000000001", "x", 1);
		mkdirat(dir, BOOT_STAGING, 0700);
		T(symlinkat(wal, dir, links[i]) == 0 && marker_undo(dir, &m, &e) == 0);
		T(fstatat(fd, "000000010000000000000001", &st, 0) == -1, links[i]);
	}
	unlinkat(dir, "pg_wal", 0);
	close(fd);
	T(rmdir(wal) == 0);
}

/* What the marker lists goes; what anybody else put there stays. */
static void
test_undo(int dir)
{
	static struct marker m = { .state = MARKER_FILES,
		.identifier = 7,
		.made_count = 4,
		.made = { "pg_tblspc", "global", "base", "PG_VERSION" } };
	static struct marker back;
	struct {
		uint64_t id;
		uint32_t version, catalog;
	} control = { 8, 1800, 202506291 };
	struct stat st;
	char name[64];

	mkdirat(dir, "global", 0700);
	mkdirat(dir, "base", 0700);
	mkdirat(dir, "pg_tblspc", 0700);
	mkdirat(dir, "place", 0700);
	mkdirat(dir, "place/PG_18_202506291", 0700);
	mkdirat(dir, "place/PG_17_202406281", 0700);
	T(symlinkat("../place", dir, "pg_tblspc/16385") == 0);
	T(symlinkat("../gone", dir, "pg_tblspc/16386") == 0);
	put(dir, "base/1", "x", 1);
	put(dir, "PG_VERSION", "18\n", 3);
	put(dir, "mine", "m", 1);
	put(dir, "postmaster.pid", "1\n", 2);
	T(symlinkat("../mine", dir, "base/link") == 0);
	put(dir, "global/pg_control", &control, sizeof(control));
	T(marker_write(dir, &m, &e) == 0 && marker_read(dir, &back, &e) == 0);
	T(memcmp(&m, &back, sizeof(m)) == 0, "reads back as written");
	T(marker_undo(dir, &m, &e) == -1 && strstr(e.text, "not the one"), "another cluster");
	T(fstatat(dir, "base/1", &st, 0) == 0, "is not touched");
	control.id = 7;
	put(dir, "global/pg_control", &control, sizeof(control));
	put(dir, "postmaster.opts", "postgres \"-D\"\n", 14);
	T(marker_undo(dir, &m, &e) == -1 && strstr(e.text, "another server") != NULL);
	T(fstatat(dir, "base", &st, 0) == 0 &&
	    fstatat(dir, "pg_tblspc/16385/PG_18_202506291", &st, 0) == 0);
	put(dir, "postmaster.opts", "postgres \"-c\" \"fsync=off\"\n", 26);
	T(marker_undo(dir, &m, &e) == 0);
	T(unlinkat(dir, "place/PG_18_202506291", AT_REMOVEDIR) == -1, "the tablespace is gone");
	T(unlinkat(dir, "place/PG_17_202406281", AT_REMOVEDIR) == 0, "another cluster's is not");
	T(unlinkat(dir, "place", AT_REMOVEDIR) == 0);
	T(tree_find_tenant(dir, ".", name, sizeof(name), &e) == 0 && !strcmp(name, "mine"));
	T(fstatat(dir, BOOT_MARKER, &st, 0) == 0 && fstatat(dir, "base", &st, 0) == -1);
	unlinkat(dir, "mine", 0);
	T(marker_undo(dir, &m, &e) == 0, "with nothing beside it the marker goes");
	T(marker_read(dir, &back, &e) == 0 && back.state == MARKER_NONE);
	test_undo_wal(dir);
	put(dir, BOOT_MARKER, "x", 1);
	T(marker_read(dir, &back, &e) == -1, "a foreign file of that name is not taken for ours");
	T(strstr(e.hint, "remove that file") != NULL);
	unlinkat(dir, BOOT_MARKER, 0);
}

static bool
pidfile(const char *text, struct pidfile *f)
{
	return pidfile_parse(text, strlen(text), f);
}

static void
test_pidfile(void)
{
	static const char *const lines[] = { "57", "/d", "1753120000", "5433", "/run/x", "*",
		"  1  2", "ready   " };
	struct pidfile f;
	char text[256];

	T(pidfile("57\n/d\n1753120000\n5433\n/run/x\n*\n  1  2\nready   \n", &f));
	T(f.pid == 57 && f.start == 1753120000 && f.port == 5433 && !strcmp(f.sockets, "/run/x"));
	T(f.status == PIDFILE_READY);
	T(pidfile("57\n/d\n1753120000\n5432\n\n\n1 2\nstopping\n", &f));
	T(f.status == PIDFILE_STOPPING && f.sockets[0] == '\0');
	T(pidfile("-57\n/d\n1753120000\n", &f) && f.pid == -57 && f.status == PIDFILE_STARTING);
	T(pidfile("57\n/d\n1753120000\n1\n/r\n*\n1 2\nstandby \n", &f) &&
	    f.status == PIDFILE_STANDBY);
	T(!pidfile("", &f) && !pidfile("57\n", &f) && !pidfile("x\n/d\n1\n", &f));
	T(!pidfile("99999999999999999999\n/d\n1\n", &f));
	for (size_t n = 0; n <= LEN(lines); n++) { /* as a server that starts writes it */
		struct str begun = str_on(text, sizeof(text));

		for (size_t i = 0; i < n; i++)
			str_addf(&begun, "%s\n", lines[i]);
		T(pidfile(text, &f) == (n >= 3), text);
		T(n < 3 || ((f.port == 5433) == (n >= 4) && (f.sockets[0] == '/') == (n >= 5) &&
			       (f.listen[0] == '*') == (n >= 6) &&
			       (f.status == PIDFILE_READY) == (n >= 8)));
	}
	snprintf(text, sizeof(text), "57\n/d\n1\n65535\n%0127d\n%064d\n", 0, 0);
	T(pidfile(text, &f) && f.port == 65535 && strlen(f.sockets) == 127 && f.listen[0] == '\0');
	snprintf(text, sizeof(text), "57\n/d\n1\n65536\n%0128d\n%063d\n", 0, 0);
	T(pidfile(text, &f) && f.port == 0 && f.sockets[0] == '\0' && strlen(f.listen) == 63,
	    "what is longer is left out, not cut");
}

static void
test_state(int dir)
{
	struct state s = { .user = "my user",
		.database = "my \\\"db",
		.superuser = "a b",
		.pid = 57,
		.time = 1000 },
		     r;
	static const char bad[] = "user a\nserver x\n", cut[] = "user a\ndatabase b",
			  later[] = "user a\nmood good\ndatabase b\nvalidated 7\n";
	char pid[128];
	struct stat st;

	T(state_write(dir, &s, &e) == 0 && state_read(dir, BOOT_STATE, &r));
	T(!strcmp(r.user, s.user) && !strcmp(r.database, s.database) && r.pid == 57);
	T(!strcmp(r.superuser, s.superuser));
	T(fstatat(dir, BOOT_STATE, &st, 0) == 0 && (st.st_mode & 0777) == 0600);
	T(!state_parse(bad, strlen(bad), &r) && !state_parse(cut, strlen(cut), &r));
	T(!state_parse("", 0, &r));
	T(state_parse(later, strlen(later), &r) && !strcmp(r.user, "a") && r.validated == 7);
	unlinkat(dir, BOOT_STATE, 0);
	T(mkfifoat(dir, BOOT_STATE, 0600) == 0 && state_write(dir, &s, &e) == -1, "no hang");
	unlinkat(dir, BOOT_STATE, 0);
	static const struct {
		const char *pid, *start;
		bool goes;
	} cases[] = {
		{ "57", "1000", true },
		{ "57", "1030", true },
		{ "57", "999", false },
		{ "57", "99999", false },
		{ "58", "1000", false },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		snprintf(pid, sizeof(pid), "%s\n/d\n%s\n", cases[i].pid, cases[i].start);
		put(dir, "postmaster.pid", pid, strlen(pid));
		state_clear_pidfile(dir, &s);
		T((fstatat(dir, "postmaster.pid", &st, 0) == -1) == cases[i].goes, cases[i].start);
		unlinkat(dir, "postmaster.pid", 0);
	}
	for (time_t made = 999; made <= 1000; made++) {
		struct timespec times[2] = { { made, 0 }, { made, 0 } };

		put(dir, "postmaster.pid", "", 0);
		T(utimensat(dir, "postmaster.pid", times, 0) == 0);
		state_clear_pidfile(dir, &s);
		T((fstatat(dir, "postmaster.pid", &st, 0) == -1) == (made == 1000), "empty");
		unlinkat(dir, "postmaster.pid", 0);
	}
	unlinkat(dir, BOOT_STATE, 0);
}

static void
put_lock(int dir, const char *port, const char *data)
{
	char name[32], text[256];

	snprintf(name, sizeof(name), ".s.PGSQL.%s.lock", port);
	snprintf(text, sizeof(text), "%d\n%s\n0\n%s\nx\n", (int)getpid(), data, port);
	put(dir, name, text, strlen(text));
}

/* Whoever answers is alive, in whichever container: the process number says nothing. */
static void
test_sockets(int dir, const char *path)
{
	static struct boot b;
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char list[256];

	b.dir = dir;
	snprintf(at.sun_path, sizeof(at.sun_path), "%s/.s.PGSQL.1", path);
	snprintf(list, sizeof(list), "@abstract, relative ,\"%s\" , /nowhere", path);
	T(bind(server, (struct sockaddr *)&at, sizeof(at)) == 0 && listen(server, 0) == 0);
	put_lock(dir, "1", path);
	put_lock(dir, "2", "/");
	put_lock(dir, "3", path);
	put(dir, ".s.PGSQL.4.lock", "1", 1);
	sockets_clear(&b, list);
	T(faccessat(dir, ".s.PGSQL.1.lock", F_OK, 0) == 0, "it listens");
	T(unlinkat(dir, ".s.PGSQL.2.lock", 0) == 0, "of another data directory");
	T(unlinkat(dir, ".s.PGSQL.3.lock", 0) == -1, "there is no socket any more");
	T(unlinkat(dir, ".s.PGSQL.4.lock", 0) == 0, "not yet written");
	for (int i = 0; i < 8; i++) /* until nobody is taken any more, as of a hanging server */
		connect(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0), (struct sockaddr *)&at,
		    sizeof(at));
	sockets_clear(&b, list);
	T(faccessat(dir, ".s.PGSQL.1.lock", F_OK, 0) == 0, "its queue is full");
	close(server);
	sockets_clear(&b, list);
	T(unlinkat(dir, ".s.PGSQL.1.lock", 0) == -1, "it was killed");
	T(unlinkat(dir, ".s.PGSQL.1", 0) == 0, "the socket itself is the next server's to remove");
}

int
main(void)
{
	char path[] = "/tmp/pgtune-boot.XXXXXX";
	int dir = mkdtemp(path) ? open(path, O_RDONLY | O_DIRECTORY) : -1;

	T(dir >= 0);
	test_marker_text();
	test_marker_file(dir);
	test_undo(dir);
	test_pidfile();
	test_state(dir);
	test_sockets(dir, path);
	T(rmdir(path) == 0, "nothing is left over");
	return t_done();
}
