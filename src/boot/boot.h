/* boot.h — one start of a container: what was asked, where things are, how far it is. */
#ifndef BOOT_BOOT_H
#define BOOT_BOOT_H

#include <limits.h>
#include <sys/types.h>

#include "base/fail.h"
#include "base/proc.h"
#include "base/secret.h"

#define BOOT_RUN_DIR "/var/run/postgresql"                  /* the server's socket */
#define BOOT_INIT_DIR "/docker-entrypoint-initdb.d"         /* run once, on first boot */
#define BOOT_START_DIR "/docker-entrypoint-startdb.d"       /* run on every start, server ready */
#define BOOT_OFFICIAL "/usr/local/bin/docker-entrypoint.sh" /* $0 in the official messages */

/* Files of ours in PGDATA: dotfiles, which initdb and the server leave alone. */
#define BOOT_MARKER ".pgtune-init"   /* there while a first boot is unfinished */
#define BOOT_STAGING ".pgtune-stage" /* where initdb and pg_basebackup work */
#define BOOT_STATE ".pgtune-state"   /* of the last server, for health and the next start */

#define BOOT_READ_ONLY_HINT                                                          \
	"the server cannot run on it: mount it for writing; dmesg says whether the " \
	"kernel made it read-only, after an error of the disk"

struct boot {
	const char *pgdata;
	const char *user, *database; /* POSTGRES_USER, POSTGRES_DB with their defaults */
	const char *initdb_args, *waldir, *method; /* "" when unset */
	struct secret password;                    /* POSTGRES_PASSWORD */
	struct secret replication;                 /* PG_REPLICATION_PASSWORD */
	bool replica;                              /* POSTGRES_ROLE=replica */
	char bindir[PATH_MAX];                     /* where postgres, initdb, psql are */
	int major;                                 /* of the server's programs, 0: unknown */
	char *const *server_args;                  /* the operator's */
	int dir;                                   /* PGDATA, open and locked; -1 before */
	char sockets[96];                          /* the temporary server's directory */
	char hba[128];                             /* its pg_hba.conf, "": the cluster's */
	pid_t temp;                                /* the temporary server, 0: none */
	char *const *temp_args;
};

#endif
