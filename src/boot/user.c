/* user.c — reads /etc/passwd and /etc/group.
 *
 *	postgres:x:999:999:PostgreSQL administrator:/var/lib/postgresql:/bin/bash
 *	ssl-cert:x:101:postgres,www-data
 */
#include "boot/user.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/num.h"
#include "base/str.h"

#define FIELDS 7
#define FILE_MAX_BYTES (128 * 1024)

struct field {
	const char *p;
	size_t len;
};

/* Cuts the line at *p into fields at its colons; moves *p behind it. Returns how many there are. */
static size_t
take_line(const char **p, const char *end, struct field fields[FIELDS])
{
	const char *stop = memchr(*p, '\n', (size_t)(end - *p));
	const char *at = *p;
	size_t n = 0;

	if (stop == NULL)
		stop = end;
	while (n < FIELDS) {
		const char *colon = memchr(at, ':', (size_t)(stop - at));
		const char *to = colon ? colon : stop;

		fields[n++] = (struct field){ at, (size_t)(to - at) };
		if (colon == NULL)
			break;
		at = colon + 1;
	}
	*p = stop < end ? stop + 1 : end;
	return n;
}

/* An id that chown and setuid take: -1 means "unchanged" to them. */
static bool
to_id(struct field f, unsigned *id)
{
	struct err e;
	uint64_t n;

	if (num_uint(f.p, f.len, &n, &e) < 0 || n >= UINT32_MAX)
		return false;
	*id = (unsigned)n;
	return true;
}

static bool
find_account(const char *name, const char *p, size_t len, struct account *a)
{
	const char *end = p + len;
	struct field f[FIELDS];

	while (p < end) {
		if (take_line(&p, end, f) < 6 || !str_is(f[0].p, f[0].len, name))
			continue;
		if (!to_id(f[2], &a->user.uid) || !to_id(f[3], &a->user.gid))
			continue;
		snprintf(a->home, sizeof(a->home), "%.*s", (int)f[5].len, f[5].p);
		return true;
	}
	return false;
}

static bool
lists_member(struct field members, const char *name)
{
	const char *p = members.p, *end = p + members.len;

	while (p < end) {
		const char *comma = memchr(p, ',', (size_t)(end - p));
		const char *stop = comma ? comma : end;

		if (str_is(p, (size_t)(stop - p), name))
			return true;
		p = stop + 1;
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
user_parse(const char *name, const char *passwd, size_t passwd_len, const char *group,
    size_t group_len, struct account *a)
{
	const char *p = group, *end = group + group_len;
	struct field f[FIELDS];
	unsigned gid;

	memset(a, 0, sizeof(*a));
	if (!find_account(name, passwd, passwd_len, a))
		return false;
	add_group(&a->user, a->user.gid);
	while (p < end)
		if (take_line(&p, end, f) >= 4 && lists_member(f[3], name) && to_id(f[2], &gid))
			add_group(&a->user, gid);
	return true;
}

/* The name of the first account with that uid; false: there is none. */
static bool
name_uid(const char *passwd, size_t len, uid_t uid, struct field *name)
{
	const char *end = passwd + len;
	struct field f[FIELDS];
	unsigned id;

	while (passwd < end)
		if (take_line(&passwd, end, f) >= 4 && to_id(f[2], &id) && id == uid) {
			*name = f[0];
			return true;
		}
	return false;
}

bool
user_has_uid(const char *passwd, size_t len, uid_t uid)
{
	struct field name;

	return name_uid(passwd, len, uid, &name);
}

static bool
find_group(const char *name, const char *p, size_t len, gid_t *gid)
{
	const char *end = p + len;
	struct field f[FIELDS];

	if (to_id((struct field){ name, strlen(name) }, gid))
		return true;
	while (p < end)
		if (take_line(&p, end, f) >= 3 && str_is(f[0].p, f[0].len, name) &&
		    to_id(f[2], gid))
			return true;
	return false;
}

int
user_parse_spec(const char *spec, const struct user_texts *t, struct account *a, struct err *e)
{
	const char *colon = strchr(spec, ':');
	size_t len = colon != NULL ? (size_t)(colon - spec) : strlen(spec);
	struct field login = { spec, len };
	char name[256];
	unsigned uid = 0;
	bool is_number = to_id(login, &uid);

	if (is_number)
		name_uid(t->passwd, t->passwd_len, uid, &login);
	snprintf(name, sizeof(name), "%.*s", (int)login.len, login.p);
	if (!user_parse(name, t->passwd, t->passwd_len, t->group, t->group_len, a)) {
		if (!is_number)
			return fail(e, "no user \"%s\" in /etc/passwd", name);
		*a = (struct account){ .user = { .uid = uid, .gid = t->otherwise }, .home = "/" };
	}
	if (colon == NULL)
		return 0;
	a->user.group_count = 0;
	if (!find_group(colon + 1, t->group, t->group_len, &a->user.gid))
		return fail(e, "no group \"%s\" in /etc/group", colon + 1);
	return 0;
}

/* Both files; without a group file there are no supplementary groups. */
static int
read_texts(struct user_texts *t, struct err *e)
{
	static char passwd[FILE_MAX_BYTES], group[FILE_MAX_BYTES];
	struct err ignored;

	*t = (struct user_texts){ .passwd = passwd, .group = group, .otherwise = getgid() };
	if (file_read(AT_FDCWD, "/etc/passwd", passwd, sizeof(passwd), &t->passwd_len, e) < 0)
		return -1;
	if (file_read(AT_FDCWD, "/etc/group", group, sizeof(group), &t->group_len, &ignored) < 0)
		t->group_len = 0;
	return 0;
}

int
user_find(const char *name, struct account *a, struct err *e)
{
	struct user_texts t;

	if (read_texts(&t, e) < 0)
		return fail_within(e, "looking for the user \"%s\"", name);
	if (user_parse(name, t.passwd, t.passwd_len, t.group, t.group_len, a))
		return 0;
	fail(e, "no user \"%s\" in /etc/passwd", name);
	return fail_hint(e, "start the container with --user UID:GID");
}

int
user_find_spec(const char *spec, struct account *a, struct err *e)
{
	struct user_texts t;
	struct err ignored;

	if (read_texts(&t, &ignored) < 0)
		t.passwd_len = t.group_len = 0; /* numbers need no file */
	return user_parse_spec(spec, &t, a, e);
}

bool
user_is_named(void)
{
	struct user_texts t;
	struct err ignored;

	return read_texts(&t, &ignored) == 0 && user_has_uid(t.passwd, t.passwd_len, geteuid());
}
