/* init_folder.c — reads the folders and files that check-init is given. */
#include "cmd/init_folder.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "boot/tree.h"
#include "host/root.h"
#include "lint/shebang.h"

#define SMALL_FILE 65536 /* up to here a copy is cheaper than a mapping */

static char *
join(const char *dir, const char *name)
{
	size_t dir_len = strlen(dir), name_len = strlen(name);
	char *path = malloc(dir_len + name_len + 2);

	while (dir_len > 1 && dir[dir_len - 1] == '/')
		dir_len--;
	if (path == NULL)
		return NULL;
	memcpy(path, dir, dir_len);
	if (dir_len == 0 || dir[dir_len - 1] != '/')
		path[dir_len++] = '/';
	memcpy(path + dir_len, name, name_len + 1);
	return path;
}

static struct lint_file *
new_file(struct init_folder *folder)
{
	if (folder->n == folder->cap) {
		size_t cap = folder->cap ? folder->cap * 2 : 64;
		struct lint_file *files = realloc(folder->files, cap * sizeof(*files));

		if (files == NULL)
			return NULL;
		folder->files = files;
		folder->cap = cap;
	}
	folder->files[folder->n] = (struct lint_file){ .text = "" };
	return &folder->files[folder->n++];
}

/* The text in memory of its own; it may have shrunk since its size was asked. */
static char *
copy_of(int fd, size_t size, size_t *len)
{
	char *text = malloc(size);
	ssize_t n = text ? file_fill(fd, text, size) : -1;

	*len = n < 0 ? 0 : (size_t)n;
	if (n >= 0)
		return text;
	free(text);
	return NULL;
}

static void
read_text(struct lint_file *file, int fd, size_t size)
{
	const char *text;

	if (size == 0)
		return;
	file->cut = size > LINT_TEXT_MAX;
	if (file->cut)
		size = LINT_TEXT_MAX;
	if (size <= SMALL_FILE) {
		text = copy_of(fd, size, &file->len);
	} else {
		text = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
		file->len = size;
		if (text == MAP_FAILED)
			text = NULL;
	}
	file->unreadable = text == NULL;
	if (text == NULL)
		file->len = 0;
	else
		file->text = text;
}

/* Looks at one entry and reads it when the entrypoint would run it. */
static void
read_entry(struct lint_file *file, int dirfd, const char *name)
{
	struct stat st;
	struct err e;
	int fd;

	if (fstatat(dirfd, name, &st, 0) < 0) { /* a link to nowhere */
		file->unreadable = true;
		file->run = lint_run_of(file->name, false);
		return;
	}
	file->directory = S_ISDIR(st.st_mode);
	file->run = lint_run_of(file->name, (st.st_mode & 0111) != 0);
	if (file->directory || file->run == LINT_NO_SCRIPT || file->run == LINT_PACKED ||
	    file_is_null(&st))
		return;
	fd = file_open(dirfd, name, &e);
	if (fd < 0 || fstat(fd, &st) < 0)
		file->unreadable = true;
	else
		read_text(file, fd, (size_t)st.st_size);
	if (fd >= 0)
		close(fd);
}

static int
add_entry(struct init_folder *folder, int dirfd, const char *dir, const char *name, size_t source)
{
	struct lint_file *file = new_file(folder);
	char *path;

	if (file == NULL)
		return -1;
	path = dir ? join(dir, name) : strdup(name);
	if (path == NULL) {
		folder->n--;
		return -1;
	}
	file->path = path;
	file->name = str_base(path);
	file->source = source;
	read_entry(file, dirfd, name);
	folder->bytes += file->len;
	return 0;
}

struct walk {
	struct init_folder *folder;
	const char *path;
	size_t source;
};

static int
add_name(int fd, const char *name, void *arg, struct err *e)
{
	const struct walk *in = arg;

	if (add_entry(in->folder, fd, in->path, name, in->source) < 0)
		return fail_sys(e, "\"%s\"", in->path);
	return 0;
}

