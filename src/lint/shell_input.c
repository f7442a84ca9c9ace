/* shell_input.c — the SQL that a script hands to psql: in a word, a heredoc, a pipe or a file. */
#include <string.h>

#include "lint/shell.h"

/* The SQL in a word, piece by piece. A word of several pieces is put together by the shell, so that
 * no piece stands for itself. */
void
shell_read_sql(struct lint_reader *r, const struct shell_word *word, bool psql)
{
	struct shell_piece piece;
	bool fragment = r->fragment;
	size_t at = 0;

	while (shell_piece(word, &at, &piece)) {
		r->fragment = fragment || !piece.one;
		lint_read_sql(r, sql_on(piece.p, piece.len, piece.text, psql));
	}
	r->fragment = fragment;
}

void
shell_include(struct shell *sh, const struct shell_command *cmd, const struct shell_word *word)
{
	char buf[512];
	struct str text = str_on(buf, sizeof(buf));

	if (!shell_text(word, &text) && !text.full && !cmd->conditional && !cmd->may_fail &&
	    text.p[0] != '-' && strpbrk(text.p, "*?[{<>") == NULL)
		lint_include(sh->r, text.p, word->p, false);
}

/* The text of a pipe's other end: cat <<EOF, echo "…", printf '…'. */
static void
read_pipe(struct shell *sh, const struct shell_command *source)
{
	struct lint_reader *r = sh->r;
	bool says = source->nwords > 0 && (shell_word_is(&source->word[0], "echo") ||
					      shell_word_is(&source->word[0], "printf"));

	if (source->body.p != NULL && !source->body_is_word) {
		/* sed, envsubst: what comes out is not what went in */
		r->fragment = source->nwords > 0 && !shell_word_is(&source->word[0], "cat");
		lint_read_sql(r, sql_on(source->body.p, source->body.len, source->body_text, true));
		r->fragment = false;
		return;
	}
	if (!says) {
		for (size_t i = 1; i < source->nwords && shell_word_is(&source->word[0], "cat");
		     i++)
			shell_include(sh, source, &source->word[i]);
		lint_unseen(r);
		return;
	}
	for (size_t i = 1; i < source->nwords; i++) {
		r->fragment = source->nwords > 3;
		shell_read_sql(r, &source->word[i], true);
	}
	r->fragment = false;
}

void
shell_read_input(struct shell *sh, size_t i)
{
	const struct shell_command *cmd = &sh->queue[i];
	struct lint_reader *r = sh->r;

	if (cmd->body.p != NULL && cmd->body_is_word)
		shell_read_sql(r, &cmd->body, true);
	else if (cmd->body.p != NULL)
		lint_read_sql(r, sql_on(cmd->body.p, cmd->body.len, cmd->body_text, true));
	else if (cmd->piped_from && i > 0)
		read_pipe(sh, &sh->queue[i - 1]);
	for (size_t k = 0; k < cmd->nredirects; k++)
		if (cmd->redirect[k].in && cmd->body.p == NULL) {
			shell_include(sh, cmd, &cmd->redirect[k].target);
			lint_unseen(r);
		}
}

bool
shell_has_input(const struct shell_command *cmd)
{
	for (size_t k = 0; k < cmd->nredirects; k++)
		if (cmd->redirect[k].in)
			return true;
	return cmd->body.p != NULL || cmd->piped_from;
}

bool
shell_input_sets(const struct shell_command *cmd, const char *name)
{
	const char *start = cmd->body.p, *p = start;
	size_t len = cmd->body.len;

	while (p && (p = memmem(p, len - (size_t)(p - start), name, strlen(name))) != NULL) {
		const char *before = p;

		while (before > start && (before[-1] == ' ' || before[-1] == '\t'))
			before--;
		if (before - start >= 4 && memcmp(before - 4, "\\set", 4) == 0)
			return true;
		p += strlen(name);
	}
	return false;
}
