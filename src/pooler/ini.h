/* ini.h — pgbouncer.ini and its hba file, for one version of PgBouncer, sized by pooler_size(). */
#ifndef POOLER_INI_H
#define POOLER_INI_H

#include "base/str.h"
#include "pooler/quote.h"
#include "pooler/size.h"

#define POOLER_DATABASES 64
#define POOLER_AUTH_ALIAS "pgb_auth" /* the [databases] entry that lookups alone use */
#define POOLER_AUTH_FILE "userlist.txt"
#define POOLER_HBA_FILE "hba.conf"
#define POOLER_INI_MAX 65536

/* One line of [databases]: what clients ask for, and what the server calls it. */
struct pooler_database {
	char alias[NAME_BYTES + 1], name[NAME_BYTES + 1];
};

struct pooler_ini {
	struct pooler_version version;
	const char *role, *schema, *auth_db; /* passed name_check() */
	const char *host;                    /* of the server: name, address, or socket folder */
	int port;
	const char *folder; /* holds auth file, hba file and socket: private, on tmpfs */
	const char *listen;
	int listen_port;
	const char *stats_user; /* may read SHOW (exporter), or NULL */
	const char *networks;   /* clients may come from: CIDR list by comma */
	const char *set;        /* KEY=VALUE of the operator's own, by line or ";", or NULL */
	bool supervised;        /* `run` starts it: process numbers begin anew with the container */
	struct pooler_database databases[POOLER_DATABASES];
	size_t database_count;
	int64_t server_memory_bytes;
	struct pooler_room room;
	struct pooler_size size;
};

/* Reads "app,crm=customers": by line when there is a newline in it, else by comma. -1 and e: a name
 * that PostgreSQL or this version's file format cannot carry, one twice, "*", or a reserved one. */
int pooler_databases_read(struct pooler_ini *ini, const char *list, struct err *e);
/* The one database of that name, whatever is in it. */
int pooler_databases_one(struct pooler_ini *ini, const char *name, struct err *e);

/* 0 when PgBouncer can make its socket in ini->folder, and listen on ini->listen; -1 and e. */
int pooler_folder_check(const struct pooler_ini *ini, struct err *e);
int pooler_listen_check(const struct pooler_ini *ini, struct err *e);

/* Decides the key's value who may log in? Such are made from options, not set by hand. */
bool pooler_key_is_ours(const char *p, size_t len);

/* Reads each of ini->set by itself; -1 and e as below, but for the invariant. */
int pooler_settings_check(struct pooler_ini *ini, struct err *e);

/* Does ini->set let clients come with TLS? PgBouncer's default is not to. */
bool pooler_client_tls(const struct pooler_ini *ini);

/* Takes ini->set into the sizes. -1 and e: what this version does not know, what is not set by
 * hand, or sizes that break the invariant. */
int pooler_settings_read(struct pooler_ini *ini, struct err *e);

/* Reads ini->networks: CIDR, by comma, blank or line. -1 and e: one is no network, or there is
 * none. */
int pooler_networks_check(const struct pooler_ini *ini, struct err *e);

/* All of the above has passed. -1 and e: a text the file cannot carry, its position and the reason.
 */
int pooler_ini_render(const struct pooler_ini *ini, struct str *out, struct err *e);
int pooler_hba_render(const struct pooler_ini *ini, struct str *out, struct err *e);

#endif
