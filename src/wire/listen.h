/* listen.h — could a server listen there? */
#ifndef WIRE_LISTEN_H
#define WIRE_LISTEN_H

#include "wire/conn.h"

/* Tries each address that the host has ("*": all of this machine's) and lets go of it. -1 and e
 * when it can be had at none, with the last one's reason: another program has the port, the address
 * is not this machine's, the name does not resolve. SO_REUSEPORT is set: a port that others share
 * in this way is no hindrance. */
int listen_try(const struct wire_where *at, struct err *e);

#endif
