/* state.c — the state file.
 *
 *	user postgres
 *	database app
 *	superuser postgres
 *	server 57 1753120000
 *	validated 1234567890
 *	shared 160432128
 */
#include "boot/state.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/num.h"
#include "base/span.h"
#include "boot/pidfile.h"

/* Between our note and postmaster's own start stamp: exec, reading the configuration, swapping. */
#define START_SLACK_S 120

static bool
take_server(struct span value, struct state *s)
{
	struct span pid;
	struct err e;

	return span_next(&value, ' ', &pid) && value.p != NULL &&
	       num_int(pid.p, pid.len, 1, INT32_MAX, &s->pid, &e) == 0 &&
	       num_int(value.p, value.len, 0, INT64_MAX, &s->time, &e) == 0;
}

static bool
take(struct span word, struct span value, struct state *s)
{
	struct err e;

	if (span_is(word, "user") && value.len < sizeof(s->user))
		span_copy(value, s->user, sizeof(s->user));
	else if (span_is(word, "database") && value.len < sizeof(s->database))
		span_copy(value, s->database, sizeof(s->database));
	else if (span_is(word, "superuser") && value.len < sizeof(s->superuser))
		span_copy(value, s->superuser, sizeof(s->superuser));
	else if (span_is(word, "server"))
		return take_server(value, s);
	else if (span_is(word, "validated"))
		return num_uint(value.p, value.len, &s->validated, &e) == 0;
	else if (span_is(word, "shared"))
		return num_int(value.p, value.len, 0, INT64_MAX, &s->shared_bytes, &e) == 0;
	return true; /* a word of a later version is none of ours */
}

bool
state_parse(const char *p, size_t len, struct state *s)
{
	struct span rest = { p, len }, word, value;

	memset(s, 0, sizeof(*s));
	while (rest.len > 0)
		if (!span_fact(&rest, &word, &value) || !take(word, value, s))
			return false;
	return s->user[0] != '\0' && s->database[0] != '\0';
}

bool
state_read(int dir, const char *path, struct state *s)
{
	char text[2048];
	struct err e;
	size_t len;

	if (file_read(dir, path, text, sizeof(text), &len, &e) == 0 && state_parse(text, len, s))
		return true;
	*s = (struct state){ 0 };
	return false;
}

int
state_write(int dir, const struct state *s, struct err *e)
{
	char text[2048];
	struct str t = str_on(text, sizeof(text));
	int fd;

	str_addf(&t, "user %s\ndatabase %s\n", s->user, s->database);
	if (s->superuser[0] != '\0')
		str_addf(&t, "superuser %s\n", s->superuser);
	if (s->pid != 0)
		str_addf(&t, "server %lld %lld\n", (long long)s->pid, (long long)s->time);
	if (s->validated != 0)
		str_addf(&t, "validated %llu\nshared %lld\n", (unsigned long long)s->validated,
		    (long long)s->shared_bytes);
	fd =
	    openat(dir, BOOT_STATE, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail_sys(e, "writing \"" BOOT_STATE "\"");
	if (t.full || file_put(fd, t.p, t.len) < 0 || ftruncate(fd, (off_t)t.len) < 0) {
		fail_sys(e, "writing \"" BOOT_STATE "\"");
		close(fd);
		return -1;
	}
	close(fd);
	return 0;
}

void
state_of(const struct boot *b, struct state *s)
{
	state_read(b->dir, BOOT_STATE, s);
	snprintf(s->user, sizeof(s->user), "%s", b->user);
	snprintf(s->database, sizeof(s->database), "%s", b->database);
}

void
state_note_superuser(const struct boot *b, const char *superuser)
{
	struct state s;
	struct err e;

	state_of(b, &s);
	snprintf(s.superuser, sizeof(s.superuser), "%s", superuser);
	if (state_write(b->dir, &s, &e) < 0)
		log_failure(&e);
}

/* When the server of postmaster.pid was started; -1: it is not the one started last. A machine that
 * stopped just as it was made leaves it empty, and postgres refuses that for ever: then its own age
 * tells. */
static int64_t
start_of(int dir, const struct state *s)
{
	struct pidfile f;
	struct stat st;

	if (pidfile_read(dir, PIDFILE, &f))
		return f.pid == s->pid ? f.start : -1;
	if (fstatat(dir, PIDFILE, &st, AT_SYMLINK_NOFOLLOW) < 0 || st.st_size > 0)
		return -1;
	return st.st_mtime;
}

void
state_clear_pidfile(int dir, const struct state *s)
{
	int64_t start = start_of(dir, s);

	if (s->pid == 0 || start < s->time || start > s->time + START_SLACK_S)
		return;
	if (unlinkat(dir, PIDFILE, 0) == 0)
		log_info("removed the postmaster.pid of a server that ended without doing so");
}
