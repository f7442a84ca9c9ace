/* dispatch.h — whose turn is it: ours, the server's or a foreign program's, and with which words.
 */
#ifndef CMD_DISPATCH_H
#define CMD_DISPATCH_H

#include "cmd/cmd.h"

enum turn {
	TURN_COMMAND,  /* one of ours, the entrypoint among them: cmd and call */
	TURN_POSTGRES, /* postgres itself, nothing done before: call.server_args */
	TURN_FOREIGN,  /* any other program, unchanged: foreign, an argv */
	TURN_GOSU      /* we are called by that name: foreign is argv as it is */
};

struct dispatch {
	enum turn turn;
	const struct cmd *cmd;
	struct call call;
	char **foreign;
	bool help, version; /* --help, --version: already turned into the command of that name */
};

/* Reads argv. -1 and e: wrong usage. Allocates the two lists of words, for the life of the program.
 * The words keep their order; none is changed. */
int dispatch(struct dispatch *d, int argc, char **argv, char **env, struct err *e);

/* Called as docker-ensure-initdb.sh or docker-enforce-initdb.sh, which make a cluster and start no
 * server: whatever words follow are for postgres. */
bool dispatch_prepares_only(const struct call *call);

#endif
