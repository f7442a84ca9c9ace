/* marker.c — the marker's text, and undoing what it lists.
 *
 *	pgtune-auto: unfinished first boot
 *	state files
 *	file 03-app.sql
 *	identifier 7468230948230948
 *	waldir /wal
 *	made base
 *	made PG_VERSION
 */
#include "boot/marker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/num.h"
#include "base/span.h"
#include "boot/boot.h"
#include "boot/tree.h"

#define TITLE "pgtune-auto: unfinished first boot\n"
#define TEXT_MAX (16 * 1024)

/* Files that a server adds at the top: the marker's list, made after initdb, does not have them. */
static const char *const run_files[] = { "postmaster.pid", "postmaster.opts", "current_logfiles",
	"current_logfiles.tmp", "postgresql.auto.conf.tmp", BOOT_STATE, BOOT_STAGING };

static bool
take(struct span word, struct span value, struct marker *m)
{
	struct err e;

	if (span_is(word, "state"))
		m->state = span_is(value, "files") ? MARKER_FILES : MARKER_STAGE;
	else if (span_is(word, "file"))
		span_copy(value, m->file, sizeof(m->file));
	else if (span_is(word, "waldir"))
		span_copy(value, m->waldir, sizeof(m->waldir));
	else if (span_is(word, "identifier"))
		return num_uint(value.p, value.len, &m->identifier, &e) == 0;
	else if (span_is(word, "made") && m->made_count < MARKER_NAMES) {
		if (value.len == 0 || memchr(value.p, '/', value.len) || value.p[0] == '.')
			return false;
		span_copy(value, m->made[m->made_count++], sizeof(m->made[0]));
	} else
		return false;
	return true;
}

bool
marker_parse(const char *p, size_t len, struct marker *m)
{
	struct span rest = { p, len }, word, value;

	memset(m, 0, sizeof(*m));
	if (len < strlen(TITLE) || memcmp(p, TITLE, strlen(TITLE)) != 0 ||
	    memchr(p, '\0', len) != NULL)
		return false;
	rest.p += strlen(TITLE);
	rest.len -= strlen(TITLE);
	while (rest.len > 0)
		if (!span_fact(&rest, &word, &value) || !take(word, value, m))
			return false;
	return m->state != MARKER_NONE;
}

int
marker_read(int dir, struct marker *m, struct err *e)
{
	static char text[TEXT_MAX];
	size_t len;

	memset(m, 0, sizeof(*m));
	if (file_read(dir, BOOT_MARKER, text, sizeof(text), &len, e) < 0)
		return errno == ENOENT ? 0 : -1;
	if (marker_parse(text, len, m))
		return 0;
	fail(e, "\"" BOOT_MARKER "\" in the data directory is not as this program wrote it");
	return fail_hint(e, "nothing was touched: if the server has been in use since its first "
			    "boot, remove that file, else empty the directory");
}

static void
add_line(struct str *s, const char *word, const char *value)
{
	if (value[0] == '\0')
		return;
	str_addf(s, "%s ", word);
	for (; *value; value++)
		str_addc(s, *value == '\n' ? '?' : *value);
	str_addc(s, '\n');
}

int
marker_write(int dir, const struct marker *m, struct err *e)
{
	static char text[TEXT_MAX];
	struct str s = str_on(text, sizeof(text));

	str_add(&s, TITLE);
	add_line(&s, "state", m->state == MARKER_FILES ? "files" : "stage");
	add_line(&s, "file", m->file);
	add_line(&s, "waldir", m->waldir);
	if (m->identifier != 0)
		str_addf(&s, "identifier %llu\n", (unsigned long long)m->identifier);
	for (size_t i = 0; i < m->made_count; i++)
		add_line(&s, "made", m->made[i]);
	if (s.full)
		return fail(e, "\"" BOOT_MARKER "\" would be too long");
	return file_write_atomic(dir, BOOT_MARKER, s.p, s.len, 0600, e);
}

int
marker_remove(int dir, struct err *e)
{
	if (unlinkat(dir, BOOT_MARKER, 0) < 0 && errno != ENOENT)
		return fail_sys(e, "removing \"" BOOT_MARKER "\"");
	if (fsync(dir) < 0 && errno != EINVAL)
		return fail_sys(e, "syncing the data directory");
	return 0;
}

/* How ControlFileData begins (pg_control.h, all majors). */
struct control {
	uint64_t identifier;
	uint32_t version, catalog;
};

/* *c is all zero where there is no such file. One that cannot be read may be anybody's: a failure.
 */
