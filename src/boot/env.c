/* env.c — reads the variables once; everything after works on struct boot. */
#include "boot/env.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/num.h"
#include "base/opt.h"
#include "base/utf8.h"
#include "boot/state.h"

/* Never in the server's environment, which COPY PROGRAM and archive_command inherit. */
static const char *const secrets[] = { "POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE",
	"PG_REPLICATION_PASSWORD", "PG_REPLICATION_PASSWORD_FILE", "POSTGRES_APP_PASSWORD",
	"POSTGRES_APP_PASSWORD_FILE", "PGBOUNCER_AUTH_PASS", "PGBOUNCER_AUTH_PASS_FILE" };

/* NAME or what NAME_FILE holds, exported as NAME; "" when neither is set. */
static int
read_exported(const char *name, struct secret *s, struct err *e)
{
	char of_file[64];

	if (secret_read(environ, name, s, e) < 0)
		return -1;
	snprintf(of_file, sizeof(of_file), "%s_FILE", name);
	/* Only what a file said: a variable that is set stays where secret_forget() finds it. */
	if (env_get(environ, of_file) != NULL && s->set)
		setenv(name, s->text, 1);
	unsetenv(of_file);
	return 0;
}

static int
read_text(const char *name, const char *otherwise, const char **to, struct err *e)
{
	static struct secret s;

	if (read_exported(name, &s, e) < 0)
		return -1;
	if (!s.set)
		setenv(name, otherwise, 1);
	*to = strdup(getenv(name));
	return *to != NULL ? 0 : fail_sys(e, "reading %s", name);
}

int
env_check_cr(const char *name, const char *value, struct err *e)
{
	if (strchr(value, '\r') == NULL)
		return 0;
	fail(e, "%s holds a carriage return", name);
	return fail_hint(e, "what it was read from has lines that end as on Windows");
}

int
env_check_line(const char *name, const char *value, struct err *e)
{
	if (strchr(value, '\n') != NULL)
		return fail(e, "%s holds a newline", name);
	return env_check_cr(name, value, e);
}

static int
read_name(const char *name, const char *otherwise, const char **to, struct err *e)
{
	if (read_text(name, otherwise, to, e) < 0)
		return -1;
	return env_check_line(name, *to, e);
}

/* Cuts a name that is too long where CREATE DATABASE would cut it: between two characters. A
 * login's name the server cuts between two bytes, and then finds no such database. */
static int
cut_name(const char *name, const char **to, struct err *e)
{
	size_t len = utf8_fit(*to, NAME_BYTES);

	if ((*to)[len] == '\0')
		return 0;
	*to = strndup(*to, len);
	if (*to == NULL || setenv(name, *to, 1) < 0)
		return fail_sys(e, "reading %s", name);
	log_warn("%s is longer than %d bytes, and cut: \"%s\"", name, NAME_BYTES, *to);
	return 0;
}

/* The variables that are read here and in boot/ and have no option. Where `word` is given, it is
 * the only value with an effect, and `none`, if given, is another name of the default: any other
 * value is a slip, which is warned of. */
static const struct {
	const char *name, *word, *none;
} variables[] = {
	{ .name = "POSTGRES_USER" },
	{ .name = "POSTGRES_USER_FILE" },
	{ .name = "POSTGRES_PASSWORD" },
	{ .name = "POSTGRES_PASSWORD_FILE" },
	{ .name = "POSTGRES_DB" },
	{ .name = "POSTGRES_DB_FILE" },
	{ .name = "POSTGRES_INITDB_ARGS" },
	{ .name = "POSTGRES_INITDB_ARGS_FILE" },
	{ .name = "POSTGRES_INITDB_WALDIR" },
	{ .name = "POSTGRES_HOST_AUTH_METHOD" },
	{ .name = "POSTGRES_APP_PASSWORD" },
	{ .name = "POSTGRES_APP_PASSWORD_FILE" },
	{ .name = "POSTGRES_ROLE", .word = "replica", .none = "primary" },
	{ .name = "REPLICATION_SLOT_NAME" },
	{ .name = "PGTUNE_ON_FAILED_INIT", .word = "retry" },
	{ .name = "PGTUNE_INIT_ORDER", .word = "locale" },
	{ .name = "PGTUNE_INIT_SOCKET", .word = "default" },
	{ .name = "PGTUNE_LOCK", .word = "off" },
	{ .name = "PGTUNE_LOCK_WAIT" },
	{ .name = "PGTUNE_SUPERVISE" },
	{ .name = "PGTUNE_HOOK_TIMEOUT" },
	{ .name = "PGTUNE_PRIMARY_WAIT" },
};

