/* shell_redirect.c — redirections, here-strings and heredocs. */
#include <string.h>

#include "lint/shell_cut.h"

static void
take_heredoc(struct shell *sh, bool tabs)
{
	struct shell_word word;

	shell_skip_blanks(sh);
	word = shell_take_word(sh);
	if (sh->nhere == SHELL_QUEUE || word.len == 0)
		return;
	sh->here[sh->nhere] = word;
	sh->here_tabs[sh->nhere] = tabs;
	sh->here_command[sh->nhere++] = sh->nqueue;
}

/* Behind <<. */
static void
take_here(struct shell *sh)
{
	struct shell_command *cmd = shell_last(sh);
	char third = sh->p < sh->end ? *sh->p : '\0';

	sh->p += third == '<' || third == '-';
	if (third != '<') {
		take_heredoc(sh, third == '-');
		return;
	}
	shell_skip_blanks(sh);
	cmd->body = shell_take_word(sh);
	cmd->body_is_word = true;
}

/* <( … ) stands where a word may, as the name of a file; behind < it is the input. */
static void
take_substitution(struct shell *sh, const char *start)
{
	struct shell_command *cmd = shell_last(sh);
	bool input = cmd->nredirects > 0 && cmd->redirect[cmd->nredirects - 1].target.len == 0;

	sh->p = shell_skip_group(sh->p, sh->end);
	if (!input && cmd->nwords > 0 && cmd->nwords < SHELL_WORDS)
		cmd->word[cmd->nwords++] = (struct shell_word){ start, (size_t)(sh->p - start) };
}

void
shell_take_redirect(struct shell *sh)
{
	struct shell_command *cmd = shell_last(sh);
	const char *start = sh->p;
	struct shell_redirect redirect = { .in = *sh->p == '<' };
	char second;

	sh->p += *sh->p == '&' ? 2 : 1; /* &> */
	second = sh->p < sh->end ? *sh->p : '\0';
	if (redirect.in && second == '<') {
		sh->p++;
		take_here(sh);
		return;
	}
	redirect.append = !redirect.in && second == '>';
	sh->p += second == '>' || second == '|' || second == '&';
	shell_skip_blanks(sh);
	if (sh->p < sh->end && *sh->p == '(') {
		take_substitution(sh, start);
		return;
	}
	redirect.target = shell_take_word(sh);
	if (redirect.in && second == '&') /* a descriptor, no file */
		redirect.target.len = 0;
	if (cmd->nredirects < SHELL_REDIRECTS)
		cmd->redirect[cmd->nredirects++] = redirect;
}

/* The word's quotes taken away: what a heredoc's end looks like. */
static bool
heredoc_ends(const struct shell_word *word, const char *line, size_t len)
{
	char buf[256];
	struct str text = str_on(buf, sizeof(buf));

	for (size_t i = 0; i < word->len; i++)
		if (strchr("'\"\\", word->p[i]) == NULL)
			str_addc(&text, word->p[i]);
	if (len > 0 && line[len - 1] == '\r')
		len--;
	return str_is(line, len, text.p);
}

void
shell_read_heredoc(struct shell *sh, size_t i)
{
	struct shell_command *cmd = &sh->queue[sh->here_command[i]];
	const char *start = sh->p;
	bool quoted = false;

	for (size_t k = 0; k < sh->here[i].len; k++)
		quoted |= strchr("'\"\\", sh->here[i].p[k]) != NULL;
	cmd->body_text = quoted ? SQL_FILE : SQL_HEREDOC;
	cmd->body_is_word = false;
	cmd->body = (struct shell_word){ start, (size_t)(sh->end - start) };
	while (sh->p < sh->end) {
		const char *newline = memchr(sh->p, '\n', (size_t)(sh->end - sh->p));
		const char *line = sh->p, *stop = newline ? newline : sh->end;

		while (sh->here_tabs[i] && line < stop && *line == '\t')
			line++;
		if (heredoc_ends(&sh->here[i], line, (size_t)(stop - line))) {
			cmd->body.len = (size_t)(sh->p - start);
			sh->p = newline ? newline + 1 : sh->end;
			return;
		}
		sh->p = newline ? newline + 1 : sh->end;
	}
	if (sh->r == NULL || sh->r->file->cut)
		return;
	/* bash warns and takes the rest of the file */
	lint_report(sh->r, LINT_UNTERMINATED, sh->here[i].p,
	    "the heredoc's end is not found: the rest of the file is its text");
}
