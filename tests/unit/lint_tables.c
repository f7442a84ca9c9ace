/* Tables and small parts of check-init: sorted where they are searched, ids unique, names, globs.
 */
#include <string.h>
#include <strings.h>

#include "lint/extensions.h"
#include "lint/objects.h"
#include "lint/order.h"
#include "lint/policy.h"
#include "lint/rules.h"
#include "lint/shebang.h"
#include "t.h"

static void
tables(void)
{
	bool sorted = true, known = true, ids = true;

	for (size_t i = 1; lint_extension_row(i) != NULL; i++)
		sorted &= strcmp(lint_extension_row(i - 1)->name, lint_extension_row(i)->name) < 0;
	for (size_t i = 0; lint_thing_row(i) != NULL; i++) {
		const struct lint_thing *a = i ? lint_thing_row(i - 1) : NULL,
					*b = lint_thing_row(i);
		int order = a ? strcasecmp(a->word, b->word) : -1;

		sorted &= order < 0 || (order == 0 && a->what < b->what);
		known &= lint_extension_named(b->extension, strlen(b->extension)) != NULL;
	}
	for (size_t i = 0; i < LINT_RULES; i++) {
		if (lint_rules[i].id == NULL) {
			T(false, "lint/rules.c has a row for every name of rules.h");
			printf(
			    "# the row after %s is missing\n", i ? lint_rules[i - 1].id : "none");
			return;
		}
		ids &= strlen(lint_rules[i].id) == 6 && strncmp(lint_rules[i].id, "PGL", 3) == 0;
		ids &= i == 0 || strcmp(lint_rules[i - 1].id, lint_rules[i].id) < 0;
		ids &= lint_rule_named(lint_rules[i].id, 6) == (enum lint_rule)i;
		ids &= strchr(lint_rules[i].reason, '\n') == NULL && lint_rules[i].fix[0] != '\0';
	}
	T(sorted, "the tables that are searched are sorted");
	T(known, "every thing's extension has a row");
	T(ids, "rule ids are PGLnnn, rising, found by name");
	T(lint_rule_named("PGL999", 6) == LINT_RULES);
	T(strcmp(lint_brought_by("ST_MakePoint", 12, LINT_BRINGS_FUNCTION), "postgis") == 0);
	T(lint_brought_by("vector", 6, LINT_BRINGS_FUNCTION) == NULL);
}

static bool
same(const char *a, bool quoted_a, const char *b, bool quoted_b)
{
	struct lint_name x = lint_name_word(a), y = lint_name_word(b);

	x.quoted = quoted_a;
	y.quoted = quoted_b;
	return lint_name_same(&x, &y);
}

static void
names(void)
{
	char a[80], b[80];

	T(same("App", false, "app", true), "unquoted names fold");
	T(!same("App", true, "app", true), "quoted ones do not");
	T(same("a\"\"b", true, "a\"\"b", true));
	T(!same("app", true, "appx", true));
	memset(a, 'x', sizeof(a) - 1);
	memset(b, 'x', sizeof(b) - 1);
	a[79] = b[79] = '\0';
	a[70] = 'y';
	T(same(a, true, b, true), "63 bytes count");
	a[62] = 'y';
	T(!same(a, true, b, true));
}

static bool
matches(const char *pattern, const char *name)
{
	struct span p = { pattern, strlen(pattern) };

	return lint_pattern_matches(&p, name);
}

