/* context.h — from a call to a plan: what every planning command and the entrypoint start from.
 *
 *	static struct context c;             (large: static storage, not the stack)
 *	if (context_read(&c, call, &e) < 0)  { log_error(&e); return EXIT_USAGE; }
 *	context_announce(&c);                the [AUTO-CONFIG] line and the warnings, on stderr
 *	… c.plan …
 */
#ifndef CMD_CONTEXT_H
#define CMD_CONTEXT_H

#include <limits.h>

#include "boot/state.h"
#include "cmd/cmd.h"
#include "guc/gucset.h"
#include "host/host.h"
#include "host/root.h"
#include "render/render.h"
#include "tune/plan.h"

#define CONTEXT_WARNINGS 32
#define CONTEXT_ALL_WARNINGS (HOST_WARNINGS + CONTEXT_WARNINGS + PLAN_WARNINGS)

struct context {
	const struct call *call;
	const char *root;      /* --root, NULL: this machine */
	struct root at;        /* the same, open */
	char pgdata[PATH_MAX]; /* the data directory (-D, else PGDATA; data_directory moves it); ""
				  when nobody named one. With --root: below it */
	int cluster_major;     /* what its PG_VERSION says, 0: there is no cluster yet */
	int server_major;      /* of the server asked for; wish.major is within what is known */
	bool standby; /* standby.signal or recovery.signal is there, or POSTGRES_ROLE=replica */
	struct state last;        /* of the last start on it, "" when that cannot be read */
	struct host_wish machine; /* --memory, --cpus as said */
	struct host host;
	struct gucset given; /* argv, postgresql.auto.conf, postgresql.conf and its includes */
	struct wish wish;
	struct plan plan;
	char warnings[CONTEXT_WARNINGS][512]; /* what was odd while reading, beside the host's */
	size_t warning_count;
	const char *refusal; /* of these, the one why the server would not start; NULL: none */
	char memory_said_as[OPT_SAID_MAX], cpus_said_as[OPT_SAID_MAX];
	char database[NAME_BYTES + 1]; /* where wish.database lives, cut as the server cuts it */
	char library_text[1024], given_text[512 * 1024]; /* where names and values live */
};

/* Reads options, environment, machine and the operator's settings, and makes the plan. Touches
 * nothing and runs nothing; may be called again when the data directory has changed. -1 and e: an
 * option or a variable is wrong (exit 2). */
int context_read(struct context *c, const struct call *call, struct err *e);

/* The same in steps, for a caller that plans for several machines: everything but the machine … */
int context_open(struct context *c, const struct call *call, struct err *e);
/* … the machine as it is, in c->host … */
void context_detect(struct context *c);
/* … and the plan for `detected` with c->machine put over it. */
int context_plan(struct context *c, const struct host *detected, struct err *e);

/* Solves the plan again from what is now in c->host, c->given and c->wish, once more is known
 * (measured_shared_bytes, dropped, floors …). */
void context_replan(struct context *c);

/* One line to the reader's warnings, for context_announce() and the reports. */
void context_warn(struct context *c, const char *fmt, ...) PRINTF(2, 3);

/* All warnings: the host's, the reader's, the plan's. Returns how many. */
size_t context_warnings(const struct context *c, const char *all[CONTEXT_ALL_WARNINGS]);

/* [AUTO-CONFIG] RAM: … → …, then every warning, on stderr. */
void context_announce(const struct context *c);
void context_announce_line(const struct context *c); /* without the warnings */

/* --strict: 1 when the budget does not hold (without tuning nobody asks), else 0. */
int context_exit_code(const struct context *c);

#endif
