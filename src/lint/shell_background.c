/* shell_background.c — commands that nobody waits for. They may wait themselves for what comes
 * later, the server behind the init files among it, and what they change of their shell is theirs
 * alone. */
#include <string.h>

#include "lint/shell.h"

static void
add_span(struct shell *outermost, const char *from, const char *to)
{
	if (outermost->nbackground < SHELL_BACKGROUND)
		outermost->background[outermost->nbackground++] = (struct shell_span){ from, to };
}

/* The function that the list calls, when that is all it does. */
static const struct shell_tool *
called(const struct shell *outermost, const struct shell_word *word)
{
	for (size_t i = outermost->ntools; i-- > 0;) {
		const struct shell_tool *tool = &outermost->tool[i];

		if (tool->end != NULL && tool->name.len == word->len &&
		    memcmp(tool->name.p, word->p, word->len) == 0)
			return tool;
	}
	return NULL;
}

void
shell_background(struct shell *sh)
{
	struct shell *outermost = shell_outermost(sh);
	const char *from = sh->list[sh->nopen];
	const struct shell_tool *function = NULL;

	if (sh->nqueue > 0 && sh->queue[sh->nqueue - 1].nwords > 0)
		function = called(outermost, &sh->queue[sh->nqueue - 1].word[0]);
	add_span(outermost, from, sh->p);
	if (function != NULL)
		add_span(outermost, function->name.p, function->end);
}

void
shell_wait(struct shell *sh, const char *at)
{
	struct shell *outermost = shell_outermost(sh);
	size_t kept = 0;

	for (size_t i = 0; i < outermost->nbackground; i++)
		if (outermost->background[i].to > at)
			outermost->background[kept++] = outermost->background[i];
	outermost->nbackground = kept;
}

static bool
in_background(const struct shell *sh, size_t offset)
{
	const char *at = sh->r->file->text + offset;

	for (size_t i = 0; i < sh->nbackground; i++)
		if (at >= sh->background[i].from && at < sh->background[i].to)
			return true;
	return false;
}

/* Speaks of what is there at this moment, or of the shell that reads the file. */
static bool
is_about_now(enum lint_rule rule)
{
	static const enum lint_rule rules[] = { LINT_EXTENSION_LATE, LINT_ROLE_LATE,
		LINT_FUNCTION_LATE, LINT_SCHEMA_LATE, LINT_DATABASE_LATE, LINT_RELATION_LATE,
		LINT_HOST, LINT_SOURCED_EXIT, LINT_SOURCED_SET, LINT_SOURCED_EXEC, LINT_SOURCED_CD,
		LINT_SOURCED_TRAP };

	for (size_t i = 0; i < LEN(rules); i++)
		if (rules[i] == rule)
			return true;
	return false;
}

void
shell_forgive_background(const struct shell *sh, size_t first)
{
	struct lint *lint = sh->r->lint;
	size_t kept = first;

	for (size_t i = first; i < lint->nfindings; i++)
		if (!is_about_now(lint->findings[i].rule) ||
		    !in_background(sh, lint->findings[i].offset))
			lint->findings[kept++] = lint->findings[i];
	lint->nfindings = kept;
}
