/* shell.c — cuts a shell script into simple commands. */
#include "lint/shell.h"

#include <string.h>

#include "base/str.h"
#include "lint/shell_cut.h"

static void
skip_comment(struct shell *sh)
{
	const char *newline = memchr(sh->p, '\n', (size_t)(sh->end - sh->p));

	sh->p = newline ? newline : sh->end;
}

static bool
is_open(const struct shell *sh, const char *kinds)
{
	for (size_t i = 0; i < sh->nopen; i++)
		if (strchr(kinds, sh->open[i]) != NULL)
			return true;
	return sh->outer != NULL && is_open(sh->outer, kinds);
}

static void
start_command(struct shell *sh)
{
	struct shell_command *cmd = shell_last(sh);

	cmd->nwords = cmd->nredirects = 0;
	cmd->body = (struct shell_word){ NULL, 0 };
	cmd->piped_from = cmd->piped_to = cmd->may_fail = false;
}

/* Hands the line's commands on; heredocs have been read. */
static void
flush(struct shell *sh)
{
	for (size_t i = 0; sh->r != NULL && i < sh->nqueue; i++)
		lint_shell_command(sh, i);
	sh->nqueue = sh->nhere = sh->branch = 0;
	start_command(sh);
}

static void
end_command(struct shell *sh)
{
	struct shell_command *cmd = shell_last(sh);

	if (cmd->nwords == 0 && cmd->nredirects == 0)
		return;
	cmd->in_subshell = is_open(sh, "(F") || sh->outer != NULL || cmd->piped_from;
	cmd->in_function = is_open(sh, "fF");
	cmd->may_fail |= sh->asking;
	cmd->conditional = is_open(sh, "cilfF") || sh->behind_and_or;
	if (sh->nqueue + 1 < SHELL_QUEUE)
		sh->nqueue++;
	else if (sh->nhere == 0)
		flush(sh);
	start_command(sh);
}

static void
start_part(struct shell *sh, bool behind_bar)
{
	sh->part[sh->nopen] = (struct shell_part){ .from = sh->p, .behind_bar = behind_bar };
}

static void
end_part(struct shell *sh, bool before_bar)
{
	const struct shell_part *part = &sh->part[sh->nopen];

	if (sh->r != NULL && part->grouped && (part->behind_bar || before_bar))
		shell_pipeline(sh, part->from);
}

static void
open_group(struct shell *sh, char kind)
{
	sh->part[sh->nopen].grouped = true;
	if (sh->nopen < SHELL_NESTING)
		sh->open[sh->nopen++] = kind;
	sh->list[sh->nopen] = sh->p;
	start_part(sh, false);
}

/* A function's body ends here. */
static void
end_function(struct shell *sh)
{
	struct shell *outermost = shell_outermost(sh);

	for (size_t i = outermost->ntools; i-- > 0;)
		if (outermost->tool[i].is_function && outermost->tool[i].end == NULL) {
			outermost->tool[i].end = sh->p;
			return;
		}
}

static void
close_group(struct shell *sh, const char *kinds)
{
	if (sh->nopen == 0 || strchr(kinds, sh->open[sh->nopen - 1]) == NULL)
		return;
	if ((sh->open[--sh->nopen] | 32) == 'f')
		end_function(sh);
}

/* Does the line end behind an operator that wants another command: &&, || or |? */
static bool
goes_on(const struct shell *sh)
{
	const char *p = sh->p, *start = sh->list[sh->nopen];

	while (p > start && str_is_blank(p[-1]))
		p--;
	return p > start && (p[-1] == '&' || p[-1] == '|');
}

static void
end_line(struct shell *sh)
{
	bool open = goes_on(sh);

	end_command(sh);
	sh->p++;
	for (size_t i = 0; i < sh->nhere; i++)
		shell_read_heredoc(sh, i);
	flush(sh);
	if (open) {
		shell_last(sh)->piped_from = sh->part[sh->nopen].behind_bar;
		return;
	}
	end_part(sh, false);
	start_part(sh, false);
	sh->behind_and_or = false;
	sh->list[sh->nopen] = sh->p;
}

bool
shell_word_is(const struct shell_word *word, const char *text)
{
	return str_is(word->p, word->len, text);
}

/* Words that only structure: they open and close what stands between them. Returns false when the
 * word is an ordinary one. */
static bool
take_reserved(struct shell *sh, const struct shell_word *word)
{
	static const struct {
		const char *word;
		char opens;
		const char *closes;
		bool asks;
	} reserved[] = { { "if", 'i', NULL, true }, { "then", 0, NULL, false },
		{ "elif", 0, NULL, true }, { "else", 0, NULL, false }, { "fi", 0, "i", false },
		{ "while", 'l', NULL, true }, { "until", 'l', NULL, true },
		{ "do", 0, NULL, false }, { "done", 0, "l", false }, { "esac", 0, "c", false },
		{ "}", 0, "{f", false } };

	if (shell_word_is(word, "!"))
		shell_last(sh)->may_fail = true;
	if (shell_word_is(word, "!") || shell_word_is(word, "time"))
		return true;
	for (size_t i = 0; i < LEN(reserved); i++) {
		if (!shell_word_is(word, reserved[i].word))
			continue;
		if (reserved[i].opens)
			open_group(sh, reserved[i].opens);
		if (reserved[i].closes)
			close_group(sh, reserved[i].closes);
		sh->asking = reserved[i].asks;
		return true;
	}
	if (!shell_word_is(word, "{"))
		return false;
	open_group(sh, sh->function_next ? 'f' : '{');
	sh->function_next = false;
	return true;
}