static int
read_control(int dir, const char *path, struct control *c, struct err *e)
{
	int fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t n;

	*c = (struct control){ 0 };
	if (fd < 0)
		return errno == ENOENT ? 0 : fail_sys(e, "opening \"%s\"", path);
	n = file_fill(fd, (char *)c, sizeof(*c));
	if (n < 0)
		fail_sys(e, "reading \"%s\"", path);
	close(fd);
	if (n != (ssize_t)sizeof(*c))
		*c = (struct control){ 0 };
	return n < 0 ? -1 : 0;
}

int
marker_identify(int dir, const char *path, uint64_t *identifier, struct err *e)
{
	struct control c;
	int result = read_control(dir, path, &c, e);

	*identifier = c.identifier;
	return result;
}

static int
remove_tablespace(int dir, const char *name, void *arg, struct err *e)
{
	const char *folder = arg;
	char path[300];

	snprintf(path, sizeof(path), "%s/%s", name, folder);
	return tree_remove(dir, path, e);
}

/* Removes the cluster's part of each tablespace that an init file made: the directory
 * PG_18_202506291 below its location. CREATE TABLESPACE would refuse a location that has it. The
 * location itself is the operator's and stays. */
static int
remove_tablespaces(int dir, struct err *e)
{
	char major[32], folder[64];
	struct control c;
	size_t len;

	if (tree_lacks(dir, "pg_tblspc"))
		return 0;
	if (file_read(dir, "PG_VERSION", major, sizeof(major), &len, e) < 0)
		return errno == ENOENT ? 0 : -1;
	if (read_control(dir, "global/pg_control", &c, e) < 0)
		return -1;
	snprintf(folder, sizeof(folder), "PG_%.*s_%u", (int)strcspn(major, "\n"), major, c.catalog);
	return tree_each(dir, "pg_tblspc", remove_tablespace, folder, e);
}

static int
remove_if_ours(int dir, const char *name, void *arg, struct err *e)
{
	(void)arg;
	return tree_is_bystander(name) ? 0 : tree_remove(dir, name, e);
}

/* Refuses to go on when the cluster here (`here` is its identifier, 0: none) is not the marker's,
 * or when another server than the temporary one ran on it: then somebody may need its data. Only
 * the temporary server is started with fsync=off. */
static int
check_unused(int dir, const struct marker *m, uint64_t here, struct err *e)
{
	static char words[TEXT_MAX];
	size_t len;

	if (here != 0 && here != m->identifier)
		return fail(e, "the cluster in the data directory is not the one whose first boot "
			       "is unfinished");
	if (file_read(dir, "postmaster.opts", words, sizeof(words), &len, e) < 0)
		return errno == ENOENT ? 0 : -1;
	if (len == 0 || strstr(words, "fsync=off") != NULL)
		return 0;
	fail(e, "another server than the first boot's ran on it since");
	return fail_hint(e, "to keep what is in it remove \"" BOOT_MARKER
			    "\" from the data directory, else empty it");
}

/* initdb and pg_basebackup lay their link before they write there: without it, what is in the
 * WAL directory is another cluster's, made since. */
static bool
has_wal_in(int dir, const char *waldir)
{
	static const char *const links[] = { "pg_wal", BOOT_STAGING "/pg_wal" };

	for (size_t i = 0; i < LEN(links); i++)
		if (file_same(dir, links[i], waldir))
			return true;
	return false;
}

int
marker_undo(int dir, const struct marker *m, struct err *e)
{
	char tenant[256];
	uint64_t here;

	if (marker_identify(dir, "global/pg_control", &here, e) < 0 ||
	    check_unused(dir, m, here, e) < 0)
		return -1;
	if (here != 0 && remove_tablespaces(dir, e) < 0)
		return -1;
	if (m->waldir[0] != '\0' && has_wal_in(dir, m->waldir) &&
	    tree_each(AT_FDCWD, m->waldir, remove_if_ours, NULL, e) < 0)
		return -1;
	for (size_t i = 0; i < m->made_count; i++)
		if (tree_remove(dir, m->made[i], e) < 0)
			return -1;
	for (size_t i = 0; i < LEN(run_files); i++)
		if (tree_remove(dir, run_files[i], e) < 0)
			return -1;
	/* Init files may have put something else here: without the marker the next start would take
	 * it for a stranger's. */
	if (tree_find_tenant(dir, ".", tenant, sizeof(tenant), e) < 0)
		return -1;
	return tenant[0] == '\0' ? marker_remove(dir, e) : 0;
}
