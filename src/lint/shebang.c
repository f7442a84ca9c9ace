/* shebang.c — the #! line of a script. */
#include "lint/shebang.h"

#include <string.h>

#include "base/str.h"

/* The next word of the line; "\r" ends none: to the kernel it is part of the name. */
static struct lint_pattern
next_word(const char **p, const char *end)
{
	struct lint_pattern word;

	while (*p < end && (**p == ' ' || **p == '\t'))
		(*p)++;
	word.p = *p;
	while (*p < end && **p != ' ' && **p != '\t')
		(*p)++;
	word.len = (size_t)(*p - word.p);
	return word;
}

static const char *
base_name(const struct lint_pattern *path, size_t *len)
{
	const char *p = path->p + path->len;

	while (p > path->p && p[-1] != '/')
		p--;
	*len = (size_t)(path->p + path->len - p);
	return p;
}

/* "LC_ALL=C", but not PATH=. */
static bool
is_variable(const struct lint_pattern *word)
{
	return word->len > 0 && *word->p != '-' && memchr(word->p, '=', word->len) != NULL &&
	       (word->len < 5 || memcmp(word->p, "PATH=", 5) != 0);
}

/* The program that env looks for, behind "-S", "-i" and variables. Behind PATH=, "-u NAME" and any
 * other option, and with quotes, only env knows which it is, and where: len 0. */
static struct lint_pattern
read_env(const char *p, const char *end)
{
	struct lint_pattern word;

	do
		word = next_word(&p, end);
	while (
	    str_is(word.p, word.len, "-S") || str_is(word.p, word.len, "-i") || is_variable(&word));
	for (size_t i = 0; i < word.len; i++)
		if (*word.p == '-' || strchr("=\"'\\$", word.p[i]) != NULL)
			word.len = 0;
	return word;
}

bool
lint_read_shebang(const char *text, size_t len, struct lint_shebang *shebang)
{
	const char *newline = len > 0 ? memchr(text, '\n', len) : NULL;
	const char *end = newline ? newline : text + len, *p = text + 2, *name;
	size_t name_len;

	*shebang = (struct lint_shebang){ { NULL, 0 }, { NULL, 0 } };
	if (len < 3 || memcmp(text, "#!", 2) != 0)
		return false;
	while (end > p && end[-1] == '\r') /* reported as CRLF, not as a strange name */
		end--;
	shebang->program = next_word(&p, end);
	name = base_name(&shebang->program, &name_len);
	if (str_is(name, name_len, "env"))
		shebang->found_by_env = read_env(p, end);
	return shebang->program.len > 0;
}

/* The name of what runs it: "bash" of /bin/bash and of /usr/bin/env bash. */
static const char *
runner(const struct lint_shebang *shebang, size_t *len)
{
	return base_name(
	    shebang->found_by_env.len > 0 ? &shebang->found_by_env : &shebang->program, len);
}

bool
lint_is_shell(const struct lint_shebang *shebang)
{
	static const char *const shells[] = { "sh", "bash", "dash", "ash", "ksh", "zsh",
		"busybox" };
	size_t len;
	const char *name = runner(shebang, &len);

	for (size_t i = 0; i < LEN(shells); i++)
		if (str_is(name, len, shells[i]))
			return true;
	return false;
}

bool
lint_is_no_shell(const struct lint_shebang *shebang)
{
	static const char *const languages[] = { "python", "perl", "ruby", "node", "php", "lua",
		"tclsh", "psql", "awk", "gawk", "mawk" };
	size_t len;
	const char *name = runner(shebang, &len);

	while (len > 0 && strchr("0123456789.", name[len - 1]) != NULL)
		len--; /* python3.11 */
	for (size_t i = 0; i < LEN(languages); i++)
		if (str_is(name, len, languages[i]))
			return true;
	return false;
}
