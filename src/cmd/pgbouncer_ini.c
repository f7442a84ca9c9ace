/* pgbouncer_ini.c — `pgbouncer ini`: from options and the server's plan to pgbouncer.ini. */
#include <string.h>

#include "base/log.h"
#include "base/num.h"
#include "cmd/context.h"
#include "cmd/pgbouncer.h"
#include "pooler/keys.h"

/* A name, not a list: a comma or "=" in it is a part of it. */
static int
read_default_database(const struct call *call, struct pooler_ini *ini, struct err *e)
{
	const char *name = env_get(call->env, "POSTGRES_DB");

	if (pooler_databases_one(ini, name != NULL ? name : "postgres", e) < 0)
		return fail_within(e, "POSTGRES_DB");
	return 0;
}

int
pooler_ini_read(
    const struct call *call, struct pooler_ini *ini, struct pooler_place *server, struct err *e)
{
	static const int64_t ports[2] = { 1, 65535 };
	int64_t port = 6432;
	struct pooler_names names;

	/* `run` knows the version already, from the program itself. */
	if ((ini->version.minor == 0 && pooler_version_wanted(call, &ini->version, e) < 0) ||
	    pooler_names_read(call, &names, e) < 0 || pooler_server_read(call, server, e) < 0 ||
	    call_number(call, OPT_LISTEN_PORT, ports, &port, e) < 0)
		return -1;
	ini->role = names.role;
	ini->schema = names.schema;
	ini->auth_db = names.auth_db;
	ini->host = server->host;
	ini->port = server->port;
	ini->folder = call_option(call, OPT_CONFIG_DIR, "/run/pgbouncer");
	ini->listen = call_option(call, OPT_LISTEN, "*");
	ini->listen_port = (int)port;
	ini->stats_user = call->opts.value[OPT_STATS_USER];
	ini->networks = call_option(call, OPT_CLIENT_NETWORKS, "0.0.0.0/0,::/0");
	if (pooler_networks_check(ini, e) < 0)
		return call_wrong(call, OPT_CLIENT_NETWORKS, e);
	if (pooler_listen_check(ini, e) < 0)
		return call_wrong(call, OPT_LISTEN, e);
	if (pooler_folder_check(ini, e) < 0)
		return call_wrong(call, OPT_CONFIG_DIR, e);
	ini->set = call->opts.value[OPT_SET];
	if (call->opts.value[OPT_DATABASES] == NULL)
		return read_default_database(call, ini, e);
	if (pooler_databases_read(ini, call->opts.value[OPT_DATABASES], e) < 0)
		return call_wrong(call, OPT_DATABASES, e);
	return 0;
}

static void
warn_of_variable(const char *variable, const char *name, void *unused)
{
	const char *meant = call_variable_meant(variable, CMD_PGBOUNCER);

	(void)unused;
	if (pooler_key_is_ours(name, strlen(name)))
		log_warn("%s is not read: %s decides who may log in and is not set by hand",
		    variable, name);
	else if (pooler_key_find(name, strlen(name)) != NULL)
		log_warn("%s is not read: PGBOUNCER_SETTINGS takes %s=VALUE", variable, name);
	else if (meant != NULL)
		log_warn("%s is not read; did you mean %s?", variable, meant);
}

void
pooler_ini_warn(const struct call *call)
{
	call_each_unread(call, "PGBOUNCER_", warn_of_variable, NULL);
}

static int
read_memory(const struct call *call, int64_t *bytes, struct err *e)
{
	const char *text = call->opts.value[OPT_POOLER_MEMORY];

	if (text != NULL && num_size(text, strlen(text), MIB, bytes, e) < 0)
		return call_wrong_value(call, OPT_POOLER_MEMORY, e);
	return 0;
}

int
pooler_ini_room(const struct call *call, struct pooler_ini *ini, struct err *e)
{
	static const int64_t files[2] = { 256, 1 << 20 }, few[2] = { 1, 1000 };
	static const int64_t many[2] = { 10, 100000 };
	struct pooler_room *r = &ini->room;

	if (call_number(call, OPT_CONNECTIONS, many, &r->max_connections, e) < 0 ||
	    call_number(call, OPT_NOFILE, files, &r->nofile, e) < 0 ||
	    call_number(call, OPT_PROCESSES, few, &r->processes, e) < 0 ||
	    call_number(call, OPT_CONNECTION_LIMIT, few, &r->auth_limit, e) < 0 ||
	    call_number(call, OPT_ROLES_PER_DATABASE, few, &r->roles, e) < 0)
		return -1;
	return read_memory(call, &r->memory_bytes, e);
}

int
pooler_ini_size(const struct call *call, struct pooler_ini *ini, struct err *e)
{
	struct pooler_room *r = &ini->room;

	if (pooler_ini_room(call, ini, e) < 0)
		return -1;
	r->databases = (int64_t)ini->database_count;
	r->version = ini->version;
	r->client_tls = pooler_client_tls(ini);
	if (pooler_size(r, &ini->size, e) < 0)
		return -1;
	return pooler_settings_read(ini, e) < 0 ? call_wrong(call, OPT_SET, e) : 0;
}

/* The server's side: the plan that `pgtune-auto plan` prints for the same options. */
static int
read_plan(const struct call *call, struct pooler_ini *ini, struct err *e)
{
	static struct context c;

	if (context_read(&c, call, e) < 0)
		return -1;
	context_announce(&c);
	ini->room.max_connections = c.plan.settings[MAX_CONNECTIONS].value.n;
	ini->room.cpus = c.plan.host->cpu.count;
	ini->server_memory_bytes = c.plan.host->memory.bytes;
	return 0;
}

static int
run_ini(struct call *call)
{
	static const char *const formats[] = { "ini", "hba", NULL };
	static const struct pooler_room usual = { .reserved = 3,
		.roles = 1,
		.processes = 1,
		.auth_limit = POOLER_CONNECTION_LIMIT,
		.memory_bytes = 256 * MIB,
		.nofile = 65536 };
	static struct pooler_ini ini;
	static char text[POOLER_INI_MAX];
	struct str out = str_on(text, sizeof(text));
	struct pooler_place server;
	struct err e;
	int format;

	pooler_ini_warn(call);
	ini.room = usual;
	format = call_format(call, formats, &e);
	if (format < 0 || pooler_ini_read(call, &ini, &server, &e) < 0 ||
	    read_plan(call, &ini, &e) < 0 || pooler_ini_size(call, &ini, &e) < 0)
		return usage_error(&e);
	if ((format == 0 ? pooler_ini_render(&ini, &out, &e) : pooler_hba_render(&ini, &out, &e)) <
	    0)
		return failed(&e);
	return pooler_put(call, &out, 0644, &e) < 0 ? failed(&e) : EXIT_DONE;
}

const struct verb pgbouncer_ini = {
	.name = "ini",
	.run = run_ini,
};
