/* place.h — HOST[:PORT] as people write it. */
#ifndef POOLER_PLACE_H
#define POOLER_PLACE_H

#include "base/fail.h"

struct pooler_place {
	char host[256]; /* a name, an address without brackets, or a socket's folder ("/…") */
	int port;
};

/* Reads "db", "db:5433", "[::1]:5432", "/run/postgresql:5432"; `port` when none is said. -1 and e.
 */
int pooler_place_read(const char *text, int port, struct pooler_place *p, struct err *e);

#endif
