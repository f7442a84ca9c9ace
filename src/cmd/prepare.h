/* prepare.h — a start, from root with an empty volume to a data directory that a server can be
 * started on, as the server's user. */
#ifndef CMD_PREPARE_H
#define CMD_PREPARE_H

#include "boot/boot.h"
#include "boot/first.h"
#include "boot/user.h"
#include "boot/watch.h"
#include "cmd/cmd.h"

struct start {
	struct call *call;
	struct boot boot;
	struct watch watch;
	struct account postgres; /* the server's user, when started as root */
	bool as_root;
	bool checked; /* what a first boot needs was looked at */
	int code;     /* what a failure exits with */
};

/* Finds the server's programs, checks what can be checked, makes and gives away the directories,
 * becomes the server's user, takes the volume's lock and makes the cluster. *need: which of them it
 * was. -1 with e and the exit code in s->code; a signal that ended it is in s->watch. */
int prepare(struct start *s, enum first_need *need, struct err *e);

#endif
