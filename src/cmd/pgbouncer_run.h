/* pgbouncer_run.h — the parts of `pgbouncer run`: what it renders, whom it asks, whom it watches.
 */
#ifndef CMD_PGBOUNCER_RUN_H
#define CMD_PGBOUNCER_RUN_H

#include <sys/types.h>

#include "base/proc.h"
#include "cmd/pgbouncer.h"

/* How often the server has refused, and how many looks pass before it is asked again. */
struct patience {
	int refusals, looks;
};

struct runner {
	const struct call *call;
	const char *program;
	struct pooler_ini ini;
	struct pooler_place server;
	struct secret password;
	bool sizes_known; /* max_connections is said, or the server told it */
	struct patience with_sizes;
	pid_t pid;
	bool stopping;
	bool unwritten;        /* what is known now is not in the files yet */
	bool stale;            /* files are written that the pooler may not have read */
	struct secret refused; /* by the server: the changed one that is not in use yet */
	struct patience with_secret;
	int unread; /* looks in a row at a secret's file that cannot be read */
};

/* Asks the program for its version, which decides what the files can carry. */
int runner_program(struct runner *r, const struct call *call, struct err *e);

/* Reads this container's memory and limits, and the options; -1 and e when one is wrong. */
int runner_read(struct runner *r, struct err *e);

/* Asks the server for max_connections and what is reserved of it; false and a reason when it does
 * not answer or refuses. */
bool runner_ask_server(struct runner *r, int timeout_ms, struct err *e);

/* Makes the folder and locks it (flock) for as long as this process or its PgBouncer lives, so that
 * a second pooler writes nothing there; -1 and e when one is in it. A folder is private, and better
 * in memory than on a disk: a warning. */
int runner_folder(const struct runner *r, struct err *e);

/* -1 and e when none of the addresses that it shall listen on can be had: PgBouncer 1.18 would only
 * warn of it, and run on with its socket alone; 1.24 ends. */
int runner_addresses(const struct runner *r, struct err *e);

/* Writes pgbouncer.ini, hba and auth file into the folder, each in one step: PgBouncer re-reads an
 * auth file only when its inode, size or second of change differs. */
int runner_write(struct runner *r, struct err *e);

/* Tells the running PgBouncer to read them again, and to replace its lookup connections, which
 * would otherwise keep the old password for server_lifetime. */
int runner_reload(struct runner *r, struct err *e);

#endif
