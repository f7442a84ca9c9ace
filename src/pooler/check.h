/* check.h — the offline checks, one function a kind of file. They read texts and fill findings,
 * whose `file` the caller has set. What the ini says goes into `struct pooler_facts`: the other
 * files are checked by it, so the ini comes first. */
#ifndef POOLER_CHECK_H
#define POOLER_CHECK_H

#include "pooler/auth_read.h"
#include "pooler/hba_read.h"
#include "pooler/ini_read.h"
#include "pooler/keys.h"
#include "pooler/rules.h"
#include "pooler/version.h"

/* One file as it was read. */
struct pooler_file {
	const char *name;
	struct span text;
	unsigned mode; /* permission bits, 0: unknown */
};

/* What the caller knows, and what the files say about one another. */
struct pooler_facts {
	struct pooler_version version;
	int64_t max_connections; /* of the server, 0: unknown */
	int64_t reserved;
	int64_t nofile;                /* of the pooler, 0: unknown */
	int64_t roles;                 /* that log in, 0: unknown */
	int64_t processes;             /* poolers that share the server */
	const char *auth_db;           /* where the SQL is installed, NULL: unknown */
	const char *secret, *verifier; /* of the lookup role, NULL: unknown */
	bool includes; /* some ini does: what another one lacks may stand where that is included */
	struct ini_doc *doc; /* the caller's room: check_ini() leaves the ini it read there */
	/* from the ini */
	char auth_user[256], auth_dbname[256];
	char lookup_db[256]; /* the server's database behind auth_dbname; "": unknown */
	char auth_file[512];
	bool certificate; /* the pooler shows the server one: auth_user may need no password */
	int64_t max_client_conn;
	int64_t pool;    /* default_pool_size; 0: no ini was read */
	int64_t lookups; /* server connections of one process for lookups */
};

/* Part of check_ini(): what PgBouncer of that version would not start with. */
void check_starts(struct findings *f, struct pooler_version version, const struct ini_doc *doc);

/* Part of check_ini(): the text of auth_query. */
void check_query(struct findings *f, const struct ini_pair *pair);

typedef void check_fn(
    struct findings *f, struct pooler_facts *facts, const struct pooler_file *file);
check_fn check_ini, check_auth_file, check_hba, check_sql, check_compose;

#endif
