/* replica.h — a standby: PGDATA is cloned from the primary before the server starts. */
#ifndef BOOT_REPLICA_H
#define BOOT_REPLICA_H

#include "boot/boot.h"

/* A phase (watch.h): waits for the primary and runs pg_basebackup into the staging directory of a
 * struct boot. Cut short, it is begun again by the next start; data that is there is never touched.
 * PRIMARY_HOST, PRIMARY_PORT, PG_REPLICATION_USER, PG_REPLICATION_PASSWORD, REPLICATION_SLOT_NAME
 * (made when missing), PGTUNE_PRIMARY_WAIT. */
int replica_boot(void *boot, int *code, struct err *e);

#endif
