/* size.c — the pool sizes. */
#include "pooler/size.h"

#define AUTH_POOL 2  /* connections lookups want, in each database they run in */
#define AUTH_SPARE 2 /* of the lookup role's: `run` and `check` log in with it too */

int64_t
pooler_direct(int64_t max_connections)
{
	return clamp64(max_connections / 10, 5, 20);
}

int64_t
pooler_role_kib(struct pooler_version v)
{
	return v.minor >= 26 ? 205 : v.minor >= 19 ? 9 : 5;
}

static int64_t
server_side(const struct pooler_room *r, const struct pooler_size *s)
{
	int64_t pools = r->databases * r->roles * (s->default_pool_size + s->reserve_pool_size);

	return min64(pools, r->databases * s->max_db_connections) + s->auth;
}

/* Of a client, measured: idle it takes 2.5, after a query 8, with buffers and prepared statements
 * more; TLS adds 22 (OpenSSL 3.6; 15 with 3.0). */
#define CLIENT_KIB 24
#define CLIENT_TLS_KIB 24

static int64_t
clients(const struct pooler_room *r, const struct pooler_size *s)
{
	int64_t wanted = max64(10 * r->max_connections, 500);
	int64_t kib = (r->memory_bytes - POOLER_BASE_BYTES) / KIB -
		      r->databases * r->roles * pooler_role_kib(r->version);
	int64_t client = CLIENT_KIB + (r->client_tls ? CLIENT_TLS_KIB : 0);

	return min64(
	    min64(wanted, kib / client), r->nofile - server_side(r, s) - POOLER_SPARE_FILES);
}

/* Lookups of one process. Before 1.19 they run in every database, not in one of their own; all
 * processes together stay below the role's CONNECTION LIMIT: past it logins hang. */
static int64_t
lookups(const struct pooler_room *r)
{
	int64_t most = AUTH_POOL * (r->version.minor >= 19 ? 1 : r->databases);

	return clamp64((r->auth_limit - AUTH_SPARE) / r->processes, 1, most);
}

int
pooler_size(const struct pooler_room *r, struct pooler_size *s, struct err *e)
{
	int64_t usable, cap;

	s->direct = pooler_direct(r->max_connections);
	s->auth = lookups(r);
	if (r->processes * s->auth > r->auth_limit) {
		fail(e,
		    "%lld pooler processes look roles up, and the lookup role has %lld connections",
		    (long long)r->processes, (long long)r->auth_limit);
		return fail_hint(e, "raise --connection-limit, here and for auth-sql");
	}
	usable = r->max_connections - r->reserved - s->direct - r->processes * s->auth;
	s->max_db_connections = max64(usable, 0) / (r->databases * r->processes);
	cap = s->max_db_connections / r->roles;
	if (cap < 1) {
		fail(e,
		    "max_connections %lld leaves no connection for %lld databases of %lld roles in "
		    "%lld pooler processes",
		    (long long)r->max_connections, (long long)r->databases, (long long)r->roles,
		    (long long)r->processes);
		return fail_hint(e, "raise max_connections, or pool fewer databases");
	}
	s->default_pool_size = min64(max64(4 * r->cpus, 10), max64(cap * 8 / 10, 1));
	s->reserve_pool_size = min64(5, cap - s->default_pool_size);
	s->min_pool_size = min64(r->cpus, s->default_pool_size / 4);
	s->max_client_conn = clients(r, s);
	if (s->max_client_conn >= 10)
		return 0;
	fail(e, "%lld MB of memory and %lld descriptors leave the pooler room for no clients",
	    (long long)(r->memory_bytes / MIB), (long long)r->nofile);
	return fail_hint(e, "give it at least 32 MB and 1024 descriptors");
}

int64_t
pooler_worst_case(const struct pooler_room *r, const struct pooler_size *s)
{
	return r->processes * (r->databases * s->max_db_connections + s->auth) + s->direct +
	       r->reserved;
}

int64_t
pooler_descriptors(const struct pooler_room *r, const struct pooler_size *s)
{
	return s->max_client_conn + server_side(r, s) + POOLER_SPARE_FILES;
}
