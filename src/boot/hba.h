/* hba.h — pg_hba.conf of a new cluster: the line that lets the network in, and whether the first
 * boot itself gets in over the socket. */
#ifndef BOOT_HBA_H
#define BOOT_HBA_H

#include "boot/boot.h"

/* Appends "host all all all METHOD" to path/pg_hba.conf. METHOD is POSTGRES_HOST_AUTH_METHOD, or
 * what the server's password_encryption is with the operator's arguments. initdb's own lines, which
 * trust the loopback addresses and the socket, stay. */
int hba_append(const struct boot *b, const char *path, struct err *e);

/* The first boot's own psql would be refused over the socket: its password is a verifier, or the
 * local method asks who the process is and POSTGRES_USER is another. `args`: the server's; where
 * they name a file of the operator's, only if a socket directory of our own (b->sockets) helps. */
bool hba_shuts_out(const struct boot *b, char *const *args);

/* Writes the file that lets in everybody who reaches a socket, which only its directory guards. */
int hba_write_open(const char *path, struct err *e);

#endif
