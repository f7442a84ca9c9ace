/* first.h — the first boot: from an empty directory to a cluster that is complete or absent. */
#ifndef BOOT_FIRST_H
#define BOOT_FIRST_H

#include "boot/boot.h"
#include "boot/initfiles.h"

enum first_need {
	FIRST_DONE,  /* there is a cluster */
	FIRST_INIT,  /* there is none: first_boot() */
	FIRST_CLONE, /* there is none, and POSTGRES_ROLE=replica: replica_boot() */
};

/* A first boot began here and did not finish. */
bool first_is_unfinished(const struct boot *b);

/* Under the lock: what has to be done. An unfinished first boot is undone when no init file of it
 * ran or PGTUNE_ON_FAILED_INIT=retry; else -1 and e with the file's name. -1 also when PGDATA or
 * the WAL directory is not empty. */
int first_decide(const struct boot *b, enum first_need *need, struct err *e);

/* What one first boot does; plan() gives the temporary server's arguments once there is a cluster.
 */
struct first {
	struct boot *boot;
	struct initfiles files; /* read by first_boot() */
	int (*plan)(const struct first *f, char *const **args, struct err *e);
	const void *ctx; /* for plan() */
};

/* A phase (watch.h): makes the cluster of a struct first. */
int first_boot(void *first, int *code, struct err *e);

#endif