void
shell_add_tool(struct shell *sh, struct shell_tool tool)
{
	struct shell *outermost = shell_outermost(sh);

	if (outermost->ntools < SHELL_TOOLS)
		outermost->tool[outermost->ntools++] = tool;
}

/* for NAME in …; case WORD in: the words up to the end of the list are no command. */
static void
skip_head(struct shell *sh, bool is_case)
{
	while (sh->p < sh->end && *sh->p != '\n' && *sh->p != ';') {
		struct shell_word word;

		shell_skip_blanks(sh);
		if (sh->p < sh->end && *sh->p == '(') {
			sh->p = shell_skip_group(sh->p, sh->end);
			continue;
		}
		word = shell_take_word(sh);
		if (word.len == 0)
			return;
		if (is_case && shell_word_is(&word, "in"))
			return;
	}
}

static void
define_function(struct shell *sh, struct shell_word name)
{
	struct shell_tool tool = { .name = name, .is_function = true };

	shell_add_tool(sh, tool);
	sh->function_next = true;
	start_command(sh);
}

/* A word at the start of a command. Returns false when it is an ordinary one. */
static bool
take_first_word(struct shell *sh, const struct shell_word *word)
{
	if (shell_word_is(word, "for") || shell_word_is(word, "select")) {
		open_group(sh, 'l');
		skip_head(sh, false);
		return true;
	}
	if (shell_word_is(word, "case")) {
		open_group(sh, 'c');
		sh->branch = sh->nqueue;
		skip_head(sh, true);
		return true;
	}
	if (shell_word_is(word, "function")) {
		struct shell_word name;

		shell_skip_blanks(sh);
		name = shell_take_word(sh);
		shell_skip_blanks(sh);
		if (sh->end - sh->p >= 2 && sh->p[0] == '(')
			sh->p += 2;
		define_function(sh, name);
		return true;
	}
	return take_reserved(sh, word);
}

static bool
is_number(const struct shell_word *word)
{
	for (size_t i = 0; i < word->len; i++)
		if (word->p[i] < '0' || word->p[i] > '9')
			return false;
	return word->len > 0;
}

static void
add_word(struct shell *sh)
{
	struct shell_command *cmd = shell_last(sh);
	struct shell_word word = shell_take_word(sh);

	if (word.len == 0) {
		sh->p++; /* a byte no word can hold: pass over it */
		return;
	}
	if (cmd->nwords == 0 && take_first_word(sh, &word))
		return;
	if (is_number(&word) && sh->p < sh->end && (*sh->p == '<' || *sh->p == '>'))
		return; /* 2> */
	sh->function_next = false;
	if (cmd->nwords < SHELL_WORDS)
		cmd->word[cmd->nwords++] = word;
}

static void
open_paren(struct shell *sh)
{
	struct shell_command *cmd = shell_last(sh);
	const char *next = sh->p + 1;

	if (cmd->nwords == 1 && next < sh->end && *next == ')') {
		sh->p += 2;
		define_function(sh, cmd->word[0]);
		return;
	}
	if (cmd->nwords == 0 && next < sh->end && *next == '(') {
		sh->p = shell_skip_group(sh->p, sh->end);
		return;
	}
	open_group(sh, sh->function_next ? 'F' : '(');
	sh->function_next = false;
	sh->p++;
}

/* Returns false at a ")" that closes what contains this text. */
static bool
close_paren(struct shell *sh)
{
	char top = sh->nopen > 0 ? sh->open[sh->nopen - 1] : '\0';

	if (top == '(' || top == 'F') {
		end_command(sh);
		close_group(sh, "(F");
	} else if (top == 'c') {
		sh->nqueue = sh->branch; /* it was a pattern: a, or a|b */
		start_command(sh);
		start_part(sh, false);
	} else if (sh->outer != NULL) {
		return false;
	}
	sh->p++;
	return true;
}

/* ; & && || | and their like. */
static void
take_operator(struct shell *sh)
{
	char op = *sh->p;
	bool twice = sh->p + 1 < sh->end && sh->p[1] == op;
	struct shell_command *cmd = shell_last(sh);
	bool pipe = op == '|' && !twice;

	cmd->piped_to = pipe;
	cmd->may_fail |= op == '|' && twice;
	end_command(sh);
	if (op == '&' && !twice && sh->r != NULL)
		shell_background(sh);
	end_part(sh, pipe);
	sh->p += 1 + twice;
	if (op == ';' || (op == '&' && !twice))
		sh->list[sh->nopen] = sh->p;
	if (op == ';' && twice)
		sh->branch = sh->nqueue;
	if (pipe && sh->p < sh->end && *sh->p == '&')
		sh->p++;
	start_part(sh, pipe);
	shell_last(sh)->piped_from = pipe;
	sh->behind_and_or = twice && op != ';' ? true : pipe && sh->behind_and_or;
}

static bool
step(struct shell *sh)
{
	shell_skip_blanks(sh);
	if (sh->p >= sh->end)
		return false;
	switch (*sh->p) {
	case '#':
		skip_comment(sh);
		return true;
	case '\n':
		end_line(sh);
		return true;
	case '<':
	case '>':
		shell_take_redirect(sh);
		return true;
	case '&':
		if (sh->p + 1 < sh->end && sh->p[1] == '>') {
			shell_take_redirect(sh);
			return true;
		}
		take_operator(sh);
		return true;
	case ';':
	case '|':
		take_operator(sh);
		return true;
	case '(':
		open_paren(sh);
		return true;
	case ')':
		return close_paren(sh);
	default:
		add_word(sh);
		return true;
	}
}

void
shell_run(struct shell *sh)
{
	sh->list[0] = sh->p;
	start_part(sh, false);
	start_command(sh);
	while (step(sh))
		;
	end_command(sh);
	end_part(sh, false);
	flush(sh);
}
