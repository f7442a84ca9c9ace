/* boot_user.c — passwd and group files, odd ones too. */
#include "boot/user.h"

#include <string.h>

#include "t.h"

static struct account a;

static bool
parse(const char *name, const char *passwd, const char *group)
{
	return user_parse(name, passwd, strlen(passwd), group, strlen(group), &a);
}

int
main(void)
{
	static const char passwd[] = "root:x:0:0:root:/root:/bin/bash\n"
				     "# comment\n\n:::\n"
				     "post:x:1:1::/:\n"
				     "postgres:x:999:998:PG,,:/var/lib/postgresql:/bin/bash\n"
				     "postgres:x:5:5::/second:";
	static const char group[] = "ssl-cert:x:101:postgres\nno:x:7:postgresql,xpostgres\n"
				    "two:x:102:www,postgres\nbad:x:-4:postgres\nown:x:998:postgres";

	T(parse("postgres", passwd, group));
	T(a.user.uid == 999 && a.user.gid == 998, "the first line counts");
	T(strcmp(a.home, "/var/lib/postgresql") == 0);
	T(a.user.group_count == 3 && a.user.groups[0] == 998 && a.user.groups[1] == 101 &&
	    a.user.groups[2] == 102);
	T(parse("post", passwd, group) && a.user.uid == 1 && a.user.group_count == 1);
	T(!parse("postgre", passwd, group));
	T(!parse("", passwd, group), "an empty name matches no line of colons");
	T(!parse("postgres", "", ""));
	T(!parse("x", "x:x:4294967295:0::/:\n", ""), "-1 would leave the uid unchanged");
	T(!parse("x", "x:x:-1:0::/:\n", ""));
	T(!parse("x", "x:x::0::/:\n", ""));
	T(!parse("x", "x:x:1:0\n", ""), "too few fields");
	T(parse("x", "x:x:1:2::/h:/s:more", "") && strcmp(a.home, "/h") == 0);
	T(user_has_uid(passwd, strlen(passwd), 999) && !user_has_uid(passwd, strlen(passwd), 99));
	T(!user_has_uid("", 0, 0));
	return t_done();
}
