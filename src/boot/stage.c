/* stage.c — renames within one file system, in an order a kill cannot hurt. */
#include "boot/stage.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "boot/tree.h"

static int
note_first(int dir, const char *name, void *arg, struct err *e)
{
	(void)dir;
	(void)e;
	snprintf(arg, NAME_MAX + 1, "%s", name);
	return 1;
}

/* initdb and pg_basebackup refuse a directory with anything in it, even a dotfile or lost+found. */
int
stage_check_waldir(const char *dir, struct err *e)
{
	char tenant[NAME_MAX + 1] = "";

	if (dir[0] == '\0' || tree_lacks(AT_FDCWD, dir))
		return 0;
	if (tree_each(AT_FDCWD, dir, note_first, tenant, e) < 0)
		return -1;
	if (tenant[0] == '\0')
		return 0;
	fail(e, "the WAL directory \"%s\" is not empty: it has \"%s\"", dir, tenant);
	fail_hint(e, "give a directory of its own in it");
	return 1;
}

int
stage_begin(const struct boot *b, struct marker *m, char *path, size_t cap, struct err *e)
{
	m->state = MARKER_STAGE;
	/* When this boot fails, the WAL directory in the marker is emptied: nothing of anybody
	 * else's may be in it now. The pre-flight may not have been able to look. */
	if (stage_check_waldir(m->waldir, e) != 0)
		return -1;
	if ((size_t)snprintf(path, cap, "%s/" BOOT_STAGING, b->pgdata) >= cap)
		return fail(e, "the path \"%s\" is too long", b->pgdata);
	if (marker_write(b->dir, m, e) < 0 || tree_remove(b->dir, BOOT_STAGING, e) < 0)
		return fail_within(e, "beginning a new cluster in \"%s\"", b->pgdata);
	return 0;
}

static int
note_name(int dir, const char *name, void *arg, struct err *e)
{
	struct marker *m = arg;

	(void)dir;
	if (name[0] == '.')
		return 0; /* a clone has the primary's BOOT_STATE: it stays behind */
	if (m->made_count == MARKER_NAMES || strlen(name) >= sizeof(m->made[0]))
		return fail(e, "a new data directory with too many or too long names");
	memcpy(m->made[m->made_count++], name, strlen(name) + 1);
	return 0;
}

static int
move_one(const struct boot *b, const char *name, struct err *e)
{
	char from[128];

	snprintf(from, sizeof(from), BOOT_STAGING "/%s", name);
	if (renameat(b->dir, from, b->dir, name) < 0)
		return fail_sys(e, "moving \"%s\" into the data directory", name);
	return 0;
}

int
stage_move_up(const struct boot *b, struct marker *m, struct err *e)
{
	m->made_count = 0;
	if (marker_identify(b->dir, BOOT_STAGING "/global/pg_control", &m->identifier, e) < 0 ||
	    tree_each(b->dir, BOOT_STAGING, note_name, m, e) < 0 || marker_write(b->dir, m, e) < 0)
		return -1;
	for (size_t i = 0; i < m->made_count; i++)
		if (strcmp(m->made[i], "PG_VERSION") != 0 && move_one(b, m->made[i], e) < 0)
			return -1;
	if (move_one(b, "PG_VERSION", e) < 0)
		return -1;
	return tree_remove(b->dir, BOOT_STAGING, e);
}

/* Tablespaces that init files made may lie on file systems of their own. */
static int
sync_tablespace(int dir, const char *name, void *arg, struct err *e)
{
	(void)arg;
	return tree_sync(dir, name, e);
}

int
stage_finish(const struct boot *b, struct err *e)
{
	if (tree_sync(b->dir, ".", e) < 0 || tree_sync(b->dir, "pg_wal", e) < 0 ||
	    tree_each(b->dir, "pg_tblspc", sync_tablespace, NULL, e) < 0 ||
	    marker_remove(b->dir, e) < 0)
		return fail_within(e, "finishing the new cluster in \"%s\"", b->pgdata);
	return 0;
}
