/* check_ini.c — findings in pgbouncer.ini. */
#include <stdio.h>
#include <string.h>

#include "pooler/check.h"

/* What the checks of one ini share. */
struct ini_check {
	struct findings *f;
	struct pooler_facts *facts;
	const struct ini_doc *doc;
};

static int64_t
number(const struct ini_check *c, const char *key, int64_t otherwise)
{
	const struct ini_pair *p = ini_setting(c->doc, key);

	return p ? text_number(p->value, otherwise) : otherwise;
}

static int
line_of(const struct ini_check *c, const char *key)
{
	const struct ini_pair *p = ini_setting(c->doc, key);

	return p ? p->line : 0;
}

/* Does the setting exist and list the word? */
static bool
lists(const struct ini_check *c, const char *key, const char *word)
{
	const struct ini_pair *p = ini_setting(c->doc, key);

	return p != NULL && text_lists(p->value, word);
}

static void
check_entry(const struct ini_check *c, const struct ini_pair *p)
{
	char value[512];

	if (ini_connection(p->value, "user", value, sizeof(value))) {
		if (strcmp(value, c->facts->auth_user) == 0)
			found(c->f, L01, p->line, "user=%s", value);
		else if (pooler_before(c->facts->version, 26, 0))
			found(c->f, L02, p->line, "user=%s", value);
	}
	if (ini_connection(p->value, "password", value, sizeof(value)))
		found(c->f, L03, p->line, "password= of %.*s", (int)p->key.len, p->key.p);
	explicit_bzero(value, sizeof(value));
}

/* The entry of that name, else of "*", or NULL. Of several the last. */
static const struct ini_pair *
find_entry(const struct ini_check *c, const char *name)
{
	const struct ini_pair *named = NULL, *any = NULL;

	for (size_t i = 0; i < c->doc->count; i++) {
		const struct ini_pair *p = &c->doc->pairs[i];

		if (p->section == INI_DATABASES && span_is(p->key, name))
			named = p;
		if (p->section == INI_DATABASES && span_is(p->key, "*"))
			any = p;
	}
	return named ? named : any;
}

static void
check_auth_dbname(const struct ini_check *c)
{
	const char *name = c->facts->auth_dbname;
	const struct ini_pair *entry = find_entry(c, name);
	char dbname[256];
	int line = line_of(c, "auth_dbname");

	if (name[0] == '\0')
		return;
	if (strcmp(name, "pgbouncer") == 0)
		found(c->f, L09, line, "\"pgbouncer\" is the console");
	else if (entry == NULL && !c->doc->includes)
		found(c->f, L09, line, "\"%s\" is not in [databases]", name);
	if (entry == NULL || c->facts->auth_db == NULL)
		return;
	if (!ini_connection(entry->value, "dbname", dbname, sizeof(dbname)))
		snprintf(dbname, sizeof(dbname), "%s", name);
	if (strcmp(dbname, c->facts->auth_db) != 0)
		found(c->f, L10, entry->line, "lookups run in \"%s\", the SQL is for \"%s\"",
		    dbname, c->facts->auth_db);
}

/* One call of one schema-qualified function with $1, two named columns, nothing else. */
static void
check_auth_query(const struct ini_check *c)
{
	const struct ini_pair *p = ini_setting(c->doc, "auth_query");
	static const char *const no[] = { "=", "<", ">", "||", "::", "*", "case ", "null",
		"coalesce" };
	const char *from;
	int placeholders = 0;

	if (p == NULL) {
		if (c->facts->auth_user[0] != '\0' && !c->doc->includes)
			found(c->f, L11, line_of(c, "auth_user"),
			    "the default auth_query reads pg_shadow: auth_user has to be a "
			    "superuser");
		return;
	}
	for (size_t i = 0; i + 1 < p->value.len; i++)
		placeholders += p->value.p[i] == '$' && p->value.p[i + 1] == '1';
	if (placeholders != 1)
		found(c->f, L11, p->line, "$1 stands in it %d times", placeholders);
	if (text_word(p->value, "pg_shadow") || text_word(p->value, "pg_authid"))
		found(c->f, L11, p->line, "it reads the password table itself");
	for (size_t i = 0; i < LEN(no); i++)
		if (text_find(p->value, no[i])) {
			found(c->f, L11, p->line, "it holds \"%s\"", no[i]);
			break;
		}
	from = text_word(p->value, "from");
	if (from != NULL) {
		struct span call = { from + 4, p->value.len - (size_t)(from + 4 - p->value.p) };
		const char *bracket = memchr(call.p, '(', call.len);

		if (bracket == NULL || memchr(call.p, '.', (size_t)(bracket - call.p)) == NULL)
			found(c->f, L11, p->line, "the function has no schema before it");
	}
}

