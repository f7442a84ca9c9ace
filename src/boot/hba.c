/* hba.c — appends to pg_hba.conf, and finds out whether it lets the first boot itself in. */
#include "boot/hba.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "boot/user.h"
#include "crypto/password.h"
#include "guc/argv.h"
#include "render/render.h"

#define ASK_DEADLINE_MS 30000
#define ASK_WORDS 256

static void
cut_line(struct str *s)
{
	size_t len = strcspn(s->p, "\r\n");

	s->p[len] = '\0';
	s->len = len;
}

/* The operator's arguments; none when they begin with --single, --boot and the like, beside which
 * -C asks nothing. */
static char *const *
server_words(const struct boot *b)
{
	static char *const none[] = { NULL };
	const char *first = b->server_args[0];

	return first != NULL && render_is_mode_word(first) ? none : b->server_args;
}

/* The directory of postgresql.conf: the one that -D among the operator's arguments names, if that
 * has one (Debian keeps it apart from the data). Else it is the new cluster's: -D is then PGDATA,
 * into which the cluster has not been moved yet. */
static const char *
configuration(const struct boot *b, const char *path)
{
	char conf[PATH_MAX + 32];
	const char *said;

	guc_read_argv(NULL, server_words(b), &said);
	snprintf(conf, sizeof(conf), "%s/postgresql.conf", said != NULL ? said : path);
	return said != NULL && access(conf, F_OK) == 0 ? said : path;
}

/* postgres ARG… -D DIR -C password_encryption */
static int
ask_server(const struct boot *b, const char *path, struct str *method, struct err *e)
{
	char postgres[PATH_MAX + 16], errors[4096];
	const char *argv[ASK_WORDS] = { postgres };
	struct str err = str_on(errors, sizeof(errors));
	struct proc p = { .argv = argv };
	size_t n = 1;
	int code;

	snprintf(postgres, sizeof(postgres), "%s/postgres", b->bindir);
	for (char *const *word = server_words(b); *word != NULL && n < ASK_WORDS - 5; word++)
		argv[n++] = *word;
	argv[n++] = "-D";
	argv[n++] = configuration(b, path);
	argv[n++] = "-C";
	argv[n] = "password_encryption";
	code = proc_capture(&p, method, &err, ASK_DEADLINE_MS, e);
	cut_line(method);
	if (code == 0 && method->len > 0)
		return 0;
	if (code < 0)
		return -1;
	(void)file_put(STDERR_FILENO, err.p, err.len);
	return fail(e, "the server refuses its arguments: it says why above");
}

/* Can password_encryption differ from scram-sha-256, which is the default in every supported major?
 * Only by somebody's argument. */
static bool
may_differ(const struct boot *b)
{
	return server_words(b)[0] != NULL || b->initdb_args[0] != '\0';
}

int
hba_append(const struct boot *b, const char *path, struct err *e)
{
	char file[PATH_MAX + 16], text[2560], method_text[2048];
	struct str s = str_on(text, sizeof(text));
	struct str method = str_on(method_text, sizeof(method_text));

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
	return file_append(file, s.p, s.len, e);
}

/* "local   all   all   scram-sha-256": the fourth word of the first such line. */
static void
read_local_method(const struct boot *b, char *method, size_t cap)
{
	static char text[64 * 1024];
	char path[PATH_MAX + 16];
	const char *p = text;
	struct err ignored;
	size_t len;

	method[0] = '\0';
	snprintf(path, sizeof(path), "%s/pg_hba.conf", b->pgdata);
	if (file_read(AT_FDCWD, path, text, sizeof(text), &len, &ignored) < 0)
		return;
	while (p != NULL && !str_starts(p, "local"))
		p = strchr(p, '\n') ? strchr(p, '\n') + 1 : NULL;
	for (int i = 0; p != NULL && i < 3; i++) {
		p += strcspn(p, " \t\n");
		p += strspn(p, " \t");
	}
	if (p != NULL)
		snprintf(method, cap, "%.*s", (int)strcspn(p, " \t\n"), p);
}

/* Does an argument name another pg_hba.conf, itself or by another postgresql.conf? */
static bool
is_elsewhere(char *const *args)
{
	for (; *args != NULL; args++)
		if (strstr(*args, "hba_file=") || strstr(*args, "config_file="))
			return true;
	return false;
}

/* Is this the name that the server finds for this process's uid, in /etc/passwd or from the shim?
 */
static bool
is_own_name(const char *user)
{
	static struct account a;
	struct err ignored;

	if (!user_is_named())
		return strcmp(user, "postgres") == 0;
	return user_find(user, &a, &ignored) == 0 && a.user.uid == geteuid();
}

bool
hba_shuts_out(const struct boot *b, char *const *args)
{
	static const char *const ask_password[] = { "scram-sha-256", "md5", "password", NULL };
	bool unknown = !b->password.set || password_is_hash(b->password.text, b->password.len);
	char method[64];

	if (is_elsewhere(args)) /* that file may let us in: no reason to refuse a start */
		return unknown && b->sockets[0] != '\0';
	read_local_method(b, method, sizeof(method));
	if (method[0] == '\0' || strcmp(method, "trust") == 0)
		return false;
	if (str_in(method, ask_password))
		return unknown;
	return strcmp(method, "peer") != 0 || !is_own_name(b->user);
}

int
hba_write_open(const char *path, struct err *e)
{
	static const char text[] = "local all all trust\nlocal replication all trust\n";

	return file_write_atomic(AT_FDCWD, path, text, sizeof(text) - 1, 0600, e);
}
