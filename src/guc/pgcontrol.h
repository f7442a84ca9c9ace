/* pgcontrol.h — global/pg_control of PostgreSQL 14 to 18: what a standby must not fall below. */
#ifndef GUC_PGCONTROL_H
#define GUC_PGCONTROL_H

#include "base/fail.h"

#define PGCONTROL_SIZE 8192 /* of the file; the data are its first 300 bytes */

/* The primary's settings, as of its last checkpoint that this cluster replayed or made. */
struct pgcontrol {
	uint32_t version; /* pg_control_version: 1300 (14 to 16), 1700, 1800 */
	int32_t max_connections, max_worker_processes, max_wal_senders, max_prepared_transactions,
	    max_locks_per_transaction;
	uint32_t segment_bytes; /* of WAL */
};

/* -1 and e: too short, written on a machine of the other byte order, a version we do not know, or
 * its CRC-32C is wrong (torn or overwritten). */
int pgcontrol_parse(const void *image, size_t len, struct pgcontrol *c, struct err *e);

#endif
