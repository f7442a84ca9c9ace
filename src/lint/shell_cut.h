/* shell_cut.h — what the three files that cut a script share. Inside lint/ only. */
#ifndef LINT_SHELL_CUT_H
#define LINT_SHELL_CUT_H

#include "lint/shell.h"

/* The command that is being read. */
static inline struct shell_command *
shell_last(struct shell *sh)
{
	return &sh->queue[sh->nqueue];
}

/* shell_skip.c. The word at sh->p, empty at a byte no word can hold; moves behind it. Commands of
 * a $( … ) inside are handed on as they are met. */
struct shell_word shell_take_word(struct shell *sh);
/* Blanks and joined lines. */
void shell_skip_blanks(struct shell *sh);

/* shell_redirect.c. <, >, >>, >|, &>, <&, <<, <<-, <<< at sh->p, into the last command; heredocs
 * wait for the end of their line. */
void shell_take_redirect(struct shell *sh);
/* The text of heredoc i of this line, which starts at sh->p. */
void shell_read_heredoc(struct shell *sh, size_t i);

#endif
