/* shebang.c — the #! line of a script. */
#include "lint/shebang.h"

#include <string.h>

#include "base/str.h"

/* The next word of the line; "\r" ends none: to the kernel it is part of the name. */
static struct span
next_word(const char **p, const char *end)
{
	struct span word;

	while (*p < end && (**p == ' ' || **p == '\t'))
		(*p)++;
	word.p = *p;
	while (*p < end && **p != ' ' && **p != '\t')
		(*p)++;
	word.len = (size_t)(*p - word.p);
	return word;
}

static struct span
base_name(struct span path)
{
	const char *slash = memrchr(path.p, '/', path.len);
	size_t start = slash != NULL ? (size_t)(slash - path.p) + 1 : 0;

	return (struct span){ path.p + start, path.len - start };
}

/* "LC_ALL=C", but not PATH=. */
static bool
is_variable(struct span word)
{
	return word.len > 0 && *word.p != '-' && memchr(word.p, '=', word.len) != NULL &&
	       (word.len < 5 || memcmp(word.p, "PATH=", 5) != 0);
}

/* The program that env looks for, behind "-S", "-i" and variables. Behind PATH=, "-u NAME" and any
 * other option, and with quotes, only env knows which it is, and where: len 0. */
static struct span
read_env(const char *p, const char *end)
{
	struct span word;

	do
		word = next_word(&p, end);
	while (span_is(word, "-S") || span_is(word, "-i") || is_variable(word));
	for (size_t i = 0; i < word.len; i++)
		if (*word.p == '-' || strchr("=\"'\\$", word.p[i]) != NULL)
			word.len = 0;
	return word;
}

bool
lint_read_shebang(const char *text, size_t len, struct lint_shebang *shebang)
{
	const char *newline = len > 0 ? memchr(text, '\n', len) : NULL;
	const char *end = newline ? newline : text + len, *p = text + 2;

	*shebang = (struct lint_shebang){ { NULL, 0 }, { NULL, 0 } };
	if (len < 3 || memcmp(text, "#!", 2) != 0)
		return false;
	while (end > p && end[-1] == '\r') /* reported as CRLF, not as a strange name */
		end--;
	shebang->program = next_word(&p, end);
	if (span_is(base_name(shebang->program), "env"))
		shebang->found_by_env = read_env(p, end);
	return shebang->program.len > 0;
}

/* The name of what runs it: "bash" of /bin/bash and of /usr/bin/env bash. */
static struct span
runner(const struct lint_shebang *shebang)
{
	return base_name(shebang->found_by_env.len > 0 ? shebang->found_by_env : shebang->program);
}

bool
lint_is_shell(const struct lint_shebang *shebang)
{
	static const char *const shells[] = { "sh", "bash", "dash", "ash", "ksh", "zsh", "busybox",
		NULL };

	return span_in(runner(shebang), shells);
}

bool
lint_is_no_shell(const struct lint_shebang *shebang)
{
	static const char *const languages[] = { "python", "perl", "ruby", "node", "php", "lua",
		"tclsh", "psql", "awk", "gawk", "mawk", NULL };
	struct span name = runner(shebang);

	while (name.len > 0 && strchr("0123456789.", name.p[name.len - 1]) != NULL)
		name.len--; /* python3.11 */
	return span_in(name, languages);
}
