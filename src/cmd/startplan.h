/* startplan.h — the command line of a start: read, plan, have the server confirm it, announce. */
#ifndef CMD_STARTPLAN_H
#define CMD_STARTPLAN_H

#include "boot/boot.h"
#include "cmd/cmd.h"

/* The variables and options make a plan: what is wrong with them is found before anything is
 * touched. -1 and e: wrong usage. */
int startplan_check(const struct call *call, struct err *e);

/* The first boot, the lock and health are PGDATA's: on another directory the server would be
 * without them, and the temporary one would run there with fsync=off. -1 and e: the operator's
 * settings name another. */
struct context;
int startplan_check_directory(const struct context *c, struct err *e);

/* The words of postgres's argv, "postgres" first, allocated and NULL-terminated: the plan as
 * -c name=value, then the operator's own. The server is asked (validate.h) unless it was asked the
 * same before: its last answer is in PGDATA's state file. With `announce` the [AUTO-CONFIG] line
 * and the warnings are printed. -1 and e. */
int startplan_argv(
    const struct boot *b, const struct call *call, bool announce, char ***argv, struct err *e);

/* -1 and e: --strict, and the budget of the last plan does not hold. */
int startplan_fits(struct err *e);

/* What the operator set, as of the last startplan_argv(); else `otherwise`. */
const char *startplan_setting(const char *name, const char *otherwise);

#endif
