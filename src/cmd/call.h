/* call.h — what commands read of a call, and how they end when it is wrong. */
#ifndef CMD_CALL_H
#define CMD_CALL_H

#include "base/severity.h"
#include "cmd/cmd.h"
#include "cmd/options.h"

/* The option's value, or `otherwise`. */
const char *call_option(const struct call *call, int id, const char *otherwise);

/* "--memory" or "POSTGRES_MEMORY", whichever was said, in buf. */
const char *call_said_as(const struct call *call, int id, char buf[OPT_SAID_MAX]);

/* Puts that name before the reason in e; returns -1. */
int call_wrong(const struct call *call, int id, struct err *e);

/* The same, with the value that was given, for a reason that does not name it. */
int call_wrong_value(const struct call *call, int id, struct err *e);

/* The option's whole number within range; *n stays as it is when the option is not given. -1 and e.
 */
int call_number(const struct call *call, int id, const int64_t range[2], int64_t *n, struct err *e);

/* --format as an index into formats (NULL-terminated), 0 when it is not given; -1 and e. */
int call_format(const struct call *call, const char *const *formats, struct err *e);

/* Calls visit for every variable PREFIX… that nothing reads, with what is behind the prefix in
 * lower case: other images read settings from such names. */
typedef void call_visit(const char *variable, const char *name, void *ctx);
void call_each_unread(const struct call *call, const char *prefix, call_visit *visit, void *ctx);

/* "POSTGRES_MEMROY", "POSTGRES_WORKLOAD": the variable with the same prefix that may have been
 * meant, of the entrypoint or of one of the command's options; or NULL. */
const char *call_variable_meant(const char *variable, unsigned command);

bool call_takes_options(const struct cmd *cmd);

/* The command's verb of that name, or NULL. */
const struct verb *call_find_verb(const struct cmd *cmd, const char *word);

/* The names of its verbs, `between` between them. */
void call_add_verbs(struct str *s, const struct cmd *cmd, const char *between);

/* Runs the verb that the call's first word names; the exit code. */
int call_run_verb(const struct cmd *cmd, struct call *call);

/* "usage: pgtune-auto COMMAND …", what it takes, in buf. */
#define CALL_USAGE_MAX 160
const char *call_usage(const struct cmd *cmd, char buf[CALL_USAGE_MAX]);

/* The exit code of a check by its worst finding: an error fails it, with --strict a warning too. */
int call_exit_code(const struct call *call, enum severity worst);

/* Prints e as wrong usage or as a failure; the exit code. */
int usage_error(const struct err *e);
int failed(const struct err *e);

#endif
