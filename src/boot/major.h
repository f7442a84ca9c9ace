/* major.h — the major version of the server and of the cluster it is given. */
#ifndef BOOT_MAJOR_H
#define BOOT_MAJOR_H

#include "boot/boot.h"

/* The cluster's PG_VERSION is this server's major; -1 and e when it is known to be another, or when
 * PG_VERSION or pg_control is there and tells nothing, or the volume of the WAL is read-only. Warns
 * of a WAL directory whose volume is not mounted. */
int major_check(const struct boot *b, struct err *e);

/* The major that the program at this path says it is with -V; 0 when it does not say. */
int major_ask(const char *postgres);

#endif