static void
check_auth_type(const struct ini_check *c)
{
	static const char *const bad[][2] = { { "any", "" }, { "trust", "" }, { "plain", "" },
		{ "md5", ": roles with an md5 hash fail at the server" } };

	for (size_t i = 0; i < LEN(bad); i++)
		if (ini_says(c->doc, "auth_type", bad[i][0]))
			found(c->f, L13, line_of(c, "auth_type"), "auth_type = %s%s", bad[i][0],
			    bad[i][1]);
	if (ini_setting(c->doc, "auth_type") == NULL && !c->doc->includes)
		found(c->f, L13, 0, "auth_type is md5 where it is not set");
}

static void
check_startup_parameters(const struct ini_check *c)
{
	const struct ini_pair *p = ini_setting(c->doc, "ignore_startup_parameters");
	bool vulnerable = c->facts->version.minor >= 20 && pooler_before(c->facts->version, 26, 1);

	if (p == NULL ? !c->doc->includes : !text_lists(p->value, "extra_float_digits"))
		found(c->f, L15, p ? p->line : 0,
		    "extra_float_digits is missing: JDBC, Go and the exporter are refused");
	if (p == NULL || !vulnerable || p->value.len == 0)
		return;
	if (text_find(p->value, ", ") == NULL)
		found(
		    c->f, L15, p->line, "no blank behind a comma: one client can hang the process");
}

static void
check_roles(const struct ini_check *c)
{
	static const char *const lists_of[] = { "admin_users", "stats_users" };
	const char *role = c->facts->auth_user;

	for (size_t i = 0; i < LEN(lists_of); i++)
		if (role[0] != '\0' && lists(c, lists_of[i], role))
			found(c->f, L21, line_of(c, lists_of[i]), "%s", lists_of[i]);
	if (number(c, "verbose", 0) > 0)
		found(c->f, L16, line_of(c, "verbose"), "verbose = %lld",
		    (long long)number(c, "verbose", 0));
}

/* The most server connections the entries can open, 0 when nothing bounds them. */
static int64_t
server_connections(const struct ini_check *c, bool *unbounded)
{
	int64_t limit = number(c, "max_db_connections", 0), sum = 0;
	int64_t pool = number(c, "default_pool_size", 20),
		reserve = number(c, "reserve_pool_size", 0);

	*unbounded = false;
	for (size_t i = 0; i < c->doc->count; i++) {
		const struct ini_pair *p = &c->doc->pairs[i];
		char text[32];
		int64_t here = limit;

		if (p->section != INI_DATABASES)
			continue;
		if (ini_connection(p->value, "max_db_connections", text, sizeof(text)))
			here = text_number(span_of(text), limit);
		if (here == 0 && ini_connection(p->value, "pool_size", text, sizeof(text)))
			here = text_number(span_of(text), pool);
		if (here == 0)
			here = pool + reserve;
		if (span_is(p->key, "*"))
			*unbounded = number(c, "max_user_connections", 0) == 0;
		sum += span_is(p->key, c->facts->auth_dbname) && limit > 0 ? min64(here, 2) : here;
	}
	return sum;
}

static void
check_pools(const struct ini_check *c)
{
	bool unbounded;
	int64_t worst = server_connections(c, &unbounded);
	int64_t pool = number(c, "default_pool_size", 20),
		limit = number(c, "max_db_connections", 0);
	int64_t most = c->facts->max_connections - c->facts->reserved;

	if (unbounded)
		found(c->f, L17, 0, "\"*\" has no common limit: each database gets its own pools");
	if (limit > 0 && pool > limit)
		found(c->f, L17, line_of(c, "default_pool_size"),
		    "default_pool_size %lld is more than max_db_connections %lld", (long long)pool,
		    (long long)limit);
	if (c->facts->max_connections > 0 && worst > most)
		found(c->f, L17, 0, "up to %lld server connections, of %lld that are not reserved",
		    (long long)worst, (long long)most);
	c->facts->max_client_conn = number(c, "max_client_conn", 100);
	if (c->facts->nofile > 0 && c->facts->max_client_conn + worst + 64 > c->facts->nofile)
		found(c->f, L18, line_of(c, "max_client_conn"),
		    "%lld clients and %lld server connections, %lld descriptors",
		    (long long)c->facts->max_client_conn, (long long)worst,
		    (long long)c->facts->nofile);
}

