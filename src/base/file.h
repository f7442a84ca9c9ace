/* file.h — whole small files: read below a directory with a cap, written so that a reader sees the
 * old text or the new one and never a part. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <limits.h>
#include <sys/types.h>

#include "base/fail.h"

/* Opens the regular file `path` below dirfd for reading, for a reader that streams. The descriptor,
 * or -1 and e with errno: see file_read. */
int file_open(int dirfd, const char *path, struct err *e);

struct stat;

/* True for /dev/null, which is mounted over a file, or linked in its place, to disable it. */
bool file_is_null(const struct stat *st);

/* Both are there and are the same, by whatever names: `path` below dirfd (AT_FDCWD: the working
 * directory), and `other`. */
bool file_same(int dirfd, const char *path, const char *other);

/* Where a path leads once mkdir -p has made it: what exists of it may go through links, what is yet
 * to be made has none. False: it is too long, or begins in a working directory that is gone. */
bool file_resolve(const char *path, char end[PATH_MAX]);

/* Reads up to cap bytes, fewer only at the end: how many, -1 with errno. */
ssize_t file_fill(int fd, char *buf, size_t cap);

/* Writes all of it: -1 with errno, also when only a part went. */
int file_put(int fd, const char *data, size_t len);

/* A descriptor (CLOEXEC) to read the text (up to 64 KiB) from, which is on no disk: for a child's
 * stdin. -1 with errno. */
int file_in_memory(const char *text, size_t len);

/* Reads all of `path` below dirfd (AT_FDCWD: the working directory) into buf, NUL after it (cap
 * counts the NUL). len: bytes read. -1 and e, errno kept, when it cannot be opened or read, is no
 * regular file (EINVAL: a FIFO or a device would hang or never end), or has cap bytes or more
 * (EFBIG). Files of /proc and /sys are regular files whose size reads 0. */
int file_read(int dirfd, const char *path, char *buf, size_t cap, size_t *len, struct err *e);

/* Writes at the end of the file `path`, which has to be there. -1 and e: a part may have gone. */
int file_append(const char *path, const char *data, size_t len, struct err *e);

/* Replaces or creates `path` below dirfd with the permission bits `mode`, whatever the umask:
 * a temporary file in the same folder, fsync, rename, fsync of the folder. A symbolic link at
 * `path` is replaced, not followed. Refused (EINVAL): a device, a FIFO, and a link into /proc, as
 * /dev/stdout is. -1 and e, errno kept: nothing changed and nothing left over, unless it is the
 * folder's fsync that failed. */
int file_write_atomic(
    int dirfd, const char *path, const char *data, size_t len, unsigned mode, struct err *e);

#endif
