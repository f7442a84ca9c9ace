/* shell.c — cuts a shell script into simple commands. */
#include "lint/shell.h"

#include <string.h>

#include "base/str.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
ends_word(char c)
{
	return is_blank(c) || (c != '\0' && strchr("\n;&|<>()", c) != NULL);
}

static const char *
skip_single(const char *p, const char *end)
{
	const char *close = memchr(p + 1, '\'', (size_t)(end - p) - 1);

	return close ? close + 1 : end;
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

/* `…`: an older $( … ). What is called in it is not looked at. */
static const char *
skip_backquotes(const char *p, const char *end)
{
	for (p++; p < end && *p != '`'; p++)
		if (*p == '\\' && p + 1 < end)
			p++;
	return p < end ? p + 1 : end;
}

static const char *
skip_double(struct shell *sh, const char *p)
{
	for (p++; p < sh->end && *p != '"';) {
		if (*p == '\\')
			p += p + 1 < sh->end ? 2 : 1;
		else if (*p == '$' || *p == '`')
			p = skip_part(sh, p);
		else
			p++;
	}
	return p < sh->end ? p + 1 : sh->end;
}

/* ${…}: quotes and substitutions inside may hold braces. */
static const char *
skip_braces(struct shell *sh, const char *p)
{
	for (p += 2; p < sh->end && *p != '}';)
		p = skip_part(sh, p);
	return p < sh->end ? p + 1 : sh->end;
}

static const char *
skip_arithmetic(const char *p, const char *end)
{
	int depth = 0;

	for (; p < end; p++) {
		if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0)
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
		return skip_arithmetic(p + 1, sh->end);
	memset(&inner, 0, sizeof(inner));
	inner.r = sh->r;
	inner.p = p + 2;
	inner.end = sh->end;
	inner.outer = sh;
	inner.depth = sh->depth + 1;
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
		return skip_single(p, sh->end);
	case '"':
		return skip_double(sh, p);
	case '`':
		return skip_backquotes(p, sh->end);
	case '\\':
		return p + (next ? 2 : 1);
	case '$':
		if (next == '(' && p + 2 < sh->end && p[2] == '(')
			return skip_arithmetic(p + 1, sh->end);
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

static struct shell_word
take_word(struct shell *sh)
{
	struct shell_word word = { sh->p, 0 };

	while (sh->p < sh->end && !ends_word(*sh->p)) {
		bool array = *sh->p == '=' && sh->p + 1 < sh->end && sh->p[1] == '(';

		sh->p = array ? skip_arithmetic(sh->p + 1, sh->end) : skip_part(sh, sh->p);
	}
	word.len = (size_t)(sh->p - word.p);
	return word;
}

static void
skip_blanks(struct shell *sh)
{
	while (sh->p < sh->end) {
		if (is_blank(*sh->p))
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

static struct shell_command *
last_command(struct shell *sh)
{
	return &sh->queue[sh->nqueue];
}

static void
start_command(struct shell *sh)
{
	struct shell_command *cmd = last_command(sh);

	cmd->nwords = cmd->nredirects = 0;
	cmd->body = (struct shell_word){ NULL, 0 };
	cmd->piped_from = cmd->piped_to = cmd->or_else = false;
}

/* Hands the line's commands on; heredocs have been read. */
static void
flush(struct shell *sh)
{
	for (size_t i = 0; i < sh->nqueue; i++)
		lint_shell_command(sh, i);
	sh->nqueue = sh->nhere = sh->branch = 0;
	start_command(sh);
}

static void
end_command(struct shell *sh)
{
	struct shell_command *cmd = last_command(sh);

	if (cmd->nwords == 0 && cmd->nredirects == 0)
		return;
	cmd->in_subshell = is_open(sh, "(") || sh->outer != NULL || cmd->piped_from;
	cmd->in_function = is_open(sh, "f");
	cmd->conditional = is_open(sh, "cilf") || sh->behind_and_or;
	if (sh->nqueue + 1 < SHELL_QUEUE)
		sh->nqueue++;
	else if (sh->nhere == 0)
		flush(sh);
	start_command(sh);
}

static void
open_group(struct shell *sh, char kind)
{
	if (sh->nopen < SHELL_NESTING)
		sh->open[sh->nopen++] = kind;
}

static void
close_group(struct shell *sh, const char *kinds)
{
	if (sh->nopen > 0 && strchr(kinds, sh->open[sh->nopen - 1]) != NULL)
		sh->nopen--;
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

static void
read_heredoc(struct shell *sh, size_t i)
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
	if (sh->r->file->cut)
		return;
	/* bash warns and takes the rest of the file */
	lint_report(sh->r, LINT_UNTERMINATED, sh->here[i].p,
	    "the heredoc's end is not found: the rest of the file is its text");
}

static void
end_line(struct shell *sh)
{
	end_command(sh);
	sh->p++;
	for (size_t i = 0; i < sh->nhere; i++)
		read_heredoc(sh, i);
	flush(sh);
	sh->behind_and_or = false;
}

static void
take_heredoc(struct shell *sh, bool tabs)
{
	struct shell_word word;

	skip_blanks(sh);
	word = take_word(sh);
	if (sh->nhere == SHELL_QUEUE || word.len == 0)
		return;
	sh->here[sh->nhere] = word;
	sh->here_tabs[sh->nhere] = tabs;
	sh->here_command[sh->nhere++] = sh->nqueue;
}

/* <, >, >>, >|, &>, <&, <<, <<-, <<< at p. */
static void
take_redirect(struct shell *sh)
{
	struct shell_command *cmd = last_command(sh);
	struct shell_redirect redirect = { .in = *sh->p == '<' };
	const char *op = sh->p;
	size_t n = 0;

	while (sh->p + n < sh->end && n < 3 && strchr("<>|&-", op[n]) != NULL && op[n] != '\0')
		n++;
	if (n >= 2 && op[0] == '<' && op[1] == '<') {
		bool string = n >= 3 && op[2] == '<', tabs = n >= 3 && op[2] == '-';

		sh->p += 2 + (string || tabs);
		if (!string) {
			take_heredoc(sh, tabs);
			return;
		}
		skip_blanks(sh);
		cmd->body = take_word(sh);
		cmd->body_is_word = true;
		return;
	}
	if (n >= 2 && op[1] == '(') /* a process substitution stands where a word may */
		n = 1;
	redirect.append = n >= 2 && op[0] == '>' && op[1] == '>';
	sh->p += op[0] == '&' ? (n >= 3 && op[2] == '>' ? 3 : 2) : n >= 2 && op[1] != '-' ? 2 : 1;
	if (op[0] == '&')
		redirect.append = n >= 3;
	skip_blanks(sh);
	if (sh->p < sh->end && *sh->p == '(') {
		sh->p = skip_arithmetic(sh->p, sh->end);
		return;
	}
	redirect.target = take_word(sh);
	if (cmd->nredirects < SHELL_REDIRECTS)
		cmd->redirect[cmd->nredirects++] = redirect;
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
	} reserved[] = { { "if", 'i', NULL }, { "then", 0, NULL }, { "elif", 0, NULL },
		{ "else", 0, NULL }, { "fi", 0, "i" }, { "while", 'l', NULL },
		{ "until", 'l', NULL }, { "do", 0, NULL }, { "done", 0, "l" }, { "esac", 0, "c" },
		{ "!", 0, NULL }, { "time", 0, NULL }, { "}", 0, "{f" } };

	for (size_t i = 0; i < LEN(reserved); i++) {
		if (!shell_word_is(word, reserved[i].word))
			continue;
		if (reserved[i].opens)
			open_group(sh, reserved[i].opens);
		if (reserved[i].closes)
			close_group(sh, reserved[i].closes);
		return true;
	}
	if (!shell_word_is(word, "{"))
		return false;
	open_group(sh, sh->function_next ? 'f' : '{');
	sh->function_next = false;
	return true;
}

static void
add_tool(struct shell *sh, struct shell_tool tool)
{
	struct shell *outermost = sh;

	while (outermost->outer != NULL)
		outermost = outermost->outer;
	if (outermost->ntools < SHELL_TOOLS)
		outermost->tool[outermost->ntools++] = tool;
}

/* for NAME in …; case WORD in: the words up to the end of the list are no command. */
static void
skip_head(struct shell *sh, bool is_case)
{
	while (sh->p < sh->end && *sh->p != '\n' && *sh->p != ';') {
		struct shell_word word;

		skip_blanks(sh);
		if (sh->p < sh->end && *sh->p == '(') {
			sh->p = skip_arithmetic(sh->p, sh->end);
			continue;
		}
		word = take_word(sh);
		if (word.len == 0)
			return;
		if (is_case && shell_word_is(&word, "in"))
			return;
	}
}

static void
define_function(struct shell *sh, struct shell_word name)
{
	struct shell_tool tool = { .name = name };

	add_tool(sh, tool);
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

		skip_blanks(sh);
		name = take_word(sh);
		skip_blanks(sh);
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
	struct shell_command *cmd = last_command(sh);
	struct shell_word word = take_word(sh);

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
	struct shell_command *cmd = last_command(sh);
	const char *next = sh->p + 1;

	if (cmd->nwords == 1 && next < sh->end && *next == ')') {
		sh->p += 2;
		define_function(sh, cmd->word[0]);
		return;
	}
	if (cmd->nwords == 0 && next < sh->end && *next == '(') {
		sh->p = skip_arithmetic(sh->p, sh->end);
		return;
	}
	open_group(sh, sh->function_next ? 'f' : '(');
	sh->function_next = false;
	sh->p++;
}

/* Returns false at a ")" that closes what contains this text. */
static bool
close_paren(struct shell *sh)
{
	char top = sh->nopen > 0 ? sh->open[sh->nopen - 1] : '\0';

	if (top == '(' || top == 'f') {
		end_command(sh);
		close_group(sh, "(f");
	} else if (top == 'c') {
		sh->nqueue = sh->branch; /* it was a pattern: a, or a|b */
		start_command(sh);
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
	struct shell_command *cmd = last_command(sh);
	bool pipe = op == '|' && !twice;

	cmd->piped_to = pipe;
	cmd->or_else = op == '|' && twice;
	end_command(sh);
	sh->p += 1 + twice;
	if (op == ';' && twice)
		sh->branch = sh->nqueue;
	if (pipe && sh->p < sh->end && *sh->p == '&')
		sh->p++;
	last_command(sh)->piped_from = pipe;
	sh->behind_and_or = twice && op != ';' ? true : pipe && sh->behind_and_or;
}

static bool
step(struct shell *sh)
{
	skip_blanks(sh);
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
		take_redirect(sh);
		return true;
	case '&':
		if (sh->p + 1 < sh->end && sh->p[1] == '>') {
			take_redirect(sh);
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
	start_command(sh);
	while (step(sh))
		;
	end_command(sh);
	flush(sh);
}
