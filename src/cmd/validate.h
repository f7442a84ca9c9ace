/* validate.h — the plan is offered to the server itself: it is the authority on what it takes. */
#ifndef CMD_VALIDATE_H
#define CMD_VALIDATE_H

#include "base/proc.h"
#include "cmd/context.h"

/* Asks the postgres at the path `postgres`, run as `user` (NULL: as we are; the server refuses to
 * run as root), and plans again by its answers:
 *
 *	- a setting of the plan that it refuses or does not know is dropped, with a warning that
 *	  names it, never passed again;
 *	- so is a library of the plan that it cannot load: the others stay;
 *	- the shared memory it would take replaces the estimate (15 and later, with a cluster whose
 *	  server is stopped; some 20 ms).
 *
 * What it refuses beside our own settings is a warning: the start will say the same. Asked as the
 * owner of the data directory it is also why the server would not start, c->refusal.
 *
 * True: it was asked all there is, and took the plan as it was. */
bool validate(struct context *c, const char *postgres, const struct proc_user *user);

/* The same for this machine: the postgres of the cluster's major, without one of the major planned
 * for (server_find), as the user postgres when we are root. -1 and e: there is no such program or
 * user. */
int validate_here(struct context *c, struct err *e);

#endif
