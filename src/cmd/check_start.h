/* check_start.h — what the running server was started with beside the plan. */
#ifndef CMD_CHECK_START_H
#define CMD_CHECK_START_H

#include "cmd/cmd.h"

/* Takes into the call the options that the supervisor of `server` (a postmaster's pid) was given,
 * where the call has not said them itself, and before the call's own words for the server those of
 * the supervisor. Nothing where none of ours supervises it. */
void check_started_with(struct call *call, int64_t server);

#endif
