/* shell_call.h — one call of a program, as the files that judge calls see it. Inside lint/ only. */
#ifndef LINT_SHELL_CALL_H
#define LINT_SHELL_CALL_H

#include "lint/shell.h"

/* A command with the words before it taken away that only say how it is run. */
struct shell_call {
	struct shell *sh;
	const struct shell_command *cmd;
	size_t i;       /* in the queue */
	size_t program; /* the word that names it */
	char name[128]; /* without its folder and quotes; "$NAME" for a variable */
	bool by_path;
};

/* Where word i stands in the file. */
static inline const char *
shell_word_at(const struct shell_call *call, size_t i)
{
	return call->cmd->word[i].p;
}

/* shell_program.c. NAME= at the start of a word: the length of NAME, else 0. */
size_t shell_assignment(const struct shell_word *word);
/* From call->program on: the program's word and name; false when there is none, only assignments or
 * redirections. */
bool shell_find_program(struct shell_call *call);

/* shell_client.c: -U postgres and -h localhost of clients other than psql. */
void shell_check_login(const struct shell_call *call);
/* dropdb NAME. */
void shell_check_drop(const struct shell_call *call);
/* createdb NAME [COMMENT], createuser NAME: the first word that is no option's. */
void shell_check_create(const struct shell_call *call, enum lint_kind kind);

/* shell_pgdata.c: it takes the data directory away or writes over a file in it. */
void shell_check_pgdata(const struct shell_call *call);
/* The same for > FILE. Of a group or loop they are a command of their own, without words. */
void shell_check_redirects(struct lint_reader *r, const struct shell_command *cmd);

#endif
