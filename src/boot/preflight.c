/* preflight.c — checks that touch nothing. */
#include "boot/preflight.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/opt.h"
#include "base/secret.h"
#include "base/span.h"
#include "base/str.h"
#include "boot/env.h"
#include "boot/initdb.h"
#include "boot/initfiles.h"
#include "boot/old.h"
#include "boot/stage.h"
#include "boot/tree.h"
#include "crypto/password.h"

#define STARS "********************************************************************************"

/* Where the WAL will be. POSTGRES_INITDB_ARGS may name it too, but not for a clone. -1 and e: those
 * arguments are wrong. */
static int
find_waldir(const struct boot *b, const char **dir, struct err *e)
{
	static struct cmdline a;

	*dir = b->waldir;
	if (b->replica)
		return 0;
	if (initdb_words(b, b->pgdata, &a, e) < 0)
		return -1;
	*dir = initdb_waldir(b, &a);
	return 0;
}

/* Of a cluster, more of which may be lost than PG_VERSION. */
static bool
has_parts(const char *pgdata)
{
	static const char *const parts[] = { "global", "base" };
	char path[PATH_MAX + 16];

	for (size_t i = 0; i < LEN(parts); i++) {
		snprintf(path, sizeof(path), "%s/%s", pgdata, parts[i]);
		if (access(path, F_OK) == 0)
			return true;
	}
	return false;
}

