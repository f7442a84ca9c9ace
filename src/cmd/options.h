/* options.h — the ids of the options and the groups of commands that take them. */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include "base/opt.h"

/* Which commands take a row. A command with options gets a bit. */
enum {
	CMD_ENTRYPOINT = 1 << 0,
	CMD_PLAN = 1 << 1,
	CMD_EXPLAIN = 1 << 2,
	CMD_DETECT = 1 << 3,
	CMD_MATRIX = 1 << 4,
	CMD_CHECK = 1 << 5,
	CMD_CHECK_INIT = 1 << 6,
	CMD_PGBOUNCER = 1 << 7,
	CMD_SCRAM = 1 << 8,
	CMD_HEALTH = 1 << 9,

	CMD_PLANNING = CMD_ENTRYPOINT | CMD_PLAN | CMD_EXPLAIN | CMD_DETECT | CMD_MATRIX |
		       CMD_CHECK | CMD_PGBOUNCER,
};

/* To add an option: an id here, a row in options.c, a paragraph in the manual (`make lint`
 * compares). The usage lists them in this order. */
enum opt_id {
	OPT_MEMORY,
	OPT_CPUS,
	OPT_CONNECTIONS,
	OPT_WORKLOAD,
	OPT_STORAGE,
	OPT_PG,
	OPT_BACKEND_MEMORY,
	OPT_IO,
	OPT_KEEP,
	OPT_LIBRARIES,
	OPT_WAL_LEVEL,
	OPT_SKIP_AUTOCONFIG,
	OPT_STRICT,
	OPT_ROOT,
	OPT_FORMAT,
	OPT_DRY_RUN,
	OPT_VALIDATE,
	OPT_ROLE,
	OPT_SCHEMA,
	OPT_CONNECTION_LIMIT,
	OPT_ALLOW_SUPERUSER,
	OPT_REVEAL,
	OPT_AUTH_DB,
	OPT_DATABASES,
	OPT_PGBOUNCER_VERSION,
	OPT_ITERATIONS,
	OPT_VERIFIER,
	OPT_PASSWORD_FILE,
	OPT_OUTPUT,
	OPT_SERVER,
	OPT_LISTEN,
	OPT_LISTEN_PORT,
	OPT_CONFIG_DIR,
	OPT_POOLER_MEMORY,
	OPT_NOFILE,
	OPT_PROCESSES,
	OPT_ROLES_PER_DATABASE,
	OPT_STATS_USER,
	OPT_SET,
	OPT_CLIENT_NETWORKS,
	OPT_PROGRAM,
	OPT_READY,
	OPT_LIVE,
	OPT_STARTUP,
	OPT_TIMEOUT,
	OPT_HOST,
	OPT_PORT,
	OPT_SOCKET,
	OPT_RULES,
	OPT_POLICY,
	OPT_PRELOAD,
	OPT_EXTENSIONS_DIR,
	OPT_USER,
	OPT_DATABASE,
	OPT_ONLINE,

	OPT_COUNT
};

/* Every row, by id. */
extern const struct opt_table options;

#endif
