/* conffile.c — opens what guc_read_conf reads. */
#include "host/conffile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/str.h"
#include "guc/conf.h"

#define CONF_MAX (1 << 20) /* a larger file is no postgresql.conf */
#define FILES_MAX 1000     /* in all: files may include each other */

struct reader {
	struct gucset *set;
	const struct conffile_wish *wish;
	enum guc_where where;
	int files; /* read so far */
};

static void PRINTF(2, 3) warn(struct reader *rd, const char *fmt, ...)
{
	char text[PATH_MAX + 256];
	va_list args;

	if (rd->wish->warn == NULL)
		return;
	va_start(args, fmt);
	if (vsnprintf(text, sizeof(text), fmt, args) < 0)
		text[0] = '\0';
	va_end(args);
	rd->wish->warn(rd->wish->ctx, text);
}

static void
complain(void *ctx, const char *file, int line, const char *what)
{
	warn(ctx, "%s:%d: %s", file, line, what);
}

/* Where the path is on this machine: -1 with errno. */
static int
place(const struct reader *rd, const char *path, char buf[PATH_MAX + 256])
{
	return root_place(rd->wish->root, rd->wish->root_dir, path, buf, PATH_MAX + 256);
}

static int
read_text(const struct reader *rd, const char *path, char *buf, size_t *len, struct err *e)
{
	char at[PATH_MAX + 256];

	if (place(rd, path, at) < 0)
		return fail_sys(e, "opening \"%s\"", path);
	return file_read(AT_FDCWD, at, buf, CONF_MAX, len, e);
}

static void include(void *ctx, const struct conf_include *what);

/* A missing file is an error of `asker` ("file:line: "), unless that is NULL. */
static void
read_file(struct reader *rd, const char *path, int depth, const char *asker)
{
	struct conf_text text = {
		.file = path,
		.where = rd->where,
		.depth = depth,
		.include = include,
		.complain = complain,
		.ctx = rd,
	};
	char *buf;
	struct err e;

	if (++rd->files > FILES_MAX) {
		if (rd->files == FILES_MAX + 1)
			warn(rd, "%smore than %d files", asker ? asker : "", FILES_MAX);
		return;
	}
	buf = malloc(CONF_MAX);
	if (buf == NULL) {
		warn(rd, "no memory to read \"%s\"", path);
	} else if (read_text(rd, path, buf, &text.len, &e) == 0) {
		text.p = buf;
		guc_read_conf(rd->set, &text);
	} else if (errno != ENOENT || asker != NULL) {
		warn(rd, "%s%s", asker ? asker : "", e.text);
	}
	free(buf);
}

/* Takes "." and ".." out of the path without looking at the disk, as the server does with the name
 * of an include, even where a folder is a link (path.c, canonicalize_path). */
static void
canonical(char *path)
{
	char *from = path, *to = path, *slash;

	while (*(from += strspn(from, "/")) != '\0') {
		size_t len = strcspn(from, "/");

		if (str_is(from, len, "..") && to > path) {
			for (slash = to - 1; slash > path && *slash != '/'; slash--)
				;
			to = slash;
		} else if (!str_is(from, len, ".") && !str_is(from, len, "..")) {
			*to++ = '/';
			memmove(to, from, len);
			to += len;
		}
		from += len;
	}
	if (to == path)
		*to++ = '/';
	*to = '\0';
}

/* name as it is, or below the folder of the file that names it. */
static void
beside(const char *file, const char *name, char *path, size_t cap)
{
	const char *slash = strrchr(file, '/');
	int folder = name[0] != '/' && slash != NULL ? (int)(slash - file) + 1 : 0;

	snprintf(path, cap, "%.*s%s", folder, file, name);
	if (path[0] == '/')
		canonical(path);
}

/* The server takes *.conf, not those that begin with a dot. */
static int
is_conf(const struct dirent *d)
{
	return d->d_name[0] != '.' && str_ends(d->d_name, strlen(d->d_name), ".conf");
}

/* In the order of strcmp, whatever the locale. */
static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void
read_folder(struct reader *rd, const char *folder, int depth, const char *asker)
{
	char path[PATH_MAX + 256], at[PATH_MAX + 256];
	struct dirent **names;
	struct stat st;
	int n = place(rd, folder, at) < 0 ? -1 : scandir(at, &names, is_conf, by_name);

	if (n < 0) {
		warn(rd, "%sreading the folder \"%s\": %s", asker, folder, strerror(errno));
		return;
	}
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
		if (place(rd, path, at) < 0 || stat(at, &st) < 0 || !S_ISDIR(st.st_mode))
			read_file(rd, path, depth, asker);
		free(names[i]);
	}
	free(names);
}

static void
include(void *ctx, const struct conf_include *what)
{
	struct reader *rd = ctx;
	char path[PATH_MAX], asker[PATH_MAX + 32];

	beside(what->file, what->name, path, sizeof(path));
	if (strcmp(path, what->file) == 0) {
		complain(rd, what->file, what->line, "the file includes itself");
		return;
	}
	snprintf(asker, sizeof(asker), "%s:%d: ", what->file, what->line);
	if (what->kind == CONF_INCLUDE_DIR)
		read_folder(rd, path, what->depth, asker);
	else
		read_file(rd, path, what->depth, what->kind == CONF_INCLUDE ? asker : NULL);
}

const char *
conffile_data_directory(const struct gucset *set, const char *pgdata)
{
	const struct guc *row = guc_find(set, "data_directory");

	return row != NULL && row->value[0] != '\0' ? row->value : pgdata;
}

void
conffile_read(struct gucset *set, const struct conffile_wish *wish)
{
	struct reader rd = { .set = set, .wish = wish, .where = GUC_CONF };
	const struct guc *config_file = guc_find(set, "config_file");
	const char *data;
	char path[PATH_MAX];

	if (config_file != NULL) {
		read_file(&rd, config_file->value, 0, "");
	} else if (wish->pgdata != NULL) {
		snprintf(path, sizeof(path), "%s/postgresql.conf", wish->pgdata);
		read_file(&rd, path, 0, NULL);
	}
	data = conffile_data_directory(set, wish->pgdata);
	if (data == NULL)
		return;
	rd.where = GUC_AUTO;
	snprintf(path, sizeof(path), "%s/postgresql.auto.conf", data);
	read_file(&rd, path, 0, NULL);
}
