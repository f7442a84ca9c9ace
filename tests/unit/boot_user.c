/* boot_user.c — passwd and group files, odd ones too. */
#include "boot/user.h"

#include <stdio.h>
#include <string.h>

#include "t.h"

static struct account a;

static bool
parse(const char *name, const char *passwd, const char *group)
{
	const struct user_texts t = { span_of(passwd), span_of(group), 77 };

	return user_parse(name, &t, &a);
}

/* "uid:gid groups" of a spec, or "none"; gid 77 where nothing says another. */
static bool
spec_is(const char *spec, const char *want)
{
	static const char passwd[] = "root:x:0:0::/root:\nftp:x:21:22::/ftp:\ndouble:x:21:9::/:\n"
				     "10:x:30:31::/ten:\nbad:x:4294967295:0::/:";
	static const char group[] = "root:x:0:\nftp:x:22:\naudio:x:63:ftp,root\n20:x:40:\n";
	const struct user_texts t = { span_of(passwd), span_of(group), 77 };
	char got[320] = "none";
	struct err e;

	if (user_parse_spec(spec, &t, &a, &e) == 0)
		snprintf(got, sizeof(got), "%u:%u %zu %s", (unsigned)a.user.uid,
		    (unsigned)a.user.gid, a.user.group_count, a.home);
	if (strcmp(got, want) != 0)
		printf("# %s: %s, wanted %s\n", spec, got, want);
	return strcmp(got, want) == 0;
}

/* As gosu reads them. */
static void
test_specs(void)
{
	T(spec_is("root", "0:0 2 /root") && spec_is("0", "0:0 2 /root"));
	T(spec_is("ftp", "21:22 2 /ftp") && spec_is("21", "21:22 2 /ftp"), "of two the first");
	T(spec_is("ftp:root", "21:0 0 /ftp") && spec_is("21:63", "21:63 0 /ftp"),
	    "that group alone");
	T(spec_is("0:1000", "0:1000 0 /root"), "a group without a line");
	T(spec_is("1000", "1000:77 0 /") && spec_is("1000:audio", "1000:63 0 /"));
	T(spec_is("10", "30:31 1 /ten"), "a name of digits");
	T(spec_is("nobody", "none") && spec_is("0day", "none") && spec_is("", "none"));
	T(spec_is("0:", "0:0 2 /root") && spec_is("ftp:", "21:22 2 /ftp"),
	    "an empty group is none");
	T(spec_is("0:nogroup", "none") && spec_is("0:0day", "none"));
	T(spec_is("bad", "none") && spec_is("4294967295", "none") && spec_is("-1", "none"));
	T(spec_is("0:0:0", "none") && spec_is(":0", "none") && spec_is(":", "none"));
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
	T(user_has_uid(span_of(passwd), 999) && !user_has_uid(span_of(passwd), 99));
	T(!user_has_uid(span_of(""), 0));
	test_specs();
	return t_done();
}
