/* network.h — ADDRESS/BITS as PgBouncer's hba file takes it. */
#ifndef POOLER_NETWORK_H
#define POOLER_NETWORK_H

#include "base/fail.h"

struct network {
	unsigned char address[16]; /* in network order, IPv4 in the first four */
	int size;                  /* bits of an address: 32 or 128 */
	int bits;
};

/* 10.0.0.0/8, ::/0. -1 and e: what is wrong with it. PgBouncer passes over a line it cannot read,
 * and takes an empty number behind the slash for 0: everybody. */
int network_read(const char *p, size_t len, struct network *n, struct err *e);

/* False for 10.0.0.1/8, which PgBouncer warns of. */
bool network_is_whole(const struct network *n);

#endif
