/* shell_skip.c — where a word ends: quotes, substitutions and what they may hold. */
#include <string.h>

#include "lint/shell_cut.h"

static bool
ends_word(char c)
{
	return str_is_blank(c) || (c != '\0' && strchr("\n;&|<>()", c) != NULL);
}

/* bash reads to the end of the file, and runs nothing of it. */
static const char *
never_closed(struct shell *sh, const char *p)
{
	if (sh->r != NULL && !sh->r->file->cut)
		lint_report(sh->r, LINT_UNTERMINATED, p,
		    "the quote that is opened here is never closed: the shell refuses the file");
	return sh->end;
}

static const char *
skip_single(struct shell *sh, const char *p)
{
	const char *close = memchr(p + 1, '\'', (size_t)(sh->end - p) - 1);

	return close ? close + 1 : never_closed(sh, p);
}

/* $'…': a backslash hides the quote. */
static const char *
skip_ansi(const char *p, const char *end)
{
	for (p += 2; p < end && *p != '\''; p++)
		if (*p == '\\' && p + 1 < end)
			p++;
	return p < end ? p + 1 : end;
}

static const char *skip_part(struct shell *sh, const char *p);

struct shell
shell_inside(struct shell *sh, const char *p, const char *end)
{
	struct shell inner;

	memset(&inner, 0, sizeof(inner));
	inner.r = sh->r;
	inner.p = p;
	inner.end = end;
	inner.outer = sh;
	inner.depth = sh->depth + 1;
	return inner;
}

/* `…`: an older $( … ). Where a backslash changes what is in it, it is not looked at. */
static const char *
skip_backquotes(struct shell *sh, const char *p)
{
	const char *open = p;
	bool plain = sh->depth < LINT_DEPTH;

	for (p++; p < sh->end && *p != '`'; p++) {
		if (*p != '\\' || p + 1 == sh->end)
			continue;
		plain = false;
		p++;
	}
	if (plain) {
		struct shell inner = shell_inside(sh, open + 1, p);

		shell_run(&inner);
	}
	return p < sh->end ? p + 1 : sh->end;
}

static const char *
skip_double(struct shell *sh, const char *p)
{
	const char *open = p;

	for (p++; p < sh->end && *p != '"';) {
		if (*p == '\\')
			p += p + 1 < sh->end ? 2 : 1;
		else if (*p == '$' || *p == '`')
			p = skip_part(sh, p);
		else
			p++;
	}
	return p < sh->end ? p + 1 : never_closed(sh, open);
}

/* ${…}: quotes and substitutions inside may hold braces. Deeper than anybody writes it is passed
 * over: all ways from skip_part() back to it that have no end of their own lead through here. */
static const char *
skip_braces(struct shell *sh, const char *p)
{
	p += 2;
	if (sh->nbraces == SHELL_NESTING)
		return p;
	sh->nbraces++;
	while (p < sh->end && *p != '}')
		p = skip_part(sh, p);
	sh->nbraces--;
	return p < sh->end ? p + 1 : sh->end;
}

const char *
shell_skip_group(const char *p, const char *end)
{
	char open = *p, close = open == '{' ? '}' : ')';
	size_t depth = 0;

	for (; p < end; p++) {
		if (*p == open)
			depth++;
		else if (*p == close && --depth == 0)
			return p + 1;
	}
	return end;
}

/* $( … ): its commands are read as any others. */
static const char *
skip_substitution(struct shell *sh, const char *p)
{
	struct shell inner;

	if (sh->depth >= LINT_DEPTH)
		return shell_skip_group(p + 1, sh->end);
	inner = shell_inside(sh, p + 2, sh->end);
	shell_run(&inner);
	return inner.p < sh->end ? inner.p + 1 : sh->end;
}

/* One quoted piece, substitution or byte of a word. */
static const char *
skip_part(struct shell *sh, const char *p)
{
	char next = p + 1 < sh->end ? p[1] : '\0';

	switch (*p) {
	case '\'':
		return skip_single(sh, p);
	case '"':
		return skip_double(sh, p);
	case '`':
		return skip_backquotes(sh, p);
	case '\\':
		return p + (next ? 2 : 1);
	case '$':
		if (next == '(' && p + 2 < sh->end && p[2] == '(')
			return shell_skip_group(p + 1, sh->end);
		if (next == '(')
			return skip_substitution(sh, p);
		if (next == '{')
			return skip_braces(sh, p);
		if (next == '\'')
			return skip_ansi(p, sh->end);
		return p + 1;
	default:
		return p + 1;
	}
}

/* Quotes, comments and the patterns of a `case` may hold brackets that have no other. Without any
 * of these, as nearly always, counting is enough. */
const char *
shell_behind_substitution(const char *p, const char *end)
{
	const char *counted = shell_skip_group(p + 1, end);
	bool plain = memmem(p, (size_t)(counted - p), "case", 4) == NULL;
	struct shell sh;

	for (const char *q = p; q < counted && plain; q++)
		plain = *q == '\0' || strchr("'\"\\#", *q) == NULL;
	if (plain)
		return counted;
	memset(&sh, 0, sizeof(sh));
	sh.end = end;
	return skip_part(&sh, p);
}

struct shell_word
shell_take_word(struct shell *sh)
{
	struct shell_word word = { sh->p, 0 };

	while (sh->p < sh->end && !ends_word(*sh->p)) {
		bool array = *sh->p == '=' && sh->p + 1 < sh->end && sh->p[1] == '(';

		sh->p = array ? shell_skip_group(sh->p + 1, sh->end) : skip_part(sh, sh->p);
	}
	word.len = (size_t)(sh->p - word.p);
	return word;
}

void
shell_skip_blanks(struct shell *sh)
{
	while (sh->p < sh->end) {
		if (str_is_blank(*sh->p))
			sh->p++;
		else if (*sh->p == '\\' && sh->p + 1 < sh->end && sh->p[1] == '\n')
			sh->p += 2;
		else if (*sh->p == '\\' && sh->p + 2 < sh->end && sh->p[1] == '\r' &&
			 sh->p[2] == '\n')
			sh->p += 3;
		else
			return;
	}
}