int
preflight_empty(const struct boot *b, struct err *e)
{
	char tenant[256] = "", path[PATH_MAX + 16];
	const char *waldir;
	struct err ignored;

	if (find_waldir(b, &waldir, &ignored) == 0 && stage_check_waldir(waldir, e) == 1)
		return -1;
	/* Absent, or only the server's user may look, and will. */
	if (tree_find_tenant(AT_FDCWD, b->pgdata, tenant, sizeof(tenant), e) < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == EACCES ? 0 : -1;
	if (tenant[0] == '\0')
		return 0;
	snprintf(path, sizeof(path), "%s/PG_VERSION", b->pgdata);
	if (access(path, F_OK) < 0 && errno != ENOENT)
		return fail_sys(e, "looking at \"%s\"", path);
	if (old_find_below(b->pgdata, path)) {
		fail(e, "directory \"%s\" is no cluster, but there is one below it: \"%s\"",
		    b->pgdata, path);
		return fail_hint(e, "nothing in it was touched: mount the volume where that "
				    "directory becomes PGDATA, or set PGDATA to it");
	}
	fail(e,
	    "directory \"%s\" exists but is not empty: it has \"%s\", and no version in PG_VERSION",
	    b->pgdata, tenant);
	if (has_parts(b->pgdata))
		return fail_hint(e,
		    "it looks like a cluster, and nothing in it was touched: restore PG_VERSION, "
		    "whose one line is the major version, or a backup");
	return fail_hint(
	    e, "nothing in it was touched: set PGDATA to a directory below it, or empty it");
}

int
preflight_owner(const struct boot *b, struct err *e)
{
	char tenant[256] = "";
	struct err ignored;
	struct stat st;
	bool empty;

	if (stat(b->pgdata, &st) < 0 || st.st_uid == geteuid())
		return 0;
	/* "A directory below it" is no advice where a cluster is: an empty one would be served in
	 * its place. */
	empty = tree_find_tenant(AT_FDCWD, b->pgdata, tenant, sizeof(tenant), &ignored) == 0 &&
		tenant[0] == '\0';
	fail(e, "directory \"%s\" belongs to uid %u, and the server would refuse it to uid %u",
	    b->pgdata, (unsigned)st.st_uid, (unsigned)geteuid());
	if (!empty)
		return fail_hint(e, "start as uid %u, or give it with all that is in it to uid %u",
		    (unsigned)st.st_uid, (unsigned)geteuid());
	return fail_hint(e,
	    "set PGDATA to a directory below it, which is then made, or give it "
	    "to uid %u",
	    (unsigned)geteuid());
}

static void
warn_of_cr(const char *name, const struct secret *s, const char *effect)
{
	if (s->len > 0 && s->text[s->len - 1] == '\r')
		log_warn("%s ends with a carriage return, which %s", name, effect);
}

/* The official image's own words. */
static void
warn_of_trust(void)
{
	static const char *const lines[] = {
		STARS,
		"WARNING: POSTGRES_HOST_AUTH_METHOD has been set to \"trust\". This will allow",
		"         anyone with access to the Postgres port to access your database without",
		"         a password, even if POSTGRES_PASSWORD is set.",
		STARS,
	};

	for (size_t i = 0; i < LEN(lines); i++)
		log_line("%s", lines[i]);
}

static int
check_password(const struct boot *b, struct err *e)
{
	if (memchr(b->password.text, '\n', b->password.len) != NULL)
		return fail(e, "POSTGRES_PASSWORD holds a newline, which initdb would cut it at");
	warn_of_cr("POSTGRES_PASSWORD", &b->password, "initdb cuts off");
	/* The server keeps it as the hash it looks like (crypt.c, get_password_type). */
	if (password_is_md5(b->password.text, b->password.len) &&
	    (b->method[0] == '\0' || str_starts(b->method, "scram-sha-256")))
		log_warn("POSTGRES_PASSWORD is an MD5 hash, with which the method scram-sha-256 "
			 "lets nobody in: give the password, or the output of `pgtune-auto scram`");
	if (strcmp(b->method, "trust") == 0) {
		warn_of_trust();
		return 0;
	}
	if (b->password.set)
		return 0;
	log_line("Error: Database is uninitialized and superuser password is not specified.");
	fail(e, "POSTGRES_PASSWORD is empty");
	return fail_hint(e,
	    "set POSTGRES_PASSWORD, or POSTGRES_PASSWORD_FILE to a file that is not "
	    "empty, or let everybody in without one: "
	    "POSTGRES_HOST_AUTH_METHOD=trust");
}

/* What is appended to pg_hba.conf is a line: a method may bring options, but no second line. With a
 * word that is no method of a "host" line (client-auth.html; cert is one of hostssl), and with a
 * method that lacks the options it cannot do without, no server would start any more. */
static int
check_method(const struct boot *b, struct err *e)
{
	static const char *const methods[] = { "trust", "reject", "scram-sha-256", "md5",
		"password", "gss", "ident", "pam", "ldap", "radius", "oauth", NULL };
	static const char *const with_options[] = { "ldap", "radius", "oauth", NULL };
	const char *p = b->method + strspn(b->method, " \t");
	struct span word = { p, strcspn(p, " \t") };
	char buf[128];
	struct str list = str_on(buf, sizeof(buf));

	if (env_check_line("POSTGRES_HOST_AUTH_METHOD", b->method, e) < 0)
		return -1;
	if (span_in(word, with_options) && strchr(p + word.len, '=') == NULL)
		return fail(
		    e, "POSTGRES_HOST_AUTH_METHOD: \"%s\" lacks the options of that method", p);
	if (b->method[0] == '\0' || span_in(word, methods))
		return 0;
	str_add_list(&list, methods);
	fail(e, "POSTGRES_HOST_AUTH_METHOD: \"%.*s\" is no method", (int)word.len, word.p);
	return fail_hint(e, "take one of %s, with its options behind it", list.p);
}

static int
check_words(const struct boot *b, struct err *e)
{
	static struct cmdline a;

	if (check_method(b, e) < 0)
		return -1;
	if (str_starts(b->user, "pg_"))
		return fail(e,
		    "POSTGRES_USER: \"%s\": names that begin with pg_ are the server's own",
		    b->user);
	if (strcmp(b->user, "public") == 0 || strcmp(b->user, "none") == 0)
		return fail(e, "POSTGRES_USER: \"%s\" is a word of the server's own", b->user);
	if (strlen(b->user) > NAME_BYTES)
		return fail(e, "POSTGRES_USER is longer than %d bytes", NAME_BYTES);
	if (strpbrk(b->user, "\"$'\\") != NULL) /* CREATE EXTENSION plpgsql, since 15.4 */
		return fail(e, "POSTGRES_USER: initdb takes no name with any of \"$'\\ in it");
	return initdb_words(b, b->pgdata, &a, e);
}

static int
check_places(const struct boot *b, struct err *e)
{
	char wal[PATH_MAX], data[PATH_MAX];
	const char *dir;
	struct stat st;

	if (env_check_cr("PGDATA", b->pgdata, e) < 0 ||
	    env_check_cr("POSTGRES_INITDB_WALDIR", b->waldir, e) < 0 || find_waldir(b, &dir, e) < 0)
		return -1;
	if (dir[0] == '\0')
		return 0;
	if (dir[0] != '/')
		return fail(e, "the WAL directory \"%s\" is not an absolute path", dir);
	if (stat(dir, &st) == 0 ? !S_ISDIR(st.st_mode) : errno == ENOTDIR)
		return fail(e, "the WAL directory \"%s\" is a file, or below one", dir);
	if (!file_resolve(dir, wal) || !file_resolve(b->pgdata, data) || !str_starts(wal, data))
		return 0;
	if (wal[strlen(data)] == '/' || wal[strlen(data)] == '\0')
		return fail(e, "the WAL directory \"%s\" is in PGDATA, which has to be empty", dir);
	return 0;
}

static int
check_init_files(int *code, struct err *e)
{
	struct initfiles files;
	bool in_locale = env_is("PGTUNE_INIT_ORDER", "locale");

	if (initfiles_read(BOOT_INIT_DIR, in_locale, &files, e) < 0) {
		*code = 2; /* as ls does in the official image */
		return tree_lacks(AT_FDCWD, BOOT_INIT_DIR)
			   ? fail_hint(e, "an empty directory is enough")
			   : -1;
	}
	return initfiles_check(&files, e);
}

/* The secrets from which the stacks' init files make roles: a bad one is told before anything is
 * made. */
static int
check_role_secrets(struct err *e)
{
	static const char *const names[] = { "POSTGRES_APP_PASSWORD", "PGBOUNCER_AUTH_PASS" };
	static struct secret s;

	for (size_t i = 0; i < LEN(names); i++) {
		const char *path = secret_path(environ, names[i]);
		bool newline, set;
		int read;

		if (path != NULL && secret_is_pipe(path))
			continue;
		read = secret_read(environ, names[i], &s, e);
		newline = memchr(s.text, '\n', s.len) != NULL;
		warn_of_cr(names[i], &s, "is part of it");
		set = s.set;
		secret_wipe(&s);
		if (read < 0)
			return -1;
		if (newline)
			return fail(e, "%s holds a newline", names[i]);
		if (!set && path != NULL)
			return fail(e, "%s_FILE: \"%s\" is empty", names[i], path);
	}
	return 0;
}

/* "standby" beside a PRIMARY_HOST asks for a clone, and would get a primary of its own. */
static int
check_role(struct err *e)
{
	const char *role = env_get(environ, "POSTGRES_ROLE");

	if (role == NULL || strcmp(role, "primary") == 0 ||
	    env_get(environ, "PRIMARY_HOST") == NULL)
		return 0;
	fail(e, "POSTGRES_ROLE: \"%s\" is no role", role);
	return fail_hint(e, "replica clones PRIMARY_HOST, primary makes a database of its own");
}

int
preflight_first_boot(const struct boot *b, int *code, struct err *e)
{
	if (check_role(e) < 0 || check_password(b, e) < 0 || check_role_secrets(e) < 0 ||
	    old_check(b, e) < 0 || check_words(b, e) < 0 || check_places(b, e) < 0)
		return -1;
	return check_init_files(code, e);
}

/* The variables that go into the command line of a clone. */
static int
check_lengths(struct err *e)
{
	static const struct {
		const char *name;
		size_t most;
	} limits[] = { { "PRIMARY_HOST", 255 }, { "PG_REPLICATION_USER", NAME_BYTES },
		{ "REPLICATION_SLOT_NAME", NAME_BYTES } };

	for (size_t i = 0; i < LEN(limits); i++) {
		const char *value = env_get(environ, limits[i].name);

		if (value == NULL)
			continue;
		if (strlen(value) > limits[i].most)
			return fail(
			    e, "%s is longer than %zu bytes", limits[i].name, limits[i].most);
		if (env_check_cr(limits[i].name, value, e) < 0)
			return -1;
	}
	return 0;
}

static int
check_primary_host(struct err *e)
{
	const char *host = env_get(environ, "PRIMARY_HOST");

	if (host == NULL)
		return fail(e, "POSTGRES_ROLE=replica needs PRIMARY_HOST");
	if (str_check_host(host, e) == 0)
		return 0;
	fail_within(e, "PRIMARY_HOST");
	return fail_hint(e, "the name alone: PRIMARY_PORT, PG_REPLICATION_USER and "
			    "PG_REPLICATION_PASSWORD have the rest");
}

/* ReplicationSlotValidateName in slot.c. */
static int
check_slot_name(struct err *e)
{
	const char *name = env_get(environ, "REPLICATION_SLOT_NAME");

	if (name == NULL || name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0')
		return 0;
	fail(e, "REPLICATION_SLOT_NAME: \"%s\" is no name of a slot", name);
	return fail_hint(e, "lower case letters, digits and underscores make one");
}

int
preflight_replica(const struct boot *b, struct err *e)
{
	if (check_primary_host(e) < 0)
		return -1;
	if (memchr(b->replication.text, '\n', b->replication.len) != NULL)
		return fail(e, "PG_REPLICATION_PASSWORD holds a newline");
	warn_of_cr("PG_REPLICATION_PASSWORD", &b->replication, "is sent with it");
	if (check_lengths(e) < 0 || check_slot_name(e) < 0 || old_check(b, e) < 0)
		return -1;
	return check_places(b, e);
}
