/* hba.c — appends to pg_hba.conf. */
#include "boot/hba.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ASK_DEADLINE_MS 30000
#define ASK_WORDS 256

static void
cut_line(struct str *s)
{
	size_t len = strcspn(s->p, "\r\n");

	s->p[len] = '\0';
	s->len = len;
}

/* postgres -D PATH ARG… -C password_encryption */
static int
ask_server(const struct boot *b, const char *path, struct str *method, struct err *e)
{
	char postgres[PATH_MAX + 16], errors[512], d[] = "-D", c[] = "-C",
						   name[] = "password_encryption", data[PATH_MAX];
	char *argv[ASK_WORDS] = { postgres, d, data };
	struct str err = str_on(errors, sizeof(errors));
	struct proc p = { .argv = argv };
	size_t n = 3;
	int code;

	snprintf(postgres, sizeof(postgres), "%s/postgres", b->bindir);
	snprintf(data, sizeof(data), "%s", path);
	for (size_t i = 0; b->server_args[i] != NULL && n < ASK_WORDS - 3; i++)
		argv[n++] = b->server_args[i];
	argv[n++] = c;
	argv[n] = name;
	code = proc_capture(&p, method, &err, ASK_DEADLINE_MS, e);
	cut_line(method);
	if (code == 0 && method->len > 0)
		return 0;
	cut_line(&err);
	return code < 0 ? -1 : fail(e, "asking for password_encryption: %s", err.p);
}

/* The default of every supported major; only somebody's argument can have made it another. */
static bool
may_differ(const struct boot *b)
{
	return b->server_args[0] != NULL || b->initdb_args[0] != '\0';
}

int
hba_append(const struct boot *b, const char *path, struct err *e)
{
	char file[PATH_MAX + 16], text[2560], method_text[2048];
	struct str s = str_on(text, sizeof(text));
	struct str method = str_on(method_text, sizeof(method_text));
	int fd;
	bool bad;

	str_add(&method, b->method[0] != '\0' ? b->method : "scram-sha-256");
	if (b->method[0] == '\0' && may_differ(b)) {
		str_clear(&method);
		if (ask_server(b, path, &method, e) < 0)
			return -1;
	}
	str_addc(&s, '\n');
	if (strcmp(b->method, "trust") == 0)
		str_add(&s, "# warning trust is enabled for all connections\n"
			    "# see https://www.postgresql.org/docs/17/auth-trust.html\n");
	str_addf(&s, "host all all all %s\n", method.p);
	if (method.full)
		return fail(
		    e, "POSTGRES_HOST_AUTH_METHOD is longer than %zu bytes", method.cap - 1);
	snprintf(file, sizeof(file), "%s/pg_hba.conf", path);
	fd = open(file, O_WRONLY | O_APPEND | O_CLOEXEC);
	if (fd < 0)
		return fail_sys(e, "opening \"%s\"", file);
	bad = write(fd, s.p, s.len) != (ssize_t)s.len;
	if (close(fd) < 0 || bad)
		return fail_sys(e, "writing \"%s\"", file);
	return 0;
}
