/* size.h — how many connections a pooler may open and take: one arithmetic with the server's
 * max_connections, so that the two cannot disagree. */
#ifndef POOLER_SIZE_H
#define POOLER_SIZE_H

#include "base/fail.h"
#include "pooler/version.h"

#define POOLER_BASE_BYTES (16 * MIB) /* of a process without roles and clients */
#define POOLER_SPARE_FILES 64        /* of a process: log, sockets to listen on, DNS, epoll */

struct pooler_room {
	int64_t max_connections; /* of the server */
	int64_t reserved;        /* superuser_reserved_connections + reserved_connections */
	int64_t cpus;            /* of the server */
	int64_t databases;       /* pooled ones */
	int64_t roles;           /* application roles a database */
	int64_t processes;       /* pooler processes on one port */
	int64_t memory_bytes;    /* of each pooler process */
	int64_t nofile;          /* descriptors each may open */
	struct pooler_version version;
	int64_t auth_limit; /* CONNECTION LIMIT of the lookup role */
	bool client_tls;    /* clients may come with TLS, which takes memory */
};

struct pooler_size {
	int64_t direct; /* kept for connections that go around the pooler: exporter, cron, admin */
	int64_t auth;   /* lookups, of one process */
	int64_t max_db_connections, default_pool_size, reserve_pool_size, min_pool_size;
	int64_t max_client_conn;
};

/* How many of the server's connections are kept for who comes without the pooler. */
int64_t pooler_direct(int64_t max_connections);

/* -1 and e when the server has too few connections for that many databases and processes, the
 * lookup role too few for that many processes, or the pooler too little memory or too few
 * descriptors. */
int pooler_size(const struct pooler_room *r, struct pooler_size *s, struct err *e);

/* Connections that the pooler and its neighbours open at most:
 * processes × (databases × max_db_connections + auth) + direct + reserved. The invariant: never
 * more than max_connections. */
int64_t pooler_worst_case(const struct pooler_room *r, const struct pooler_size *s);

/* Memory that one role takes in a process, measured: its entry grew with MAX_PASSWORD in 1.26. */
int64_t pooler_role_kib(struct pooler_version v);

/* Descriptors one process needs for it all. */
int64_t pooler_descriptors(const struct pooler_room *r, const struct pooler_size *s);

#endif
