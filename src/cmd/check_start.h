/* check_start.h — what the running server was started with beside the plan. */
#ifndef CMD_CHECK_START_H
#define CMD_CHECK_START_H

#include "cmd/cmd.h"

/* Takes into the call the options that the supervisor of `server` (a postmaster's pid) was given,
 * and, where the call has no words for the server, those too; false: nothing was taken, as where
 * none of ours supervises it. */
bool check_started_with(struct call *call, int64_t server);

#endif
