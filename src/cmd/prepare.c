/* prepare.c — what a start does before there is a server, some of it as root. */
#include "cmd/prepare.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/num.h"
#include "base/proc.h"
#include "boot/env.h"
#include "boot/layout.h"
#include "boot/lock.h"
#include "boot/major.h"
#include "boot/old.h"
#include "boot/preflight.h"
#include "boot/replica.h"
#include "boot/say.h"
#include "boot/state.h"
#include "boot/tree.h"
#include "cmd/call.h"
#include "cmd/options.h"
#include "cmd/preview.h"
#include "cmd/startplan.h"

/* Runs a phase; its exit code is what this program's will be when it failed. */
static int
run_phase(struct start *s, phase *work, void *arg, struct err *e)
{
	return watch_phase(&s->watch, work, arg, &s->code, e);
}

/* /usr/lib/postgresql/18/bin says it, where the image is laid out so; else PG_MAJOR. 0: unknown. */
static int
major_of(const char *bindir)
{
	static const char before[] = "/postgresql/";
	const char *at = strstr(bindir, before), *word = getenv("PG_MAJOR");
	int64_t n;
	struct err e;

	if (at != NULL && num_int(at + sizeof(before) - 1, strcspn(at + sizeof(before) - 1, "/"), 1,
			      999, &n, &e) == 0)
		return (int)n;
	return word != NULL && num_int(word, strlen(word), 1, 999, &n, &e) == 0 ? (int)n : 0;
}

static int
find_programs(struct start *s, struct err *e)
{
	struct boot *b = &s->boot;
	char path[PATH_MAX];

	if (proc_find("postgres", path, sizeof(path)) < 0) {
		s->code = proc_exec_code(errno);
		fail(e, "exec: postgres: not found");
		return fail_hint(e, "it is looked for in PATH; to see the plan without a server: "
				    "pgtune-auto --dry-run");
	}
	if (realpath(path, b->bindir) == NULL)
		return fail_sys(e, "looking at \"%s\"", path);
	*strrchr(b->bindir, '/') = '\0';
	b->major = major_of(b->bindir);
	return 0;
}

static int
become_postgres(const struct start *s, struct err *e)
{
	if (!s->as_root)
		return 0;
	setenv("HOME", s->postgres.home, 1);
	if (proc_become(&s->postgres.user, e) == 0)
		return 0;
	return fail_hint(e,
	    "start with --user %u:%u, or leave root CAP_SETUID, CAP_SETGID, CAP_CHOWN, "
	    "CAP_FOWNER and CAP_DAC_OVERRIDE",
	    (unsigned)s->postgres.user.uid, (unsigned)s->postgres.user.gid);
}

static void
log_finding(const char *line, void *unused)
{
	(void)unused;
	log_line("%s", line);
}

/* POSTGRES_PASWORD: a start that is refused for want of it does not come to the plan's warnings. */
static void
warn_of_slip(const char *variable, const char *name, void *unused)
{
	const char *meant = call_variable_meant(variable, CMD_PLANNING);

	(void)name;
	(void)unused;
	if (meant != NULL)
		log_warn("%s is not read; did you mean %s?", variable, meant);
}

/* A phase: as the server's user, so that what it cannot read is found now. */
static int
check_first_boot(void *arg, int *code, struct err *e)
{
	struct start *s = arg;

	if (geteuid() == 0 && become_postgres(s, e) < 0)
		return -1;
	if (tree_holds_cluster(s->boot.pgdata))
		return 0; /* root without CAP_DAC_OVERRIDE could not see it */
	if (startplan_check(s->call, e) < 0) {
		*code = EXIT_USAGE;
		return -1;
	}
	if (startplan_fits(e) < 0)
		return -1;
	if (s->boot.replica)
		return preflight_replica(&s->boot, e);
	if (preflight_first_boot(&s->boot, code, e) < 0) {
		call_each_unread(s->call, "POSTGRES_", warn_of_slip, NULL);
		return -1;
	}
	preview_findings(&s->boot, log_finding, NULL); /* never fatal here */
	return 0;
}

static int
check(struct start *s, struct err *e)
{
	if (tree_holds_cluster(s->boot.pgdata))
		return major_check(&s->boot, e);
	if (!env_is("DATABASE_ALREADY_EXISTS", ""))
		return 0;
	if (!first_is_unfinished(&s->boot) && preflight_empty(&s->boot, e) < 0)
		return -1;
	if (!s->as_root && preflight_owner(&s->boot, e) < 0)
		return -1;
	s->checked = true;
	if (run_phase(s, check_first_boot, s, e) < 0)
		return -1;
	/* root sees what is closed to the server's user: data of an image with another uid */
	return s->as_root ? old_check(&s->boot, e) : 0;
}

/* What the phase below gives to whom. */
struct ownership {
	const char *dir;
	uid_t uid;
};

