/* databases.c — reads the list of pooled databases. */
#include <string.h>

#include "base/span.h"
#include "pooler/ini.h"

static int
check_alias(const struct pooler_ini *ini, const char *p, size_t len, struct err *e)
{
	if (name_check("database", p, len, e) < 0)
		return -1;
	if (str_is(p, len, "pgbouncer"))
		return fail(e, "\"pgbouncer\" is the name of the pooler's own console");
	if (str_is(p, len, POOLER_AUTH_ALIAS))
		return fail(e, "\"" POOLER_AUTH_ALIAS "\" is the name of the lookups' own entry");
	if (quote_plain_key(p, len) == len)
		return 0;
	if (str_is(p, len, "*")) {
		fail(e, "\"*\" would have no common limit of server connections");
		return fail_hint(e, "list the databases in --databases");
	}
	if (ini->version.minor < 25 || memchr(p, '\'', len) != NULL ||
	    memchr(p, '\n', len) != NULL || memchr(p, '\r', len) != NULL) {
		fail(e, "pgbouncer.ini of 1.%d cannot have the database name \"%.*s\" as a key",
		    ini->version.minor, (int)len, p);
		return fail_hint(e, "give it a plain name for clients in --databases: ALIAS=NAME");
	}
	return 0;
}

/* The server's name goes into a connection string, which ends at the line's end. */
static int
check_server_name(const char *p, size_t len, struct err *e)
{
	const char *line = memchr(p, '\n', len);

	if (name_check("database", p, len, e) < 0)
		return -1;
	if (line == NULL)
		line = memchr(p, '\r', len);
	if (line != NULL)
		return fail(e,
		    "pgbouncer.ini cannot carry the line end at byte %zu of a database name",
		    (size_t)(line - p) + 1);
	return 0;
}

static int
add(struct pooler_ini *ini, struct span alias, struct span name, struct err *e)
{
	struct pooler_database *d = &ini->databases[ini->database_count];

	if (check_alias(ini, alias.p, alias.len, e) < 0 ||
	    check_server_name(name.p, name.len, e) < 0)
		return -1;
	if (ini->database_count == POOLER_DATABASES)
		return fail(e, "more than %d databases", POOLER_DATABASES);
	memcpy(d->alias, alias.p, alias.len);
	memcpy(d->name, name.p, name.len);
	d->alias[alias.len] = d->name[name.len] = '\0';
	for (size_t i = 0; i < ini->database_count; i++)
		if (strcmp(ini->databases[i].alias, d->alias) == 0)
			return fail(e, "the database \"%s\" is listed twice", d->alias);
	ini->database_count++;
	return 0;
}

static int
add_entry(struct pooler_ini *ini, const char *p, size_t len, struct err *e)
{
	const char *equals = memchr(p, '=', len);
	const char *name = equals ? equals + 1 : p;
	struct span alias = { p, equals ? (size_t)(equals - p) : len };

	return add(ini, alias, (struct span){ name, len - (size_t)(name - p) }, e);
}

int
pooler_databases_read(struct pooler_ini *ini, const char *list, struct err *e)
{
	const char *separator = strchr(list, '\n') ? "\n" : ",";

	ini->database_count = 0;
	while (*list != '\0') {
		size_t len = strcspn(list, separator);

		if (len > 0 && add_entry(ini, list, len, e) < 0)
			return -1;
		list += len + (list[len] != '\0');
	}
	return ini->database_count > 0 ? 0 : fail(e, "no database is listed");
}

int
pooler_databases_one(struct pooler_ini *ini, const char *name, struct err *e)
{
	struct span whole = { name, strlen(name) };

	ini->database_count = 0;
	return add(ini, whole, whole, e);
}
