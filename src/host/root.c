/* root.c — finds a path inside a root, and reads the file there whole or line by line. */
#include "host/root.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"

#define MAX_LINKS 40 /* as the kernel's */

/* done: resolved so far, relative to the root and free of links; todo: what is left of the path. */
struct walk {
	char done[PATH_MAX], todo[2 * PATH_MAX];
	int links;
};

static int
refuse(int why)
{
	errno = why;
	return -1;
}

/* Puts the target of the link w->done before what is left, and forgets the link's own name. */
static int
follow(const struct root *r, struct walk *w)
{
	char target[PATH_MAX], rest[2 * PATH_MAX];
	ssize_t n = readlinkat(r->fd, w->done, target, sizeof(target));
	char *slash = strrchr(w->done, '/');
	struct str todo;

	if (n < 0)
		return errno == EINVAL ? 0 : -1;
	if (++w->links > MAX_LINKS)
		return refuse(ELOOP);
	memcpy(rest, w->todo, sizeof(rest));
	todo = str_on(w->todo, sizeof(w->todo));
	str_addn(&todo, target, (size_t)n);
	str_add(&todo, rest); /* empty, or it begins with '/' */
	if (n > 0 && target[0] == '/')
		w->done[0] = '\0';
	else
		*(slash ? slash : w->done) = '\0';
	return todo.full ? refuse(ENAMETOOLONG) : 0;
}

/* Moves the first component of todo to done. */
static int
step(const struct root *r, struct walk *w)
{
	char *name = w->todo + strspn(w->todo, "/"), *slash;
	size_t len = strcspn(name, "/");
	struct str done = { .p = w->done, .len = strlen(w->done), .cap = sizeof(w->done) };

	if (str_is(name, len, "..")) {
		slash = strrchr(w->done, '/');
		*(slash ? slash : w->done) = '\0';
	} else if (len > 0 && !str_is(name, len, ".")) {
		if (done.len > 0)
			str_addc(&done, '/');
		str_addn(&done, name, len);
	}
	memmove(w->todo, name + len, strlen(name + len) + 1);
	if (done.full)
		return refuse(ENAMETOOLONG);
	return w->done[0] ? follow(r, w) : 0;
}

/* Follows path inside the root, whatever links it meets, into `out`. */
static int
walk(const struct root *r, const char *path, struct str *out)
{
	struct walk w = { .links = 0 };
	struct str todo = str_on(w.todo, sizeof(w.todo));

	str_add(&todo, path);
	if (todo.full)
		return refuse(ENAMETOOLONG);
	while (w.todo[strspn(w.todo, "/")] != '\0')
		if (step(r, &w) < 0)
			return -1;
	str_add(out, w.done[0] ? w.done : ".");
	return 0;
}

/* path → the same file below the root, without links. -1 with errno. */
static int
resolve(const struct root *r, const char *path, char *out, size_t cap)
{
	struct str result = str_on(out, cap);

	if (r->real)
		str_add(&result, path);
	else if (walk(r, path, &result) < 0)
		return -1;
	return result.full ? refuse(ENAMETOOLONG) : 0;
}

int
root_place(const struct root *r, const char *dir, const char *path, char *out, size_t cap)
{
	char inside[PATH_MAX];
	struct str result = str_on(out, cap);

	if (r->real)
		str_add(&result, path);
	else if (resolve(r, path, inside, sizeof(inside)) < 0)
		return -1;
	else
		str_addf(&result, "%s/%s", dir, inside);
	return result.full ? refuse(ENAMETOOLONG) : 0;
}

/* Says which file it was as the container names it, errno kept. */
static int
unreadable(struct err *e, const char *path)
{
	if (errno != EINVAL)
		return fail_sys(e, "reading \"%s\"", path);
	return fail(e, "reading \"%s\": it is not a regular file", path);
}

int
root_read(const struct root *r, const char *path, char *buf, size_t cap, size_t *len, struct err *e)
{
	char inside[PATH_MAX];

	*len = 0;
	if (resolve(r, path, inside, sizeof(inside)) < 0 ||
	    file_read(r->fd, inside, buf, cap, len, e) < 0)
		return unreadable(e, path);
	return 0;
}

bool
root_is_dir(const struct root *r, const char *path)
{
	char inside[PATH_MAX];
	struct stat st;

	return resolve(r, path, inside, sizeof(inside)) == 0 &&
	       fstatat(r->fd, inside, &st, 0) == 0 && S_ISDIR(st.st_mode);
}

bool
root_has(const struct root *r, const char *path)
{
	char inside[PATH_MAX];

	return resolve(r, path, inside, sizeof(inside)) == 0 &&
	       faccessat(r->fd, inside, F_OK, 0) == 0;
}

/* The line being put together from pieces of the file. */
struct gather {
	char text[ROOT_LINE];
	size_t len;
	root_line_fn *each;
	void *ctx;
};

static void
gather_add(struct gather *g, const char *p, size_t len)
{
	size_t room = sizeof(g->text) - g->len;

	len = len < room ? len : room;
	memcpy(g->text + g->len, p, len);
	g->len += len;
}

static void
gather_end(struct gather *g)
{
	g->each(g->ctx, g->text, g->len);
	g->len = 0;
}

static void
gather_piece(struct gather *g, const char *p, size_t len)
{
	const char *newline;

	while ((newline = memchr(p, '\n', len)) != NULL) {
		size_t part = (size_t)(newline - p);

		gather_add(g, p, part);
		gather_end(g);
		p += part + 1;
		len -= part + 1;
	}
	gather_add(g, p, len);
}

int
root_lines(const struct root *r, const char *path, root_line_fn *each, void *ctx, struct err *e)
{
	static struct gather g; /* large: not on the stack, where it would be zeroed each time */
	static char piece[16384];
	char inside[PATH_MAX];
	int64_t total = 0;
	ssize_t n;
	int fd;

	g.len = 0;
	g.each = each;
	g.ctx = ctx;
	fd = resolve(r, path, inside, sizeof(inside)) < 0 ? -1 : file_open(r->fd, inside, e);
	if (fd < 0)
		return unreadable(e, path);
	while ((n = read(fd, piece, sizeof(piece))) != 0 && total < ROOT_FILE) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		gather_piece(&g, piece, (size_t)n);
		total += n;
	}
	if (n > 0)
		errno = EFBIG;
	if (n != 0)
		fail_sys(e, "reading \"%s\"", path);
	else if (g.len > 0)
		gather_end(&g);
	close(fd);
	return n == 0 ? 0 : -1;
}
