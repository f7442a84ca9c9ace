/* replica.c — pg_basebackup, staged like initdb. */
#include "boot/replica.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/num.h"
#include "base/opt.h"
#include "boot/cmdline.h"
#include "boot/env.h"
#include "boot/lock.h"
#include "boot/say.h"
#include "boot/stage.h"
#include "boot/state.h"
#include "boot/tree.h"
#include "guc/conf.h"
#include "wire/startup.h"

#define PRIMARY_WAIT_S 120 /* PGTUNE_PRIMARY_WAIT */
#define ASK_AGAIN_MS 500
#define AUTO_MAX (1024 * 1024) /* of postgresql.auto.conf */

#define LOGIN_HINT                                                                   \
	"PG_REPLICATION_USER and PG_REPLICATION_PASSWORD are those of the primary, " \
	"whose pg_hba.conf lets them in from here"

#define ROLE_HINT                                                             \
	"the role of PG_REPLICATION_USER may not replicate: on the primary, " \
	"ALTER ROLE ... REPLICATION"

static const char *
replication_user(void)
{
	return env_or("PG_REPLICATION_USER", "replicator");
}

/* "": none is to be used. */
static const char *
slot_name(void)
{
	return env_or("REPLICATION_SLOT_NAME", "");
}

static bool
takes_logins(const struct wire_answer *a)
{
	return a->outcome == WIRE_AUTH ||
	       (a->outcome == WIRE_ERROR && strcmp(a->error.sqlstate, "57P03") != 0);
}

static int
wait_for_primary(struct err *e)
{
	const char *host = getenv("PRIMARY_HOST"), *port = env_or("PRIMARY_PORT", "5432");
	struct wire_where at = { .host = host };
	struct wire_login as = { replication_user(), "postgres", "pgtune-auto" };
	int64_t wait_s = env_seconds("PGTUNE_PRIMARY_WAIT", PRIMARY_WAIT_S), n;
	int64_t until = proc_now_ms() + wait_s * 1000;
	static struct wire_answer a;

	if (num_int(port, strlen(port), 1, 65535, &n, e) < 0)
		return fail_within(e, "PRIMARY_PORT: \"%s\"", port);
	at.port = (int)n;
	for (bool told = false;; told = true) {
		wire_probe(&at, &as, 5000, &a);
		if (takes_logins(&a))
			return 0;
		if (proc_now_ms() >= until)
			break;
		if (!told)
			log_info("waiting for the primary at \"%s:%s\": %s", host, port,
			    a.outcome == WIRE_ERROR ? a.error.text : a.e.text);
		proc_pause_ms(ASK_AGAIN_MS);
	}
	if (a.outcome == WIRE_ERROR)
		return fail(
		    e, "the primary at \"%s:%s\" takes no logins: %s", host, port, a.error.text);
	*e = a.e;
	return fail_within(
	    e, "the primary at \"%s:%s\" did not answer in %lld s", host, port, (long long)wait_s);
}

/* Where and as whom a program asks the primary. */
static void
add_primary(struct cmdline *c)
{
	cmdline_add(c, "--host=", getenv("PRIMARY_HOST"));
	cmdline_add(c, "--port=", env_or("PRIMARY_PORT", "5432"));
	cmdline_add(c, "--username=", replication_user());
	cmdline_add(c, "--no-password", "");
}

/* What the primary answers to a command of the replication protocol, over a connection like the
 * clone's; psql's exit code, or -1. */
static int
ask(const struct boot *b, const char *command, struct str *answer)
{
	static struct cmdline c;
	struct proc p = { .argv = c.argv };
	struct err e;

	cmdline_begin(&c, b->bindir, "psql");
	add_primary(&c);
	cmdline_add(&c, "--no-psqlrc", "");
	cmdline_add(&c, "--dbname=", "replication=true");
	cmdline_add(&c, "-Atc", "");
	cmdline_add(&c, command, "");
	return c.text.full ? -1 : proc_capture(&p, answer, NULL, 10000, &e);
}

/* The primary's major version; 0: it did not say, and pg_basebackup will report why. */
static int
ask_major(const struct boot *b)
{
	char text[64];
	struct str out = str_on(text, sizeof(text));
	struct err e;
	uint64_t n;

	if (ask(b, "SHOW server_version_num", &out) != 0 ||
	    num_uint(text, strcspn(text, "\n"), &n, &e) < 0)
		return 0;
	return n < 10000000 ? (int)(n / 10000) : 0;
}

