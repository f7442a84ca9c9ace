/* hba.h — pg_hba.conf of a new cluster: the line that lets the network in, and whether the first
 * boot itself gets in over the socket. */
#ifndef BOOT_HBA_H
#define BOOT_HBA_H

#include "boot/boot.h"

/* Appends "host all all all METHOD" to path/pg_hba.conf. METHOD is POSTGRES_HOST_AUTH_METHOD, or
 * what the server's password_encryption is with the operator's arguments. initdb's own lines, which
 * trust the loopback addresses and the socket, stay. */
int hba_append(const struct boot *b, const char *path, struct err *e);

/* Would pg_hba.conf refuse the first boot's own psql over the socket? So it is when the method
 * wants a password and only a hash of it is known, or when it is "peer" and POSTGRES_USER is not
 * the name of this process's user. Where `args`, the server's, name a file of the operator's, that
 * file is not read: true then means that the password is unknown and that a socket directory of our
 * own (b->sockets) can help. */
bool hba_shuts_out(const struct boot *b, char *const *args);

/* Writes a pg_hba.conf that lets in everybody who reaches the socket: only the mode of the socket's
 * directory guards it. */
int hba_write_open(const char *path, struct err *e);

#endif
