/* secret.c — reads a secret from a variable or a file. */
#include "base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/opt.h"
#include "base/proc.h"

#define PIPE_WAIT_MS 5000 /* for its writer to begin, and to end */
#define LOOK_MS 100       /* for a signal, meanwhile */

void
secret_wipe(struct secret *s)
{
	explicit_bzero(s, sizeof(*s));
}

/* A copy that setenv() made lies on the heap, main()'s lies where /proc/PID/environ reads it. */
void
secret_forget(const char *name, char *const *original)
{
	size_t len = strlen(name);
	char *copy = getenv(name);

	if (copy != NULL)
		explicit_bzero(copy, strlen(copy));
	for (; *original != NULL; original++)
		if (strncmp(*original, name, len) == 0 && (*original)[len] == '=')
			explicit_bzero(*original + len + 1, strlen(*original + len + 1));
	unsetenv(name); /* last: while nothing was added, `original` is what it takes from */
}

static int
drain(int fd, struct secret *s)
{
	struct pollfd ready = { fd, POLLIN, 0 };
	int64_t until = proc_now_ms() + PIPE_WAIT_MS, left;

	while ((left = until - proc_now_ms()) > 0) {
		ssize_t n;

		if (proc_is_asked_to_end()) {
			errno = EINTR;
			return -1;
		}
		if (poll(&ready, 1, (int)min64(left, LOOK_MS)) <= 0)
			continue;
		n = read(fd, s->text + s->len, sizeof(s->text) - s->len);
		if (n == 0)
			return 0;
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -1;
		s->len += n > 0 ? (size_t)n : 0;
		if (s->len == sizeof(s->text)) {
			errno = EFBIG;
			return -1;
		}
	}
	errno = ETIMEDOUT;
	return -1;
}

/* A pipe: a shell's <(…), or an agent that serves a secret once for each who opens it. */
static int
read_pipe(const char *path, struct secret *s, struct err *e)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	int result = fd < 0 ? -1 : drain(fd, s);

	if (result < 0)
		fail_sys(e, "reading \"%s\"", path);
	if (fd >= 0)
		close(fd);
	return result;
}

bool
secret_is_pipe(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISFIFO(st.st_mode);
}

/* A pipe is opened only once: its writer begins with the first reader, and dies of SIGPIPE when
 * that one closes it. */
static int
read_any(const char *path, struct secret *s, struct err *e)
{
	if (secret_is_pipe(path))
		return read_pipe(path, s, e);
	return file_read(AT_FDCWD, path, s->text, sizeof(s->text), &s->len, e);
}

int
secret_file(const char *path, struct secret *s, struct err *e)
{
	secret_wipe(s);
	if (read_any(path, s, e) < 0) {
		secret_wipe(s);
		return fail_hint(e, "a secret is a file of at most %d bytes that uid %u can read",
		    SECRET_MAX, (unsigned)geteuid());
	}
	if (memchr(s->text, '\0', s->len) != NULL) {
		size_t at = strlen(s->text);

		secret_wipe(s);
		return fail(e, "\"%s\" has a NUL at byte %zu", path, at + 1);
	}
	while (s->len > 0 && s->text[s->len - 1] == '\n')
		s->text[--s->len] = '\0';
	s->set = s->len > 0;
	return 0;
}

const char *
secret_path(char *const *env, const char *name)
{
	char name_file[80];

	snprintf(name_file, sizeof(name_file), "%s_FILE", name);
	return env_get(env, name_file);
}

int
secret_read(char *const *env, const char *name, struct secret *s, struct err *e)
{
	const char *value = env_get(env, name), *path = secret_path(env, name);

	secret_wipe(s);
	if (value != NULL && path != NULL)
		return fail(e, "both %s and %s_FILE are set (but are exclusive)", name, name);
	if (path != NULL)
		return secret_file(path, s, e) < 0 ? fail_within(e, "%s_FILE", name) : 0;
	if (value == NULL)
		return 0;
	s->len = strlen(value);
	if (s->len > SECRET_MAX) {
		s->len = 0;
		return fail(e, "%s has more than %d bytes", name, SECRET_MAX);
	}
	memcpy(s->text, value, s->len);
	s->set = true;
	return 0;
}
