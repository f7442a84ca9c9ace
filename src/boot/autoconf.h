/* autoconf.h — lines in postgresql.auto.conf while the temporary server is there, for one that an
 * init file starts without our arguments ("pg_ctl start"). */
#ifndef BOOT_AUTOCONF_H
#define BOOT_AUTOCONF_H

#include "boot/boot.h"

/* Adds what b->sockets and b->hba say, if anything. */
int autoconf_add(const struct boot *b, struct err *e);

/* Removes those lines again, wherever ALTER SYSTEM has put them; any other stays. */
int autoconf_remove(const struct boot *b, struct err *e);

#endif