static int
own(void *arg, int *code, struct err *e)
{
	const struct ownership *o = arg;

	(void)code;
	return layout_own(o->dir, o->uid, e);
}

static int
own_directory(struct start *s, const char *dir, struct err *e)
{
	struct ownership o = { .dir = dir, .uid = s->postgres.user.uid };
	int64_t began = proc_now_ms();

	if (dir[0] == '\0' || layout_is_owned(dir, o.uid))
		return 0;
	if (run_phase(s, own, &o, e) == 0) {
		say_took("chown", began);
		return 0;
	}
	if (s->watch.signal != 0 || (access(dir, W_OK) < 0 && errno == EROFS))
		return -1;
	return fail_hint(e,
	    "give the volume to uid %u yourself, or start with "
	    "--user and the uid that owns it",
	    (unsigned)o.uid);
}

/* As root. What it cannot make (NFS that squashes it, capabilities that it lacks) or cannot give is
 * left to the server's user, who may more on its volume: *left says why. */
static int
make_and_give(struct start *s, const char *dir, struct err *left, struct err *e)
{
	int made = layout_make(dir, e);

	if (made >= 0 && own_directory(s, dir, e) == 0)
		return 0;
	if (made == 0 || s->watch.signal != 0)
		return -1;
	layout_unmake(dir, made);
	*left = *e;
	left->hint[0] = '\0';
	return 0;
}

static int
make_both(const struct boot *b, struct err *e)
{
	return layout_make(b->pgdata, e) < 0 || layout_make(b->waldir, e) < 0 ? -1 : 0;
}

static int
make_as_postgres(const struct start *s, const struct err *left, struct err *e)
{
	if (make_both(&s->boot, e) == 0)
		return 0;
	if (errno != EACCES && errno != EPERM)
		return -1;
	if (strcmp(left->text, e->text) != 0)
		log_failure(left); /* a disk's fault is not one of ownership */
	return fail_hint(e,
	    "neither root for uid %u nor that uid may make it: give the volume to it",
	    (unsigned)s->postgres.user.uid);
}

/* As root; ends as the server's user. */
static int
lay_out_for(struct start *s, struct err *e)
{
	const struct boot *b = &s->boot;
	uid_t uid = s->postgres.user.uid;
	struct err left = { 0 };

	if (layout_check_links(b->pgdata, uid, e) < 0 || layout_check_links(b->waldir, uid, e) < 0)
		return -1;
	if (make_and_give(s, b->pgdata, &left, e) < 0 || make_and_give(s, b->waldir, &left, e) < 0)
		return -1;
	layout_own_strays(b, uid);
	if (own_directory(s, BOOT_RUN_DIR, e) < 0) {
		if (s->watch.signal != 0)
			return -1;
		layout_open_run_dir();
	}
	if (become_postgres(s, e) < 0)
		return -1;
	return left.text[0] != '\0' ? make_as_postgres(s, &left, e) : 0;
}

static int
lay_out(struct start *s, struct err *e)
{
	layout_make_run_dir();
	if ((s->as_root ? lay_out_for(s, e) : make_both(&s->boot, e)) < 0)
		return -1;
	return layout_close(&s->boot, e);
}

static int
lock(struct start *s, struct err *e)
{
	bool off = env_is("PGTUNE_LOCK", "off");

	s->boot.dir = lock_take(
	    s->boot.pgdata, env_seconds("PGTUNE_LOCK_WAIT", LOCK_WAIT_S), off, &s->watch, e);
	return s->boot.dir < 0 ? -1 : 0;
}

static int
plan_args(const struct first *f, char *const **args, struct err *e)
{
	char **argv;

	if (startplan_argv(f->boot, f->ctx, false, &argv, e) < 0)
		return -1;
	*args = argv + 1;
	return 0;
}

/* Makes the cluster, if there is none. */
static int
fill_volume(struct start *s, enum first_need need, struct err *e)
{
	struct first first = { .boot = &s->boot, .plan = plan_args, .ctx = s->call };

	if (need == FIRST_DONE)
		return 0;
	if (!s->checked && run_phase(s, check_first_boot, s, e) < 0)
		return -1;
	if (need == FIRST_CLONE)
		return run_phase(s, replica_boot, &s->boot, e);
	if (run_phase(s, first_boot, &first, e) < 0)
		return -1;
	state_note_superuser(&s->boot, s->boot.user);
	return 0;
}

int
prepare(struct start *s, enum first_need *need, struct err *e)
{
	s->as_root = geteuid() == 0;
	if (watch_open(&s->watch, e) < 0 || find_programs(s, e) < 0 || env_read(&s->boot, e) < 0)
		return -1;
	if (s->as_root && user_find("postgres", &s->postgres, e) < 0)
		return -1;
	if (check(s, e) < 0 || lay_out(s, e) < 0 || lock(s, e) < 0)
		return -1;
	if (first_decide(&s->boot, need, e) < 0)
		return -1;
	return fill_volume(s, *need, e);
}
