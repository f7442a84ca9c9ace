/* user.c — reads /etc/passwd and /etc/group.
 *
 *	postgres:x:999:999:PostgreSQL administrator:/var/lib/postgresql:/bin/bash
 *	ssl-cert:x:101:postgres,www-data
 */
#include "boot/user.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/num.h"

#define FIELDS 7
#define FILE_MAX_BYTES (1024 * 1024) /* a directory service's, written out */

/* Moves a line out of *rest and cuts it into fields at its colons: how many, -1 at the end. */
static int
next_line(struct span *rest, struct span fields[FIELDS])
{
	struct span line;
	int n = 0;

	if (!span_next(rest, '\n', &line))
		return -1;
	while (n < FIELDS && span_next(&line, ':', &fields[n]))
		n++;
	return n;
}

/* An id that chown and setuid take: -1 means "unchanged" to them. */
static bool
to_id(struct span f, unsigned *id)
{
	struct err e;
	uint64_t n;

	if (num_uint(f.p, f.len, &n, &e) < 0 || n >= UINT32_MAX)
		return false;
	*id = (unsigned)n;
	return true;
}

static bool
find_account(const char *name, struct span passwd, struct account *a)
{
	struct span f[FIELDS];

	for (int n; (n = next_line(&passwd, f)) >= 0;) {
		if (n < 6 || !span_is(f[0], name) || !to_id(f[2], &a->user.uid) ||
		    !to_id(f[3], &a->user.gid))
			continue;
		span_copy(f[5], a->home, sizeof(a->home));
		return true;
	}
	return false;
}

static void
add_group(struct proc_user *u, gid_t gid)
{
	for (size_t i = 0; i < u->group_count; i++)
		if (u->groups[i] == gid)
			return;
	if (u->group_count < PROC_GROUPS)
		u->groups[u->group_count++] = gid;
}

bool
user_parse(const char *name, const struct user_texts *t, struct account *a)
{
	struct span rest = t->group, f[FIELDS];
	unsigned gid;

	memset(a, 0, sizeof(*a));
	if (name[0] == '\0' || !find_account(name, t->passwd, a))
		return false;
	add_group(&a->user, a->user.gid);
	for (int n; (n = next_line(&rest, f)) >= 0;)
		if (n >= 4 && span_lists(f[3], ',', name) && to_id(f[2], &gid))
			add_group(&a->user, gid);
	return true;
}

/* The name of the first account with that uid; false: there is none. */
static bool
name_uid(struct span passwd, uid_t uid, struct span *name)
{
	struct span f[FIELDS];
	unsigned id;

	for (int n; (n = next_line(&passwd, f)) >= 0;)
		if (n >= 4 && to_id(f[2], &id) && id == uid) {
			*name = f[0];
			return true;
		}
	return false;
}

bool
user_has_uid(struct span passwd, uid_t uid)
{
	struct span name;

	return name_uid(passwd, uid, &name);
}

static bool
find_group(const char *name, struct span group, gid_t *gid)
{
	struct span f[FIELDS];

	if (to_id(span_of(name), gid))
		return true;
	for (int n; (n = next_line(&group, f)) >= 0;)
		if (n >= 3 && span_is(f[0], name) && to_id(f[2], gid))
			return true;
	return false;
}

int
user_parse_spec(const char *spec, const struct user_texts *t, struct account *a, struct err *e)
{
	const char *colon = strchr(spec, ':');
	struct span login = { spec, strcspn(spec, ":") };
	char name[256];
	unsigned uid = 0;
	bool is_number = to_id(login, &uid);

	if (is_number)
		name_uid(t->passwd, uid, &login);
	span_copy(login, name, sizeof(name));
	if (!user_parse(name, t, a)) {
		if (!is_number)
			return fail(e, "no user \"%s\" in /etc/passwd", name);
		*a = (struct account){ .user = { .uid = uid, .gid = t->otherwise }, .home = "/" };
	}
	if (colon == NULL || colon[1] == '\0')
		return 0;
	a->user.group_count = 0;
	if (!find_group(colon + 1, t->group, &a->user.gid))
		return fail(e, "no group \"%s\" in /etc/group", colon + 1);
	return 0;
}

static int
read_passwd(struct span *text, struct err *e)
{
	static char passwd[FILE_MAX_BYTES];

	text->p = passwd;
	return file_read(AT_FDCWD, "/etc/passwd", passwd, sizeof(passwd), &text->len, e);
}

/* Both files; without a group file there are no supplementary groups. */
static int
read_texts(struct user_texts *t, struct err *e)
{
	static char group[FILE_MAX_BYTES];

	*t = (struct user_texts){ .group.p = group, .otherwise = getgid() };
	if (file_read(AT_FDCWD, "/etc/group", group, sizeof(group), &t->group.len, e) < 0 &&
	    errno != ENOENT)
		return -1;
	return read_passwd(&t->passwd, e);
}

int
user_find(const char *name, struct account *a, struct err *e)
{
	struct user_texts t;

	if (read_texts(&t, e) < 0)
		return fail_within(e, "looking for the user \"%s\"", name);
	if (user_parse(name, &t, a))
		return 0;
	fail(e, "no user \"%s\" in /etc/passwd", name);
	return fail_hint(e, "start the container with --user UID:GID");
}

int
user_find_spec(const char *spec, struct account *a, struct err *e)
{
	struct user_texts t;

	if (read_texts(&t, e) < 0 && errno != ENOENT) /* numbers need no file */
		return fail_within(e, "looking for the user \"%s\"", spec);
	return user_parse_spec(spec, &t, a, e);
}

bool
user_is_named(void)
{
	struct span passwd;
	struct err ignored;

	return read_passwd(&passwd, &ignored) == 0 && user_has_uid(passwd, geteuid());
}
