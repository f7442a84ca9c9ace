/* storage.c — the file systems a server writes to: how large, how full, on what kind of disk. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/file.h"
#include "base/num.h"
#include "base/str.h"
#include "host/parse.h"
#include "host/parts.h"

static const struct space unknown = { .total_bytes = -1, .free_bytes = -1 };

/* After a call that failed: cuts the path to its parent, if errno says that the path is not there.
 * False: it failed for another reason, or there is no parent. */
static bool
go_up(char *path)
{
	char *slash = strrchr(path, '/');

	if (errno != ENOENT || slash == NULL || path[1] == '\0')
		return false;
	slash[slash == path] = '\0';
	return true;
}

/* path, or its nearest ancestor that exists: before the first boot PGDATA is not there. */
static struct space
ask(const char *path)
{
	char at[PATH_MAX];
	struct statvfs fs;

	snprintf(at, sizeof(at), "%s", path);
	while (statvfs(at, &fs) < 0)
		if (!go_up(at))
			return unknown;
	if (fs.f_frsize == 0 || fs.f_blocks > (uint64_t)INT64_MAX / fs.f_frsize)
		return unknown;
	return (struct space){ .total_bytes = (int64_t)(fs.f_blocks * fs.f_frsize),
		.free_bytes = (int64_t)(fs.f_bavail * fs.f_frsize) };
}

/* DIR/statvfs: "PATH TOTAL FREE" lines, sizes in bytes or with a unit. PATH is /dev/shm, PGDATA (or
 * the text $PGDATA; the first row of another name is taken for it too), or one that ends in
 * /pg_wal.
 */
struct table {
	struct host *h;
	const struct host_wish *wish;
};

static struct space *
row_of(struct table *t, struct span path)
{
	const char *pgdata = t->wish->pgdata ? t->wish->pgdata : "$PGDATA";

	if (span_is(path, "/dev/shm"))
		return &t->h->shm;
	if (str_ends(path.p, path.len, "/pg_wal"))
		return &t->h->wal;
	if (t->h->pgdata.total_bytes < 0 || span_is(path, pgdata) || span_is(path, "$PGDATA"))
		return &t->h->pgdata;
	return NULL;
}

static void
read_row(void *ctx, const char *line, size_t len)
{
	struct table *t = ctx;
	struct span rest = span_trim((struct span){ line, len }), path, total, available;
	struct space space, *to;
	struct err e;

	if (rest.len == 0 || *rest.p == '#')
		return;
	if (!span_word(&rest, &path) || !span_word(&rest, &total) ||
	    !span_word(&rest, &available) ||
	    num_size(total.p, total.len, 1, &space.total_bytes, &e) < 0 ||
	    num_size(available.p, available.len, 1, &space.free_bytes, &e) < 0) {
		host_warn(t->h, "\"/statvfs\": a line is not PATH TOTAL FREE");
		return;
	}
	to = row_of(t, path);
	if (to != NULL)
		*to = space;
}

static void
spaces_from_table(struct host *h, const struct root *r, const struct host_wish *wish)
{
	struct table t = { .h = h, .wish = wish };
	struct err e;

	if (root_lines(r, "/statvfs", read_row, &t, &e) < 0 && errno != ENOENT)
		host_warn(h, "%s", e.text);
	if (h->wal.total_bytes < 0)
		h->wal = h->pgdata;
}

/* Segments are of one size, and the first tells it; "0000000100000000000000A4" is one. */
static int64_t
segments_in(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	struct stat st = { 0 };
	int64_t count = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (strlen(entry->d_name) != 24 || strspn(entry->d_name, "0123456789ABCDEF") != 24)
			continue;
		if (count++ == 0 && fstatat(dirfd(dir), entry->d_name, &st, 0) < 0)
			break;
	}
	if (dir != NULL)
		closedir(dir);
	return count * st.st_size;
}

static void
spaces_here(struct host *h, const struct host_wish *wish)
{
	char wal[PATH_MAX];

	if (access("/dev/shm", F_OK) == 0) /* "docker run --ipc none" has none: /dev is not it */
		h->shm = ask("/dev/shm");
	if (wish->pgdata == NULL)
		return;
	h->pgdata = ask(wish->pgdata);
	snprintf(wal, sizeof(wal), "%s/pg_wal", wish->pgdata);
	h->wal = ask(wish->waldir ? wish->waldir : wal);
	h->wal_held_bytes = segments_in(wal);
}

/* A partition has no queue of its own: its disk's is beside it. */
static enum tristate
read_rotational(const struct root *r, unsigned major, unsigned minor)
{
	static const char *const queues[] = { "queue/rotational", "../queue/rotational" };
	char path[128], text[16];
	size_t len;
	struct err e;

	for (size_t i = 0; i < LEN(queues); i++) {
		snprintf(path, sizeof(path), "/sys/dev/block/%u:%u/%s", major, minor, queues[i]);
		if (root_read(r, path, text, sizeof(text), &len, &e) == 0 && len > 0)
			return text[0] == '1' ? YES : text[0] == '0' ? NO : UNKNOWN;
	}
	return UNKNOWN;
}

static void
rotational(struct host *h, const struct root *r, const char *pgdata)
{
	struct owner o;
	char path[PATH_MAX];

	if (!r->real || !file_resolve(pgdata, path))
		snprintf(path, sizeof(path), "%s", pgdata);
	if (owner_find(&o, r, path))
		h->rotational = read_rotational(r, o.major, o.minor);
}

void
storage_detect(struct host *h, const struct root *r, const struct host_wish *wish)
{
	h->shm = h->pgdata = h->wal = unknown;
	if (r->real)
		spaces_here(h, wish);
	else
		spaces_from_table(h, r, wish);
	if (wish->pgdata != NULL)
		rotational(h, r, wish->pgdata);
}
