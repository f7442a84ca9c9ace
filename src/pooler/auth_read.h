/* auth_read.h — reads PgBouncer's auth file as PgBouncer does: "name" "password" …, ";" comments,
 * and silence behind the first line it cannot read. */
#ifndef POOLER_AUTH_READ_H
#define POOLER_AUTH_READ_H

#include "crypto/password.h"
#include "pooler/text.h"

struct auth_line {
	char name[256];
	char password[2 * PASSWORD_MAX]; /* wipe it */
	bool cut;                        /* either was longer: PgBouncer refuses it too */
	bool trailing; /* more text behind the password: it may have ended early, at a quote */
	int line;
};

enum auth_next {
	AUTH_ENTRY,
	AUTH_END,
	AUTH_BROKEN /* the line is not readable; PgBouncer drops this and all behind it */
};

/* The next entry of *rest. *line counts lines, from 0 before the first. */
enum auth_next auth_next(struct span *rest, int *line, struct auth_line *entry);

#endif
