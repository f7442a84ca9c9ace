/* server.c — finds the postgres a question is put to, and who may run it. */
#include "cmd/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/major.h"
#include "boot/user.h"

static bool
is_same_program(const char *a, const char *b)
{
	char real[2][PATH_MAX];

	return realpath(a, real[0]) != NULL && realpath(b, real[1]) != NULL &&
	       strcmp(real[0], real[1]) == 0;
}

int
server_find(int major, char *path, size_t cap, struct err *e)
{
	bool in_path = proc_find("postgres", path, cap) == 0, packaged;
	char debian[64];

	snprintf(debian, sizeof(debian), "/usr/lib/postgresql/%d/bin/postgres", major);
	packaged = access(debian, X_OK) == 0;
	if (in_path && (!packaged || is_same_program(path, debian) || major_ask(path) == major))
		return 0;
	if (packaged) {
		snprintf(path, cap, "%s", debian);
		return 0;
	}
	fail(e, "postgres is neither in PATH nor at \"%s\"", debian);
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