int
init_folder_add(struct init_folder *folder, const char *path, size_t source, struct err *e)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return fail_sys(e, "\"%s\"", path);
	if (S_ISDIR(st.st_mode))
		return tree_each(
		    AT_FDCWD, path, add_name, &(struct walk){ folder, path, source }, e);
	if (add_entry(folder, AT_FDCWD, NULL, path, source) < 0)
		return fail_sys(e, "\"%s\"", path);
	return 0;
}

/* Whether the image has the program, in that folder or, "", where its own path says. Links lead
 * where they would in the container. */
static bool
has_program(const struct root *image, const char *folder, const struct span *program)
{
	char buf[PATH_MAX];
	struct str path = str_on(buf, sizeof(buf));

	str_add(&path, folder);
	str_addn(&path, program->p, program->len);
	return !path.full && root_has(image, path.p);
}

/* Where env finds programs in the official images; the server's own are linked by major. */
static bool
is_in_path(const struct root *image, const struct span *word)
{
	static const char *const places[] = { "/usr/local/sbin/", "/usr/local/bin/", "/usr/sbin/",
		"/usr/bin/", "/sbin/", "/bin/" };

	for (size_t i = 0; i < LEN(places); i++)
		if (has_program(image, places[i], word))
			return true;
	return false;
}

static void
check_interpreter(struct lint_file *file, const struct root *image)
{
	struct lint_shebang shebang;
	const struct span *missing = NULL;

	if (file->run != LINT_SCRIPT || !lint_read_shebang(file->text, file->len, &shebang))
		return;
	if (!has_program(image, "", &shebang.program))
		missing = &shebang.program;
	else if (shebang.found_by_env.len > 0 && !is_in_path(image, &shebang.found_by_env))
		missing = &shebang.found_by_env;
	if (missing != NULL)
		file->missing_interpreter = strndup(missing->p, missing->len);
}

void
init_folder_interpreters(struct init_folder *folder, const char *root)
{
	struct root image = { .fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC) };

	for (size_t i = 0; image.fd >= 0 && i < folder->n; i++)
		check_interpreter(&folder->files[i], &image);
	if (image.fd >= 0)
		close(image.fd);
}

/* NAME of NAME.control; versions have files of their own: NAME--1.2.control. */
static int
add_extension(int fd, const char *name, void *arg, struct err *e)
{
	static const char end[] = ".control";
	struct init_folder *folder = arg;
	size_t len = strlen(name);

	(void)fd;
	if (len < sizeof(end) || !str_ends(name, len, end))
		return 0;
	if (folder->nextensions == folder->extensions_cap) {
		size_t cap = folder->extensions_cap ? folder->extensions_cap * 2 : 64;
		char **more = realloc(folder->extensions, cap * sizeof(*more));

		if (more == NULL)
			return fail_sys(e, "\"%s\"", name);
		folder->extensions = more;
		folder->extensions_cap = cap;
	}
	folder->extensions[folder->nextensions] = strndup(name, len - (sizeof(end) - 1));
	return folder->extensions[folder->nextensions++] ? 0 : fail_sys(e, "\"%s\"", name);
}

int
init_folder_extensions(struct init_folder *folder, const char *dir, struct err *e)
{
	if (tree_each(AT_FDCWD, dir, add_extension, folder, e) < 0)
		return fail_within(e, "--extensions-dir");
	if (folder->extensions == NULL) /* an empty folder is still an answer: none */
		folder->extensions = calloc(1, sizeof(*folder->extensions));
	return folder->extensions ? 0 : fail_sys(e, "--extensions-dir: \"%s\"", dir);
}

/* What the linter sees as const is ours all the same. */
static void *
ours(const char *text)
{
	return (void *)(uintptr_t)text;
}

static void
free_file(struct lint_file *file)
{
	if (file->len > SMALL_FILE)
		munmap(ours(file->text), file->len);
	else if (file->len > 0)
		free(ours(file->text));
	free(ours(file->path));
	free(ours(file->missing_interpreter));
}

void
init_folder_free(struct init_folder *folder)
{
	for (size_t i = 0; i < folder->n; i++)
		free_file(&folder->files[i]);
	for (size_t i = 0; i < folder->nextensions; i++)
		free(folder->extensions[i]);
	free(folder->files);
	free(folder->extensions);
	*folder = (struct init_folder){ .files = NULL };
}