/* pg_basebackup clones an older server, too, but this one would not start on the clone. */
static int
check_major(const struct boot *b, struct err *e)
{
	int major = ask_major(b);

	if (major == 0 || major == b->major)
		return 0;
	fail(e, "the primary at \"%s\" is PostgreSQL %d, this server is %d", getenv("PRIMARY_HOST"),
	    major, b->major);
	return fail_hint(e, "start the replica with an image of PostgreSQL %d", major);
}

/* --write-recovery-conf leaves standby.signal and primary_conninfo. */
static void
build(struct cmdline *c, const struct boot *b, const char *path, bool make_slot)
{
	const char *slot = slot_name();

	cmdline_begin(c, b->bindir, "pg_basebackup");
	cmdline_add(c, "--pgdata=", path);
	add_primary(c);
	cmdline_add(c, "--write-recovery-conf", "");
	cmdline_add(c, "--wal-method=", "stream");
	cmdline_add(c, "--checkpoint=", "fast");
	cmdline_add(c, "--no-sync", "");
	if (b->waldir[0] != '\0')
		cmdline_add(c, "--waldir=", b->waldir);
	if (slot[0] != '\0')
		cmdline_add(c, "--slot=", slot);
	if (slot[0] != '\0' && make_slot)
		cmdline_add(c, "--create-slot", "");
}

static void
log_lines(char *text)
{
	while (*(text += strspn(text, "\t")) != '\0') { /* libpq indents what it explains */
		size_t len = strcspn(text, "\n");

		if (len > 0)
			log_line("%.*s", (int)len, text);
		text += len + (text[len] == '\n');
	}
}

/* pg_basebackup's exit code, or -1; what it says goes into words. */
static int
attempt(const struct boot *b, const char *path, bool make_slot, struct str *words, struct err *e)
{
	static struct cmdline c;
	struct proc p = { .argv = c.argv };

	str_clear(words);
	if (tree_remove(b->dir, BOOT_STAGING, e) < 0)
		return -1;
	build(&c, b, path, make_slot);
	if (c.text.full)
		return fail(e, "pg_basebackup's command line is too long");
	return proc_capture(&p, NULL, words, INT_MAX, e);
}

/* A slot that the primary has invalidated holds nothing, and no replica can stream from it again.
 * An active one it does not drop. */
static bool
drop_lost_slot(const struct boot *b, const char *words)
{
	const char *slot = slot_name();
	char command[100], nothing[64];
	struct str answer = str_on(nothing, sizeof(nothing));

	if (strstr(words, "can no longer access replication slot") == NULL)
		return false;
	snprintf(command, sizeof(command), "DROP_REPLICATION_SLOT \"%s\"", slot);
	if (ask(b, command, &answer) != 0)
		return false;
	log_info("the slot \"%s\" was lost: it is made anew", slot);
	return true;
}

/* Asks the primary: its error about a slot that exists is in its own language. A primary before 15
 * does not know the question. A logical slot does not count: it is a subscription's, and when it is
 * lost, not ours to drop. */
static bool
has_slot(const struct boot *b)
{
	const char *slot = slot_name();
	char command[100], text[64];
	struct str answer = str_on(text, sizeof(text));

	snprintf(command, sizeof(command), "READ_REPLICATION_SLOT \"%s\"", slot);
	return slot[0] != '\0' && ask(b, command, &answer) == 0 && str_starts(text, "physical");
}

/* Adds a hint where pg_basebackup says what is wrong, but not how to mend it. Returns -1. */
static int
hint(const char *words, struct err *e)
{
	static const char *const hints[][2] = {
		{ "No space left on device",
		    "the next start clones again: give the file system that is full more room" },
		{ "is active for PID", "another replica streams through that slot: give each one a "
				       "REPLICATION_SLOT_NAME of its own" },
		{ "could not create directory",
		    "the primary has a tablespace there: mount an empty directory of the server's "
		    "user in the same place" },
		{ "exists but is not empty",
		    "the primary has a tablespace there, and a clone that was cut short leaves "
		    "its part behind: if it is that, empty it" },
		{ "certificate",
		    "PGSSLMODE, PGSSLROOTCERT, PGSSLCERT and PGSSLKEY say which ones are "
		    "sent and wanted" },
		{ "replication role", ROLE_HINT }, /* up to 15 */
		{ "WAL sender", ROLE_HINT },
		{ "password", LOGIN_HINT },
		{ "pg_hba.conf", LOGIN_HINT },
	};

	for (size_t i = 0; i < LEN(hints); i++)
		if (strstr(words, hints[i][0]) != NULL)
			return fail_hint(e, "%s", hints[i][1]);
	return -1;
}

