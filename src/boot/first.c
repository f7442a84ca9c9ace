/* first.c — the steps of a first boot, each of which may be the last. */
#include "boot/first.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "boot/env.h"
#include "boot/initdb.h"
#include "boot/initrun.h"
#include "boot/lock.h"
#include "boot/preflight.h"
#include "boot/say.h"
#include "boot/stage.h"
#include "boot/tempserver.h"
#include "boot/tree.h"

bool
first_is_unfinished(const struct boot *b)
{
	char path[PATH_MAX + 16];

	snprintf(path, sizeof(path), "%s/" BOOT_MARKER, b->pgdata);
	return access(path, F_OK) == 0;
}

static int
undo(const struct boot *b, const struct marker *m, struct err *e)
{
	if (marker_undo(b->dir, m, e) < 0)
		return fail_within(e, "undoing the unfinished first boot in \"%s\"", b->pgdata);
	return 0;
}

static int
judge_unfinished(const struct boot *b, const struct marker *m, struct err *e)
{
	if (m->state == MARKER_STAGE) {
		log_info("an earlier first boot ended before any init file ran: it is redone");
		return undo(b, m, e);
	}
	if (env_is("PGTUNE_ON_FAILED_INIT", "retry")) {
		log_warn("the first boot failed at \"%s\": PGTUNE_ON_FAILED_INIT=retry undoes it "
			 "and begins again",
		    m->file);
		return undo(b, m, e);
	}
	fail(e, "the first boot of \"%s\" did not finish: it ended in \"%s\"", b->pgdata, m->file);
	return fail_hint(e, "mend that file, if no kill ended it, then empty the volume, or set "
			    "PGTUNE_ON_FAILED_INIT=retry: it removes what this program made");
}

int
first_decide(const struct boot *b, enum first_need *need, struct err *e)
{
	struct marker m;

	*need = FIRST_DONE;
	if (marker_read(b->dir, &m, e) < 0)
		return -1;
	if (m.state != MARKER_NONE && judge_unfinished(b, &m, e) < 0)
		return -1;
	if (tree_holds_cluster(b->pgdata) ||
	    (m.state == MARKER_NONE && !env_is("DATABASE_ALREADY_EXISTS", "")))
		return 0;
	*need = b->replica ? FIRST_CLONE : FIRST_INIT;
	if (m.state != MARKER_NONE)
		return 0; /* what else is here now was looked at when that boot began */
	return preflight_empty(b, e);
}

/* Removes what a failed initdb left. When that fails too, it is only logged: what the caller
 * reports is why initdb failed. */
static int
give_up(const struct boot *b, const struct marker *m)
{
	struct err e;

	if (marker_undo(b->dir, m, &e) < 0)
		log_failure(&e);
	return -1;
}

static int
make_cluster(struct boot *b, struct marker *m, int *code, struct err *e)
{
	static struct cmdline words;
	char path[PATH_MAX];
	int64_t began = proc_now_ms();

	if (initdb_words(b, b->pgdata, &words, e) < 0)
		return -1;
	snprintf(m->waldir, sizeof(m->waldir), "%s", initdb_waldir(b, &words));
	if (stage_begin(b, m, path, sizeof(path), e) < 0)
		return -1;
	if (initdb_run(b, path, code, e) < 0)
		return give_up(b, m);
	if (stage_move_up(b, m, e) < 0)
		return -1;
	say_took("initdb", began);
	return 0;
}

static int
run_init_files(const struct first *f, struct marker *m, int *code, struct err *e)
{
	struct boot *b = f->boot;
	char *const *args;
	int64_t began = proc_now_ms();
	struct err ignored;
	int ignored_code, result = 0;

	if (f->plan(f, &args, e) < 0)
		return -1;
	/* Where the operator's is not set. Without a password both are there, and empty, for
	 * scripts under `set -u`. */
	setenv("PGPASSWORD", b->password.text, 0);
	setenv("POSTGRES_PASSWORD", "", 0);
	if (tempserver_start(b, args, code, e) < 0)
		return -1;
	say_took("starting the temporary server", began);
	if (!initdb_makes_database(b))
		result = initrun_database(b, code, e);
	if (result == 0)
		result = initrun_files(b, &f->files, m, code, e);
	if (result < 0) {
		tempserver_stop(b, SIGQUIT, &ignored_code, &ignored);
		return -1;
	}
	began = proc_now_ms();
	if (tempserver_stop(b, SIGINT, code, e) < 0)
		return -1;
	say_took("stopping the temporary server", began);
	return 0;
}

/* Tools wait for the second "ready to accept connections" in the log, because the first one used to
 * be the temporary server's. Without such a server a line of ours has those words. */
static int
without_server(const struct first *f, struct marker *m, int *code, struct err *e)
{
	struct boot *b = f->boot;
	int64_t began = proc_now_ms();

	if (!initdb_makes_database(b)) {
		if (initdb_create_database(b, code, e) < 0)
			return -1;
		say("CREATE DATABASE");
		say_took("creating the database", began);
	}
	if (initrun_files(b, &f->files, m, code, e) < 0)
		return -1;
	say("pgtune-auto: no temporary server was needed; this line is for tools that wait to see "
	    "twice that the database system is ready to accept connections");
	return 0;
}

int
first_boot(void *arg, int *code, struct err *e)
{
	struct first *f = arg;
	struct boot *b = f->boot;
	static struct marker m;
	int64_t began = proc_now_ms(), sync_began;
	int result;

	lock_inherit(b->dir);
	if (initfiles_read(BOOT_INIT_DIR, env_is("PGTUNE_INIT_ORDER", "locale"), &f->files, e) < 0)
		return -1;
	if (make_cluster(b, &m, code, e) < 0)
		return -1;
	*code = 1;
	result = initfiles_any(&f->files) ? run_init_files(f, &m, code, e)
					  : without_server(f, &m, code, e);
	if (result < 0)
		return -1;
	*code = 1;
	sync_began = proc_now_ms();
	if (stage_finish(b, e) < 0)
		return -1;
	say_took("syncing the new cluster", sync_began);
	say_took("first boot", began);
	return 0;
}
