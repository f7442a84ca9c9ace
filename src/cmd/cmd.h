/* cmd.h — what a command is. One file a command exports one `const struct cmd`; main.c lists them.
 * Only this layer prints results, chooses exit codes and exits. */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include "base/fail.h"
#include "base/opt.h"

enum {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_CANNOT_EXECUTE = 126,
	EXIT_NOT_FOUND = 127
};

/* What dispatch() read before main() runs the command. */
struct call {
	const char *invoked_as; /* basename of argv[0] */
	struct optset opts;     /* flags, then environment */
	const char **args;      /* the command's own words, NULL-terminated */
	int nargs;
	char **server_args; /* what goes to postgres; server_args[-1] is "postgres" itself */
	int server_nargs;
	char *const *env;   /* with --root: DIR/env before the process's own (see environ.h) */
	struct err env_odd; /* why DIR/env was not read, text "" mostly: a warning */
};

/* One of the words that a command's first is: `pgbouncer ini`, `completion bash`. */
struct verb {
	const char *name;
	int max_args;                  /* behind the verb; -1: any number */
	int (*run)(struct call *call); /* its own words: call->args + 1 */
};

struct cmd {
	const char *name;
	const char *args;                /* "[SETTING]…" in the usage, or "" */
	const struct verb *const *verbs; /* NULL-terminated; NULL: it has none */
	const char *help;                /* one line, lower case, no full stop */
	const char *const *formats;      /* what its --format takes, the default first, or NULL */
	unsigned bit;                    /* which option rows it takes */
	int max_args;                    /* how many words of its own it takes; -1: any number */
	bool takes_server_args;          /* -c name=value, --name=value, postgres … */
	int (*run)(struct call *call);   /* returns the exit code */
};

/* The rows main.c lists, and the one that runs without a command word. */
extern const struct cmd cmd_entrypoint; /* no word names it */
extern const struct cmd cmd_check_init;
extern const struct cmd cmd_detect;
extern const struct cmd cmd_health;
extern const struct cmd cmd_plan;
extern const struct cmd cmd_explain;
extern const struct cmd cmd_matrix;
extern const struct cmd cmd_check;
extern const struct cmd cmd_completion;
extern const struct cmd cmd_help;
extern const struct cmd cmd_pgbouncer;
extern const struct cmd cmd_scram;
extern const struct cmd cmd_version;

/* All commands a word can name, in the order of the usage; NULL-terminated. */
extern const struct cmd *const commands[];

/* The command of that name, or NULL. */
const struct cmd *command_by_name(const char *name);
/* The command a mistyped word may have meant, or NULL. */
const char *command_nearest(const char *word);

#endif
