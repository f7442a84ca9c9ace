/* shell_background.c — commands that nobody waits for, and parts of a pipeline. The first may wait
 * themselves for what comes later, the server behind the init files among it; what either changes
 * of its shell is its own alone. */
#include <string.h>

#include "lint/shell.h"

static void
add_span(struct shell *sh, struct shell_span span)
{
	struct shell *outermost = shell_outermost(sh);

	if (outermost->nbackground < SHELL_BACKGROUND)
		outermost->background[outermost->nbackground++] = span;
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
	const struct shell *outermost = shell_outermost(sh);
	const char *from = sh->list[sh->nopen];
	const struct shell_tool *function = NULL;

	if (sh->nqueue > 0 && sh->queue[sh->nqueue - 1].nwords > 0)
		function = called(outermost, &sh->queue[sh->nqueue - 1].word[0]);
	add_span(sh, (struct shell_span){ .from = from, .to = sh->p });
	if (function != NULL)
		add_span(sh, (struct shell_span){ .from = function->name.p, .to = function->end });
}

void
shell_pipeline(struct shell *sh, const char *from)
{
	add_span(sh, (struct shell_span){ .from = from, .to = sh->p, .pipeline = true });
}

void
shell_wait(struct shell *sh, const char *at)
{
	struct shell *outermost = shell_outermost(sh);
	size_t kept = 0;

	for (size_t i = 0; i < outermost->nbackground; i++)
		if (outermost->background[i].pipeline || outermost->background[i].to > at)
			outermost->background[kept++] = outermost->background[i];
	outermost->nbackground = kept;
}

/* Speaks of the shell that reads the file. */
static bool
is_about_shell(enum lint_rule rule)
{
	return rule == LINT_SOURCED_EXIT || rule == LINT_SOURCED_SET || rule == LINT_SOURCED_EXEC ||
	       rule == LINT_SOURCED_CD || rule == LINT_SOURCED_TRAP;
}

/* Speaks of what is there at this moment. */
static bool
is_about_now(enum lint_rule rule)
{
	return rule == LINT_EXTENSION_LATE || rule == LINT_ROLE_LATE ||
	       rule == LINT_FUNCTION_LATE || rule == LINT_SCHEMA_LATE ||
	       rule == LINT_DATABASE_LATE || rule == LINT_RELATION_LATE || rule == LINT_HOST;
}

static bool
is_forgiven(const struct shell *sh, const struct lint_finding *finding)
{
	const char *at = sh->r->file->text + finding->offset;
	bool shell = is_about_shell(finding->rule), now = is_about_now(finding->rule);

	for (size_t i = 0; i < sh->nbackground; i++) {
		const struct shell_span *span = &sh->background[i];

		if (at >= span->from && at < span->to && (shell || (now && !span->pipeline)))
			return true;
	}
	return false;
}

void
shell_forgive_background(const struct shell *sh, size_t first)
{
	struct lint *lint = sh->r->lint;
	size_t kept = first;

	for (size_t i = first; i < lint->nfindings; i++)
		if (!is_forgiven(sh, &lint->findings[i]))
			lint->findings[kept++] = lint->findings[i];
	lint->nfindings = kept;
}
