/* secret.c — reads a secret from a variable or a file. */
#include "base/secret.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/opt.h"

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
	unsetenv(name);
	for (; *original != NULL; original++)
		if (strncmp(*original, name, len) == 0 && (*original)[len] == '=')
			explicit_bzero(*original + len + 1, strlen(*original + len + 1));
}

int
secret_file(const char *path, struct secret *s, struct err *e)
{
	secret_wipe(s);
	if (file_read(AT_FDCWD, path, s->text, sizeof(s->text), &s->len, e) < 0) {
		secret_wipe(s);
		return fail_hint(e, "a secret is a readable file of at most %d bytes", SECRET_MAX);
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

int
secret_read(char *const *env, const char *name, struct secret *s, struct err *e)
{
	char name_file[80];
	const char *value, *path;

	secret_wipe(s);
	snprintf(name_file, sizeof(name_file), "%s_FILE", name);
	value = env_get(env, name);
	path = env_get(env, name_file);
	if (value != NULL && path != NULL)
		return fail(e, "both %s and %s are set (but are exclusive)", name, name_file);
	if (path != NULL)
		return secret_file(path, s, e) < 0 ? fail_within(e, "%s", name_file) : 0;
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
