/* server.c — finds the postgres a question is put to, and who may run it. */
#include "cmd/server.h"

#include <stdio.h>
#include <unistd.h>

#include "boot/user.h"

int
server_find(int major, char *path, size_t cap, struct err *e)
{
	if (proc_find("postgres", path, cap) == 0)
		return 0;
	snprintf(path, cap, "/usr/lib/postgresql/%d/bin/postgres", major);
	if (access(path, X_OK) == 0)
		return 0;
	fail(e, "postgres is neither in PATH nor at \"%s\"", path);
	return fail_hint(e, "add its bin directory to PATH");
}

int
server_user(struct proc_user *account, const struct proc_user **user, struct err *e)
{
	struct account postgres;

	*user = NULL;
	if (geteuid() != 0)
		return 0;
	if (user_find("postgres", &postgres, e) < 0)
		return -1;
	*account = postgres.user;
	*user = account;
	return 0;
}