const char *
env_variable(size_t i)
{
	return i < LEN(variables) ? variables[i].name : NULL;
}

static bool
is_word(const char *said, const char *word)
{
	return word != NULL && strcmp(said, word) == 0;
}

static void
warn_of_words(void)
{
	for (size_t i = 0; i < LEN(variables); i++) {
		const char *said = env_get(environ, variables[i].name);

		if (said == NULL || variables[i].word == NULL || is_word(said, variables[i].word) ||
		    is_word(said, variables[i].none))
			continue;
		log_warn("%s=\"%s\" has no effect: the word it knows is \"%s\"", variables[i].name,
		    said, variables[i].word);
	}
}

const char *
env_or(const char *name, const char *otherwise)
{
	const char *value = env_get(environ, name);

	return value != NULL ? value : otherwise;
}

/* In the official script's order: of several mistakes the same one is reported. */
int
env_read(struct boot *b, struct err *e)
{
	char path[PATH_MAX];
	struct state last; /* without one the defaults are the official ones */

	b->pgdata = env_get(environ, "PGDATA");
	if (b->pgdata == NULL) {
		fail(e, "PGDATA is not set");
		return fail_hint(e, "name the data directory; to see the plan and touch nothing: "
				    "pgtune-auto --dry-run");
	}
	if (b->pgdata[0] != '/')
		return fail(e, "PGDATA: \"%s\" is not an absolute path", b->pgdata);
	if (strchr(b->pgdata, '\n') != NULL)
		return fail(e, "PGDATA holds a newline, which postmaster.pid has no room for");
	snprintf(path, sizeof(path), "%s/" BOOT_STATE, b->pgdata);
	state_read(AT_FDCWD, path, &last);
	if (read_exported("POSTGRES_PASSWORD", &b->password, e) < 0 ||
	    read_name("POSTGRES_USER", last.user[0] ? last.user : "postgres", &b->user, e) < 0 ||
	    read_name("POSTGRES_DB", last.database[0] ? last.database : b->user, &b->database, e) <
		0 ||
	    cut_name("POSTGRES_DB", &b->database, e) < 0 ||
	    read_text("POSTGRES_INITDB_ARGS", "", &b->initdb_args, e) < 0 ||
	    read_exported("PG_REPLICATION_PASSWORD", &b->replication, e) < 0)
		return -1;
	b->waldir = env_or("POSTGRES_INITDB_WALDIR", "");
	b->method = env_or("POSTGRES_HOST_AUTH_METHOD", "");
	b->replica = env_is("POSTGRES_ROLE", "replica");
	warn_of_words();
	return 0;
}

void
env_scrub(struct boot *b, char *const *original)
{
	for (size_t i = 0; i < LEN(secrets); i++)
		secret_forget(secrets[i], original);
	secret_wipe(&b->password);
	secret_wipe(&b->replication);
}

bool
env_is(const char *name, const char *word)
{
	return strcmp(env_or(name, ""), word) == 0;
}

int64_t
env_seconds(const char *name, int64_t otherwise)
{
	const char *value = env_or(name, "");
	struct err e;
	int64_t n;

	if (value[0] == '\0')
		return otherwise;
	if (num_int(value, strlen(value), 0, 1000000, &n, &e) == 0)
		return n;
	log_warn("%s=\"%s\": %s: taken as %lld seconds", name, value, e.text, (long long)otherwise);
	return otherwise;
}
