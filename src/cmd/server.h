/* server.h — the PostgreSQL programs of this machine. */
#ifndef CMD_SERVER_H
#define CMD_SERVER_H

#include "base/fail.h"
#include "base/proc.h"

/* The path of `postgres`: the one of our PATH, but Debian's for the major version where that one is
 * of another major, or there is none. -1 and e. */
int server_find(int major, char *path, size_t cap, struct err *e);

/* Who runs it: *user is NULL when we are not root, else `account`, filled from the user postgres.
 * -1 and e: we are root and there is no such user. */
int server_user(struct proc_user *account, const struct proc_user **user, struct err *e);

#endif