static bool
may_be_included(const struct ini_check *c, const char *key)
{
	return c->doc->includes && ini_setting(c->doc, key) == NULL;
}

static void
check_timeouts(const struct ini_check *c)
{
	int64_t retry = number(c, "server_login_retry", 15),
		wait = number(c, "query_wait_timeout", 120);

	if (retry > 5 && !may_be_included(c, "server_login_retry"))
		found(c->f, L25, line_of(c, "server_login_retry"), "server_login_retry is %lld s%s",
		    (long long)retry, line_of(c, "server_login_retry") ? "" : ", its default");
	if ((wait == 0 || wait > 60) && !may_be_included(c, "query_wait_timeout"))
		found(c->f, L25, line_of(c, "query_wait_timeout"), "query_wait_timeout is %lld s%s",
		    (long long)wait, line_of(c, "query_wait_timeout") ? "" : ", its default");
}

static void
check_mode(const struct ini_check *c)
{
	if (!ini_says(c->doc, "pool_mode", "transaction"))
		return;
	if (number(c, "server_reset_query_always", 0) > 0)
		found(c->f, L27, line_of(c, "server_reset_query_always"),
		    "server_reset_query_always resets the session behind every transaction");
	else if (ini_setting(c->doc, "server_reset_query") != NULL)
		found(c->f, L27, line_of(c, "server_reset_query"),
		    "server_reset_query is not run in transaction pooling");
}

struct cve {
	const char *id;
	int since, before, before_patch; /* minor versions: from, and fixed in */
	const char *what;
};

static const struct cve cves[] = {
	{ "CVE-2025-2291", 0, 24, 1, "auth_query ignores VALID UNTIL" },
	{ "CVE-2025-12819", 0, 25, 1, "search_path of a client reaches the lookup connection" },
	{ "CVE-2026-6664", 0, 25, 2, "integer overflow in the packet reader, before login" },
	{ "CVE-2026-6665", 0, 25, 2, "buffer overflow in SCRAM code" },
	{ "CVE-2026-6668", 0, 26, 0, "integer overflow in the packet reader" },
	{ "CVE-2026-107348", 21, 26, 1, "endless loop on a packet header" },
	{ "CVE-2026-107349", 20, 26, 1, "endless loop on an empty startup option, before login" },
	{ "CVE-2026-107350", 17, 26, 1,
	    "who knows one password of the auth file can become anyone" },
};

static void
check_version(const struct ini_check *c)
{
	const struct pooler_version v = c->facts->version;

	for (size_t i = 0; i < LEN(cves); i++)
		if (v.minor >= cves[i].since &&
		    pooler_before(v, cves[i].before, cves[i].before_patch))
			found(c->f, L22, 0, "1.%d.%d: %s, %s", v.minor, v.patch, cves[i].id,
			    cves[i].what);
}

static void
copy_setting(const struct ini_check *c, const char *key, char *buf, size_t cap)
{
	const struct ini_pair *p = ini_setting(c->doc, key);

	text_copy(p ? p->value : (struct span){ "", 0 }, buf, cap);
}

void
check_ini(struct findings *f, struct pooler_facts *facts, const struct pooler_file *file)
{
	struct ini_doc *doc = facts->doc;
	struct ini_check c = { f, facts, doc };

	ini_read(doc, file->text.p, file->text.len);
	doc->includes |= facts->includes;
	copy_setting(&c, "auth_user", facts->auth_user, sizeof(facts->auth_user));
	copy_setting(&c, "auth_dbname", facts->auth_dbname, sizeof(facts->auth_dbname));
	check_starts(f, facts->version, doc);
	for (size_t i = 0; i < doc->count; i++)
		if (doc->pairs[i].section == INI_DATABASES)
			check_entry(&c, &doc->pairs[i]);
	check_auth_dbname(&c);
	check_auth_query(&c);
	check_auth_type(&c);
	check_startup_parameters(&c);
	check_roles(&c);
	check_pools(&c);
	check_timeouts(&c);
	check_mode(&c);
	check_version(&c);
}
