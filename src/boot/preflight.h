/* preflight.h — what can be known to go wrong, before anything is touched. */
#ifndef BOOT_PREFLIGHT_H
#define BOOT_PREFLIGHT_H

#include "boot/boot.h"

/* PGDATA is absent, empty, has only lost+found and dotfiles, or may not be looked at, and so is the
 * WAL directory, if there is one. -1 and e: there is something else in one of them, or PGDATA could
 * not be read. */
int preflight_empty(const struct boot *b, struct err *e);

/* For a start that is not root and cannot chown: PGDATA, if it exists, belongs to this user, as the
 * server demands. */
int preflight_owner(const struct boot *b, struct err *e);

/* A first boot is meant and can succeed: role, password or method, names, POSTGRES_INITDB_ARGS, WAL
 * directory, older data elsewhere, every init file. As the user who will run it. Prints the trust
 * warning. */
int preflight_first_boot(const struct boot *b, int *code, struct err *e);

/* A clone can be tried: where the primary is, who asks it, the slot's name (none of them longer
 * than one can be), the WAL directory. */
int preflight_replica(const struct boot *b, struct err *e);

#endif