static void
globs(void)
{
	T(matches("*", "") && matches("*", "x") && matches("a*b*c", "axxbyybc"));
	T(!matches("a*b", "abc") && !matches("", "x") && matches("", ""));
	T(matches("0?-*", "01-x") && !matches("0?-*", "0-x"));
	T(matches("[a-c]x", "bx") && !matches("[!a-c]x", "bx") && matches("[]]", "]"));
	T(matches("[x", "[x") && matches("\\*", "*") && !matches("\\*", "x"));
	T(!matches("*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
	    "no explosion in the length");
}

static void
orders(void)
{
	T(lint_compare_locale("10.sql", "1-a.sql") < 0 && strcmp("10.sql", "1-a.sql") > 0);
	T(lint_compare_locale("a.sh", "B.sh") < 0 && lint_compare_locale("b.sh", "B.sh") < 0);
	T(lint_compare_locale("a-b", "ab") < 0 && lint_compare_locale("x", "x") == 0);
	T(lint_compare_locale("$a", "0a") < 0 && lint_compare_locale("z", "\xc3\xa9") < 0);
}

static void
shebangs(void)
{
	static const char *const unknown[] = { "#!/usr/bin/env -S -u PGDATA bash",
		"#!/usr/bin/env -S PATH=/opt/bin:${PATH} tool", "#!/usr/bin/env -S 'my tool'",
		"#!/usr/bin/env -Sbash x", "#!/usr/bin/env -C / ./tool", "#!/usr/bin/env -S" };
	static const char *const shells[] = { "#!/bin/dash", "#!/bin/ash", "#!/usr/bin/env ksh",
		"#!/bin/zsh", "#!/bin/busybox sh" };
	static const char *const languages[] = { "#!/usr/bin/perl -w", "#!/usr/bin/env ruby",
		"#!/usr/bin/node", "#!/usr/bin/php8.2", "#!/usr/bin/lua5.4", "#!/usr/bin/tclsh8.6",
		"#!/usr/bin/psql -f", "#!/usr/bin/awk -f", "#!/usr/bin/gawk -f",
		"#!/usr/bin/mawk -f" };
	struct lint_shebang s;

	T(lint_read_shebang("#!/bin/sh", 9, &s) && lint_is_shell(&s) && s.program.len == 7);
	T(lint_read_shebang("#! /usr/bin/env -S bash -e\n", 27, &s) && s.found_by_env.len == 4);
	T(lint_read_shebang("#!/usr/bin/env -S A=1 bash\n", 26, &s) && s.found_by_env.len == 4);
	for (size_t i = 0; i < LEN(unknown); i++)
		T(lint_read_shebang(unknown[i], strlen(unknown[i]), &s) && s.found_by_env.len == 0,
		    "%s", unknown[i]);
	for (size_t i = 0; i < LEN(shells); i++)
		T(lint_read_shebang(shells[i], strlen(shells[i]), &s) && lint_is_shell(&s), "%s",
		    shells[i]);
	for (size_t i = 0; i < LEN(languages); i++)
		T(lint_read_shebang(languages[i], strlen(languages[i]), &s) && lint_is_no_shell(&s),
		    "%s", languages[i]);
	T(lint_read_shebang("#!/usr/bin/python3\r\n", 20, &s) && !lint_is_shell(&s) &&
	    s.program.len == 16);
	T(!lint_read_shebang("#!", 2, &s) && !lint_read_shebang("# x", 3, &s));
	T(!lint_read_shebang("", 0, &s) && !lint_read_shebang("#! \n", 4, &s));
}

static void
policy(void)
{
	static struct lint_policy p;
	struct err e;

	T(lint_policy_read(&p, lint_default_policy, strlen(lint_default_policy), &e) == 0 &&
	    p.n == 3);
	T(lint_policy_read(&p, "before a b c", 12, &e) == 0 && p.n == 3);
	T(lint_policy_read(&p, "# x\n\n first a # y\r\n", 19, &e) == 0 && p.n == 1);
	T(lint_policy_read(&p, "first a\nbefore b\n", 17, &e) < 0 &&
	    strstr(e.text, "line 2: ") == e.text);
	T(lint_policy_read(&p, "forbid", 6, &e) < 0 && lint_policy_read(&p, "x y", 3, &e) < 0);
}

int
main(void)
{
	tables();
	names();
	globs();
	orders();
	shebangs();
	policy();
	return t_done();
}
