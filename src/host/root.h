/* root.h — reads files below a directory that stands for "/". Absolute symbolic links and ".." stay
 * inside it, so a machine in a directory never answers with this machine's files. */
#ifndef HOST_ROOT_H
#define HOST_ROOT_H

#include "base/fail.h"

struct root {
	int fd;
	bool real; /* this machine: the kernel resolves paths, fd only relative ones */
};

/* path → where that file is on this machine: below `dir`, the path of r's directory, with every
 * link and ".." resolved inside it. As it is when r is real. -1 with errno: it is not there. */
int root_place(const struct root *r, const char *dir, const char *path, char *out, size_t cap);

/* A line longer than this is cut for its reader: overlay mounts have lines of 20 KiB and more, with
 * all that matters at their beginning. */
#define ROOT_LINE 40960
/* No file of /proc or /sys read here is this large: what follows is not read. */
#define ROOT_FILE (64 * MIB)

/* As file_read() of base/file.h; path is absolute. */
int root_read(
    const struct root *r, const char *path, char *buf, size_t cap, size_t *len, struct err *e);

typedef void root_line_fn(void *ctx, const char *line, size_t len);

/* Calls each(ctx, line, len) for every line, without its newline. -1 and e with errno when the file
 * cannot be opened or read to its end. */
int root_lines(
    const struct root *r, const char *path, root_line_fn *each, void *ctx, struct err *e);

bool root_is_dir(const struct root *r, const char *path);
/* Is there anything of that name? */
bool root_has(const struct root *r, const char *path);

#endif
