/* user.h — who runs the server: read from /etc/passwd and /etc/group by our own parser, so that a
 * static binary needs no NSS. */
#ifndef BOOT_USER_H
#define BOOT_USER_H

#include "base/fail.h"
#include "base/proc.h"
#include "base/span.h"

struct account {
	struct proc_user user;
	char home[256];
};

/* The texts of a passwd and a group file, and the gid of a uid that has no line in the first. */
struct user_texts {
	struct span passwd, group;
	gid_t otherwise;
};

/* The account called `name`. False: no such line. */
bool user_parse(const char *name, const struct user_texts *t, struct account *a);

/* "USER[:GROUP]", names or numbers, as gosu takes it. With a GROUP the account has that group
 * alone. A number without a line is taken as it is, with the home "/". -1 and e: a name without a
 * line. */
int user_parse_spec(const char *spec, const struct user_texts *t, struct account *a, struct err *e);

/* The uid has a line in the passwd text. */
bool user_has_uid(struct span passwd, uid_t uid);

/* The account called `name` on this machine; -1 and e when there is none. */
int user_find(const char *name, struct account *a, struct err *e);

/* "USER[:GROUP]" on this machine, see user_parse_spec(). -1 and e also when a file that is there
 * cannot be read: a number must not get other groups than its line gives it. */
int user_find_spec(const char *spec, struct account *a, struct err *e);

/* This process's uid has a name on this machine: without one initdb refuses to run. */
bool user_is_named(void);

#endif
