/* user.h — who runs the server: read from /etc/passwd and /etc/group by our own parser, so that a
 * static binary needs no NSS. */
#ifndef BOOT_USER_H
#define BOOT_USER_H

#include "base/fail.h"
#include "base/proc.h"

struct account {
	struct proc_user user;
	char home[256];
};

/* The account called `name` in the texts of a passwd and a group file. False: no such line. */
bool user_parse(const char *name, const char *passwd, size_t passwd_len, const char *group,
    size_t group_len, struct account *a);

/* "USER[:GROUP]" in those texts, names or numbers, as gosu takes it: with a GROUP that one alone. A
 * number without a line is taken as it is, with gid `otherwise` and the home "/". -1 and e: a name
 * without a line. */
struct user_texts {
	const char *passwd, *group;
	size_t passwd_len, group_len;
	gid_t otherwise;
};
int user_parse_spec(const char *spec, const struct user_texts *t, struct account *a, struct err *e);

/* The uid has a line in the passwd text. */
bool user_has_uid(const char *passwd, size_t len, uid_t uid);

/* The account called `name` on this machine; -1 and e when there is none. */
int user_find(const char *name, struct account *a, struct err *e);

/* "USER[:GROUP]" on this machine, see user_parse_spec(). */
int user_find_spec(const char *spec, struct account *a, struct err *e);

/* This process's uid has a name on this machine: without one initdb refuses to run. */
bool user_is_named(void);

#endif
