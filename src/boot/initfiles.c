/* initfiles.c — lists and checks the init files. */
#include "boot/initfiles.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/proc.h"
#include "base/str.h"
#include "boot/tree.h"
#include "lint/shebang.h"

#define FILES_MAX 10000
#define GLOB_TEXT_MAX (4 * 1024 * 1024)
#define GLOB_DEADLINE_MS 30000

/* What is to be done with the file at path. A directory is listed too: initfiles_check() refuses
 * it. */
static struct initfile
file_at(char *path)
{
	static const struct {
		const char *suffix, *unpacker;
	} packers[] = { { ".gz", "gunzip" }, { ".xz", "xzcat" }, { ".zst", "zstd" } };
	struct initfile f = { .path = path };

	f.run = lint_run_of(str_base(path), access(path, X_OK) == 0);
	for (size_t i = 0; f.run == LINT_PACKED && i < LEN(packers); i++)
		if (str_ends(path, strlen(path), packers[i].suffix))
			f.unpacker = packers[i].unpacker;
	return f;
}

static int
add(struct initfiles *list, const char *path, struct err *e)
{
	struct initfile *grown;
	char *copy;

	if (list->count == FILES_MAX)
		return fail(e, "more than %d init files", FILES_MAX);
	grown = realloc(list->files, (list->count + 1) * sizeof(*grown));
	if (grown == NULL)
		return fail_sys(e, "listing the init files");
	list->files = grown;
	copy = strdup(path);
	if (copy == NULL)
		return fail_sys(e, "listing the init files");
	grown[list->count++] = file_at(copy);
	return 0;
}

static int
by_bytes(const void *a, const void *b)
{
	return strcmp(((const struct initfile *)a)->path, ((const struct initfile *)b)->path);
}

struct listing {
	const char *dir;
	struct initfiles *list;
};

static int
add_name(int fd, const char *name, void *arg, struct err *e)
{
	const struct listing *in = arg;
	char path[PATH_MAX];

	(void)fd;
	if (name[0] == '.')
		return 0;
	snprintf(path, sizeof(path), "%s/%s", in->dir, name);
	return add(in->list, path, e);
}

static int
read_in_byte_order(const char *dir, struct initfiles *list, struct err *e)
{
	struct listing in = { dir, list };
	int result = tree_each(AT_FDCWD, dir, add_name, &in, e);

	if (list->count > 0)
		qsort(list->files, list->count, sizeof(*list->files), by_bytes);
	return result;
}

/* The order of bash's glob is the locale's, and only bash's and libc's tables know it. */
static int
read_in_locale_order(const char *dir, struct initfiles *list, struct err *e)
{
	static const char script[] =
	    "shopt -s nullglob; set -- \"$1\"/*; [ $# = 0 ] || printf '%s\\0' \"$@\"";
	const char *const argv[] = { "bash", "-c", script, "bash", dir, NULL };
	char *text = malloc(GLOB_TEXT_MAX);
	struct proc p = { .argv = argv };
	struct str out;
	int result;

	if (text == NULL)
		return fail_sys(e, "listing the init files");
	out = str_on(text, GLOB_TEXT_MAX);
	result = proc_capture(&p, &out, NULL, GLOB_DEADLINE_MS, e);
	if (result > 0 || out.full)
		result = fail(e, "bash could not list \"%s\"", dir);
	else if (result < 0)
		fail_within(e, "PGTUNE_INIT_ORDER=locale");
	for (char *path = text; result == 0 && path < text + out.len; path += strlen(path) + 1)
		result = add(list, path, e);
	free(text);
	return result;
}

int
initfiles_read(const char *dir, bool in_locale, struct initfiles *list, struct err *e)
{
	*list = (struct initfiles){ 0 };
	if (access(dir, R_OK | X_OK) < 0)
		return fail_sys(e, "reading \"%s\"", dir);
	return in_locale ? read_in_locale_order(dir, list, e) : read_in_byte_order(dir, list, e);
}

bool
initfiles_any(const struct initfiles *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->files[i].run != LINT_NO_SCRIPT)
			return true;
	return false;
}

static int
need(const char *program, const char *path, struct err *e)
{
	char found[PATH_MAX];

	if (proc_find(program, found, sizeof(found)) == 0)
		return 0;
	return fail(e, "\"%s\" needs \"%s\", which is not in this image", path, program);
}

static int
need_word(const struct span *word, const char *path, struct err *e)
{
	char program[PATH_MAX];

	span_copy(*word, program, sizeof(program));
	return need(program, path, e);
}

/* "#!/usr/bin/env bash": what the kernel runs is there, and what that looks for in PATH. */
static int
check_shebang(const char *path, const struct lint_shebang *shebang, bool same_path, struct err *e)
{
	if (need_word(&shebang->program, path, e) < 0)
		return -1;
	if (shebang->found_by_env.len == 0 || !same_path)
		return 0;
	return need_word(&shebang->found_by_env, path, e);
}

static int
check_script(const struct initfile *f, const char *head, size_t len, bool same_path, struct err *e)
{
	struct lint_shebang shebang;
	bool named = lint_read_shebang(head, len, &shebang);
	bool binary = len > 4 && memcmp(head, "\177ELF", 4) == 0;
	const char *newline = memchr(head, '\n', len);

	if (!binary && newline != NULL && newline > head && newline[-1] == '\r') {
		fail(e, "\"%s\" has CRLF line ends, which its interpreter cannot run", f->path);
		return fail_hint(e, "convert it: sed -i 's/\\r$//' FILE");
	}
	if (f->run == LINT_SOURCED || (!named && !binary))
		return need("bash", f->path, e);
	return named ? check_shebang(f->path, &shebang, same_path, e) : 0;
}

/* A regular file, or /dev/null mounted over one, which no unpacker takes. */
static bool
can_be_read(const struct stat *st, const char *unpacker)
{
	return S_ISREG(st->st_mode) || (file_is_null(st) && unpacker == NULL);
}

static int
check_one(const struct initfile *f, bool same_path, struct err *e)
{
	char head[4096 + 1];
	struct stat st = { 0 };
	int fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n;

	if (fd < 0)
		return fail_sys(e, "opening \"%s\"", f->path);
	n = fstat(fd, &st) == 0 && can_be_read(&st, f->unpacker)
		? file_fill(fd, head, sizeof(head) - 1)
		: -1;
	close(fd);
	if (S_ISDIR(st.st_mode)) {
		fail(e, "\"%s\" is a directory", f->path);
		return fail_hint(e, "Docker makes one where the source of a mount is missing");
	}
	if (n < 0)
		return fail(e, "\"%s\" is not a file that can be read", f->path);
	head[n] = '\0';
	if (f->run == LINT_SCRIPT || f->run == LINT_SOURCED)
		return check_script(f, head, (size_t)n, same_path, e);
	return f->unpacker != NULL ? need(f->unpacker, f->path, e) : 0;
}

int
initfiles_check(const struct initfiles *list, struct err *e)
{
	bool same_path = true; /* until a file is sourced, which may export another PATH */

	for (size_t i = 0; i < list->count; i++) {
		if (list->files[i].run == LINT_NO_SCRIPT)
			continue;
		if (check_one(&list->files[i], same_path, e) < 0)
			return -1;
		same_path &= list->files[i].run != LINT_SOURCED;
	}
	return 0;
}
