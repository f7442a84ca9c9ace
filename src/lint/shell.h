/* shell.h — cuts a shell script into simple commands, without running anything. Inside lint/ only.
 *
 * It knows quoting, substitutions, heredocs, here-strings, redirections, comments and the words of
 * compound commands: enough to find what is called with which words, and whether it is sure to be
 * called. Everything points into the file. */
#ifndef LINT_SHELL_H
#define LINT_SHELL_H

#include "base/str.h"
#include "lint/reader.h"

#define SHELL_WORDS 64
#define SHELL_REDIRECTS 8
#define SHELL_QUEUE 12 /* commands of one line, and heredocs that begin on it */
#define SHELL_NESTING 64
#define SHELL_TOOLS 24
#define SHELL_BACKGROUND 64

struct shell_word {
	const char *p; /* as written, quotes included */
	size_t len;
};

struct shell_redirect {
	bool in, append; /* < ; >> */
	struct shell_word target;
};

struct shell_command {
	struct shell_word word[SHELL_WORDS];
	size_t nwords;
	struct shell_redirect redirect[SHELL_REDIRECTS];
	size_t nredirects;
	struct shell_word body; /* the last heredoc or here-string, p NULL when there is none */
	enum sql_text body_text;
	bool body_is_word; /* a here-string: quotes included */
	bool piped_from;   /* its input is the output of the command before */
	bool piped_to;
	bool may_fail;    /* || follows, it is asked by if, while or until, or behind ! */
	bool in_subshell; /* ( … ), $( … ), a pipeline: what it changes does not last */
	bool conditional; /* in if, case, a loop or a function, or behind && and || */
	bool in_function;
};

/* A name that stands for psql: a function around it, PSQL="psql …", cmd=(psql …). */
struct shell_tool {
	struct shell_word name;
	bool error_stop;
	bool is_psql; /* else only a function of this file: what it does is read where it stands */
	bool is_function;
	const char *end; /* of the function; NULL: it is still read */
};

/* A list of commands that is put in the background: ( … ) &, while … done &, a && b &; or what
 * stands between the bars of a pipeline, each in a subshell: while … done | cat. */
struct shell_span {
	const char *from, *to;
	bool pipeline;
};

/* The part of a pipeline that is being read. */
struct shell_part {
	const char *from;
	bool behind_bar;
	bool grouped; /* it has groups: of a simple command its own flags tell */
};

struct shell {
	struct lint_reader *r; /* NULL: only the end of something is looked for */
	const char *p, *end;
	struct shell *outer;
	struct shell_tool tool[SHELL_TOOLS]; /* of the outermost */
	size_t ntools;
	struct shell_span background[SHELL_BACKGROUND]; /* of the outermost */
	size_t nbackground;
	struct shell_word
	    database; /* what PGDATABASE was set to, of the outermost; p NULL: nothing */
	struct shell_command queue[SHELL_QUEUE];
	size_t nqueue;
	struct shell_word
	    here[SHELL_QUEUE]; /* the words of heredocs that wait for their line end */
	size_t here_command[SHELL_QUEUE];
	bool here_tabs[SHELL_QUEUE];
	size_t nhere;
	char open[SHELL_NESTING]; /* '(' subshell, 'c' case, 'i' if, 'l' loop, '{' group, 'f' { } of
				     a function, 'F' its ( ) */
	size_t nopen;
	const char *list[SHELL_NESTING + 1];       /* where the list of each level begins */
	struct shell_part part[SHELL_NESTING + 1]; /* of each level */
	bool names_pguser;                         /* of the outermost: somewhere in the file */
	size_t nbraces;                            /* open ${ where the word is read */
	bool function_next; /* a function's name was read, its body follows */
	size_t branch;      /* where in the queue the patterns of a case branch begin */
	bool behind_and_or;
	bool asking; /* between if, while or until and then or do */
	unsigned depth;
};

/* A byte of a variable's name. */
static inline bool
shell_is_name(char c)
{
	return ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* The file's own shell, which knows its tools and database. */
static inline struct shell *
shell_outermost(struct shell *sh)
{
	while (sh->outer != NULL)
		sh = sh->outer;
	return sh;
}

/* From here on the name stands for psql, or is a function; one too many is forgotten. */
void shell_add_tool(struct shell *sh, struct shell_tool tool);

/* A shell for the commands from p to end, which stand inside `sh`: $( … ), sh -c '…'. */
struct shell shell_inside(struct shell *sh, const char *p, const char *end);
/* Reads commands up to the end or an unmatched ")", handing each to lint_shell_command(). */
void shell_run(struct shell *sh);

/* Behind the bracket that closes the ( or { at p, by counting alone: (( … )), arrays, ${…}. */
const char *shell_skip_group(const char *p, const char *end);
/* Behind the $( … ) at p. */
const char *shell_behind_substitution(const char *p, const char *end);

/* shell_background.c: the list that ends here, at an &, goes on while the script does. */
void shell_background(struct shell *sh);
/* The part of a pipeline from `from` on ends here: what it changes of its shell does not last. */
void shell_pipeline(struct shell *sh, const char *from);
/* `wait` at `at`: what was put in the background before it is over. */
void shell_wait(struct shell *sh, const char *at);
/* Takes back what is not so of commands in the background, of all findings from `first` on. */
void shell_forgive_background(const struct shell *sh, size_t first);

/* shell_read.c: one command, with its line read to the end; `i` is its place in sh->queue. */
void lint_shell_command(struct shell *sh, size_t i);

/* The word with its quotes taken away; ${NAME:-x} becomes $NAME, $(…) becomes $(). Cut to fit.
 * Returns whether some of it is only known at run time, or was cut. */
bool shell_text(const struct shell_word *word, struct str *out);
bool shell_word_is(const struct shell_word *word, const char *text);

/* The parts of a word that psql would read as SQL: quoted pieces, each with its own rules. Returns
 * false behind the last. `one` says that the word is a single piece. */
struct shell_piece {
	const char *p;
	size_t len;
	enum sql_text text;
	bool one;
};
bool shell_piece(const struct shell_word *word, size_t *at, struct shell_piece *piece);

/* shell_input.c: the SQL in a word; psql: its backslash commands and variables count. */
void shell_read_sql(struct lint_reader *r, const struct shell_word *word, bool psql);
/* The command reads the file that the word names, where it says one: it must be there. */
void shell_include(
    struct shell *sh, const struct shell_command *cmd, const struct shell_word *word);
/* Is there a heredoc, a pipe or a < for it to read? */
bool shell_has_input(const struct shell_command *cmd);
/* Reads the SQL in them, for command i. */
void shell_read_input(struct shell *sh, size_t i);
/* Does its heredoc or here-string say "\set NAME"? */
bool shell_input_sets(const struct shell_command *cmd, const char *name);

/* shell_psql.c: a call of psql, word `program` of command i. */
void lint_read_psql(struct shell *sh, size_t i, size_t program, const struct shell_tool *tool);

#endif
