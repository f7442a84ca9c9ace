/* initdb.h — a new cluster: initdb's command line, pg_hba.conf, and a database without a server. */
#ifndef BOOT_INITDB_H
#define BOOT_INITDB_H

#include "boot/boot.h"
#include "boot/cmdline.h"

/* Builds initdb's command line for a cluster in `path`, as it will be run: the password is on its
 * stdin. -1 and e: POSTGRES_INITDB_ARGS does not split, or names a data directory. */
int initdb_words(const struct boot *b, const char *path, struct cmdline *c, struct err *e);

/* The WAL directory: POSTGRES_INITDB_WALDIR, or one in POSTGRES_INITDB_ARGS, or "". */
const char *initdb_waldir(const struct boot *b, const struct cmdline *c);

/* Runs initdb into `path` and appends the rule for the network to its pg_hba.conf. On failure *code
 * is initdb's. */
int initdb_run(struct boot *b, const char *path, int *code, struct err *e);

/* POSTGRES_DB is one that initdb makes anyway. */
bool initdb_makes_database(const struct boot *b);

/* How CREATE DATABASE shall copy the template: WAL_LOG, the default since there is a choice (15),
 * is twice the work where nothing is synced. */
const char *initdb_strategy(const struct boot *b);

/* CREATE DATABASE by postgres --single: no server, no wait. */
int initdb_create_database(struct boot *b, int *code, struct err *e);

#endif
