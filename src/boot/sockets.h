/* sockets.h — where the server makes its Unix sockets, and the lock files beside them, which
 * outlive a killed server in a container that is started again. */
#ifndef BOOT_SOCKETS_H
#define BOOT_SOCKETS_H

#include "boot/boot.h"

/* Removes the .s.PGSQL.PORT.lock files in `dirs` (unix_socket_directories: separated by commas)
 * that name this data directory and whose socket nobody answers. Postgres judges them by the
 * process number in them, and in a container, where numbers start anew, that is soon another
 * process's: it would refuse to start. Only with the lock on PGDATA held. */
void sockets_clear(const struct boot *b, const char *dirs);

/* -1 and e: the server cannot make its socket in one of them, and will end. */
int sockets_check(const char *dirs, struct err *e);

#endif