/* A slot that is missing or lost is made; one that is there is used. */
static int
run(const struct boot *b, const char *path, int *code, struct err *e)
{
	static char text[16384];
	struct str words = str_on(text, sizeof(text));
	bool there = has_slot(b);

	*code = attempt(b, path, !there, &words, e);
	if (*code > 0 && (there ? drop_lost_slot(b, text) : strstr(text, "already exists") != NULL))
		*code = attempt(b, path, there, &words, e);
	log_lines(text);
	if (*code <= 0)
		return *code;
	fail(e, "cloning the primary at \"%s\" failed with exit code %d", getenv("PRIMARY_HOST"),
	    *code);
	return hint(text, e);
}

/* What the clone's postgresql.auto.conf sets, where ALTER SYSTEM and a restore write. */
static int
read_auto(const char *file, struct gucset *set, struct err *e)
{
	static char buf[AUTO_MAX], text[AUTO_MAX];
	struct conf_text conf = { .p = buf, .file = file, .where = GUC_AUTO };

	set->text = str_on(text, sizeof(text));
	if (file_read(AT_FDCWD, file, buf, sizeof(buf), &conf.len, e) < 0)
		return -1;
	guc_read_conf(set, &conf);
	return 0;
}

/* Takes back what the clone has of the primary's own recovery, since --write-recovery-conf only
 * adds: a slot that is not at this primary, the target of a restore, at which the clone would stop
 * or promote itself, and the commands of that archive, whose programs may not be here. Commands in
 * other files are the operator's, for replicas. */
static int
forget_recovery(const char *path, struct err *e)
{
	static const char *const commands[] = { "restore_command", "archive_cleanup_command",
		"recovery_end_command" };
	static struct gucset own;
	char file[PATH_MAX + 32], text[512];
	struct str lines = str_on(text, sizeof(text));

	snprintf(file, sizeof(file), "%s/postgresql.auto.conf", path);
	if (read_auto(file, &own, e) < 0)
		return -1;
	str_add(&lines, "recovery_target = ''\n"
			"recovery_target_name = ''\n"
			"recovery_target_time = ''\n"
			"recovery_target_xid = ''\n"
			"recovery_target_lsn = ''\n"
			"recovery_target_timeline = 'latest'\n");
	for (size_t i = 0; i < LEN(commands); i++)
		if (guc_find(&own, commands[i]) != NULL)
			str_addf(&lines, "%s = ''\n", commands[i]);
	if (slot_name()[0] == '\0')
		str_add(&lines, "primary_slot_name = ''\n");
	return file_append(file, lines.p, lines.len, e);
}

/* POSTGRES_USER is the primary's to say. Its state file comes with the clone, and does not stay. */
static void
learn_superuser(const struct boot *b, const char *path)
{
	char file[PATH_MAX + 32];
	struct state s;

	snprintf(file, sizeof(file), "%s/" BOOT_STATE, path);
	if (state_read(AT_FDCWD, file, &s) && s.superuser[0] != '\0')
		state_note_superuser(b, s.superuser);
}

int
replica_boot(void *arg, int *code, struct err *e)
{
	struct boot *b = arg;
	static struct marker m;
	char path[PATH_MAX];
	int64_t began = proc_now_ms();
	struct err ignored;

	lock_inherit(b->dir);
	if (wait_for_primary(e) < 0)
		return -1;
	if (b->replication.set)
		setenv("PGPASSWORD", b->replication.text, 1);
	say_took("waiting for the primary", began);
	if (check_major(b, e) < 0)
		return -1;
	began = proc_now_ms();
	snprintf(m.waldir, sizeof(m.waldir), "%s", b->waldir);
	if (stage_begin(b, &m, path, sizeof(path), e) < 0)
		return -1;
	if (run(b, path, code, e) != 0 || forget_recovery(path, e) < 0) {
		marker_undo(b->dir, &m, &ignored);
		return -1;
	}
	*code = EXIT_FAILURE;
	learn_superuser(b, path);
	if (stage_move_up(b, &m, e) < 0 || stage_finish(b, e) < 0)
		return -1;
	say_took("cloning the primary", began);
	return 0;
}
