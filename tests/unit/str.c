/* str.c — the bounded builder, pieces of texts, and the texts of errors. */
#include "t.h"

#include <errno.h>
#include <string.h>

#include "base/fail.h"
#include "base/span.h"
#include "base/str.h"

static bool
is_near(const char *word, const char *name, int limit)
{
	struct near near = { .word = word, .limit = limit };

	str_near(&near, name);
	return near.name != NULL;
}

static void
test_check_host(void)
{
	static const char *const others[] = { "postgres://u:p@h/db", "postgres://h", "u@h",
		"host=h password=p" };
	static const char *const hosts[] = { "h", "[fe80::1%eth0]:5432", "/run/a=b@c", "@a=b", "" };
	struct err e;

	for (size_t i = 0; i < LEN(others); i++)
		T(str_check_host(others[i], &e) == -1 && strstr(e.text, others[i]) == NULL);
	for (size_t i = 0; i < LEN(hosts); i++)
		T(str_check_host(hosts[i], &e) == 0, hosts[i]);
}

int
main(void)
{
	struct near near = { .word = "memroy", .limit = 4 };
	static const char name64[] =
	    "abcdefghijklmnopqrstuvwxyz_0123456789_abcdefghijklmnopqrstuvwxyz";
	const char *name63 = name64 + 1;
	char buf[8];
	struct str s = str_on(buf, sizeof(buf));
	struct err e;

	str_add(&s, "abc");
	str_addf(&s, "%d", 42);
	T(strcmp(s.p, "abc42") == 0 && s.len == 5 && !s.full);
	str_addf(&s, "%s", "long");
	T(strcmp(s.p, "abc42lo") == 0 && s.len == 7 && s.full, "cut, terminated, flagged");
	str_addc(&s, 'x');
	T(s.len == 7 && s.full);
	str_clear(&s);
	T(s.len == 0 && !s.full && s.p[0] == '\0');
	str_addn(&s, "1234567", 7);
	T(s.len == 7 && !s.full, "exactly full is not too full");
	str_clear(&s);
	str_addf(&s, "%d", 1234567);
	T(s.len == 7 && !s.full && strcmp(s.p, "1234567") == 0);

	T(is_near("sitting", "kitten", 4) && !is_near("sitting", "kitten", 3), "three edits");
	T(!is_near("", "ab", 4) && is_near("x", "x", 1) && !is_near("v", "pg", 4));
	T(is_near("paln", "plan", 3) && is_near("hlep", "help", 2), "swapped neighbours are one");
	T(is_near("pln", "plan", 3) && !is_near("opts", "cpus", 3), "of a short word not all");
	T(is_near("memor", "memory", 2) && is_near("memoryy", "memory", 2), "one edit");
	T(!is_near("memor", "memory", 1) && !is_near("memoryy", "memory", 1) &&
	    !is_near("mmeory", "memory", 1));
	T(is_near(name63, name63 + 1, 2) && !is_near(name64, name64 + 1, 2), "63 bytes");
	str_near(&near, "memoir");
	str_near(&near, "memory");
	str_near(&near, "memo");
	T(strcmp(near.name, "memory") == 0, "the nearest of them");
	test_check_host();
	T(str_ends("x.sh", 4, ".sh") && str_ends(".sh", 3, ".sh") && !str_ends("sh", 2, ".sh"));
	T(str_is("abcd", 3, "abc") && !str_is("abc", 3, "ab"));
	span_copy((struct span){ "abcd", 3 }, buf, sizeof(buf));
	T(strcmp(buf, "abc") == 0, "a piece with its NUL");
	span_copy(span_of("abcdefgh"), buf, sizeof(buf));
	T(strcmp(buf, "abcdefg") == 0, "a longer one is cut");

	T(fail(&e, "no \"%s\"", "a\nb\x1b[31m") == -1 && strcmp(e.text, "no \"a?b?[31m\"") == 0);
	errno = ENOENT;
	T(fail_sys(&e, "open \"x\"") == -1 &&
	    strcmp(e.text, "open \"x\": No such file or directory") == 0);
	fail_within(&e, "reading");
	T(strncmp(e.text, "reading: open", 13) == 0);
	fail_hint(&e, "try %d", 1);
	T(strcmp(e.hint, "try 1") == 0);
	fail(&e, "next");
	T(e.hint[0] == '\0', "a new failure forgets the old hint");
	fail(&e, "%0*d!", 300, 0);
	fail_within(&e, "of");
	T(strlen(e.text) == 305 && e.text[304] == '!',
	    "a long reason is whole where there is room");
	fail_within(&e, "%0*d", 600, 0);
	T(strlen(e.text) == sizeof(e.text) - 1 && strstr(e.text, "0...: of: 0") != NULL);
	return t_done();
}
