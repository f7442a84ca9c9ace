/* check_ini.c — findings in pgbouncer.ini. */
#include <stdio.h>
#include <string.h>

#include "pooler/check.h"
#include "pooler/size.h"

/* What the checks of one ini share. */
struct ini_check {
	struct findings *f;
	struct pooler_facts *facts;
	const struct ini_doc *doc;
};

/* What is set, or PgBouncer's default. */
static int64_t
number(const struct ini_check *c, const char *key)
{
	const struct ini_pair *p = ini_setting(c->doc, key);
	int64_t preset = pooler_key_find(key, strlen(key))->preset;

	return p ? text_number(p->value, preset) : preset;
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

/* Is it the role that looks up, for all entries or for this one? */
static bool
looks_up(const struct ini_check *c, const struct ini_pair *p, const char *role)
{
	char own[512];

	return strcmp(role, c->facts->auth_user) == 0 ||
	       (ini_connection(p->value, "auth_user", own, sizeof(own)) && strcmp(role, own) == 0);
}

static void
check_entry(const struct ini_check *c, const struct ini_pair *p)
{
	char value[512];

	if (ini_connection(p->value, "user", value, sizeof(value))) {
		if (looks_up(c, p, value))
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
	char *dbname = c->facts->lookup_db;
	int line = line_of(c, "auth_dbname");

	if (name[0] == '\0')
		return;
	if (strcmp(name, "pgbouncer") == 0)
		found(c->f, L09, line, "\"pgbouncer\" is the console");
	else if (entry == NULL && !c->doc->includes)
		found(c->f, L09, line, "\"%s\" is not in [databases]", name);
	if (entry == NULL)
		return;
	if (!ini_connection(entry->value, "dbname", dbname, sizeof(c->facts->lookup_db)))
		snprintf(dbname, sizeof(c->facts->lookup_db), "%s", name);
	if (c->facts->auth_db != NULL && strcmp(dbname, c->facts->auth_db) != 0)
		found(c->f, L10, entry->line, "lookups run in \"%s\", the SQL is for \"%s\"",
		    dbname, c->facts->auth_db);
}

/* May the server know auth_user by a certificate, so that it needs no password? */
static bool
has_certificate(const struct ini_check *c)
{
	const struct ini_pair *file = ini_setting(c->doc, "server_tls_cert_file");

	return file != NULL && file->value.len > 0 &&
	       !ini_says(c->doc, "server_tls_sslmode", "disable");
}

static void
check_auth_query(const struct ini_check *c)
{
	const struct ini_pair *p = ini_setting(c->doc, "auth_query");

	if (p != NULL)
		check_query(c->f, p);
	else if (c->facts->auth_user[0] != '\0' && !c->doc->includes)
		found(c->f, L11, line_of(c, "auth_user"),
		    "the default auth_query reads pg_shadow: auth_user has to be a superuser");
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
	if (number(c, "verbose") > 0)
		found(c->f, L16, line_of(c, "verbose"), "verbose = %lld",
		    (long long)number(c, "verbose"));
}

static int64_t
entry_number(const struct ini_pair *p, const char *key, int64_t otherwise)
{
	char text[32];

	return ini_connection(p->value, key, text, sizeof(text))
		   ? text_number(span_of(text), otherwise)
		   : otherwise;
}

/* The most server connections of one entry; of the lookups' entry, which has one user, those of one
 * pool. */
static int64_t
entry_connections(const struct ini_check *c, const struct ini_pair *p)
{
	int64_t limit = entry_number(p, "max_db_connections", number(c, "max_db_connections"));
	int64_t pool = entry_number(p, "pool_size", number(c, "default_pool_size"));

	if (limit > 0 && span_is(p->key, c->facts->auth_dbname))
		return min64(pool, limit);
	return limit > 0 ? limit : pool + number(c, "reserve_pool_size");
}

/* Of those, what the pools of its roles open. */
static int64_t
entry_pools(const struct ini_check *c, const struct ini_pair *p)
{
	int64_t pool = entry_number(p, "pool_size", number(c, "default_pool_size"));
	int64_t reserve = number(c, "reserve_pool_size");

	return min64(entry_connections(c, p), c->facts->roles * (pool + reserve));
}

/* The sum over the entries: of one process. */
static int64_t
sum_entries(const struct ini_check *c,
    int64_t (*of_entry)(const struct ini_check *, const struct ini_pair *))
{
	int64_t sum = 0;

	for (size_t i = 0; i < c->doc->count; i++)
		if (c->doc->pairs[i].section == INI_DATABASES)
			sum += of_entry(c, &c->doc->pairs[i]);
	return sum;
}

/* The pool of one role in one entry. */
static int64_t
entry_pool(const struct ini_check *c, const struct ini_pair *p)
{
	return min64(
	    entry_connections(c, p), entry_number(p, "pool_size", number(c, "default_pool_size")));
}

/* What [users] lets the lookup role open, 0: all that its pools may. */
static int64_t
lookup_limit(const struct ini_check *c)
{
	int64_t limit = 0;

	for (size_t i = 0; i < c->doc->count; i++)
		if (c->doc->pairs[i].section == INI_USERS &&
		    span_is(c->doc->pairs[i].key, c->facts->auth_user))
			limit = entry_number(&c->doc->pairs[i], "max_user_connections", 0);
	return limit;
}

/* Connections that the lookups of one process take: in the entry of auth_dbname, else in each. */
static int64_t
lookup_connections(const struct ini_check *c)
{
	const struct ini_pair *entry = find_entry(c, c->facts->auth_dbname);
	int64_t limit = lookup_limit(c), pools = max64(sum_entries(c, entry_pool), 2);

	if (c->facts->auth_dbname[0] != '\0' && entry != NULL)
		pools = entry_connections(c, entry);
	return limit > 0 ? min64(limit, pools) : pools;
}

static bool
has_any_entry(const struct ini_check *c)
{
	for (size_t i = 0; i < c->doc->count; i++)
		if (c->doc->pairs[i].section == INI_DATABASES && span_is(c->doc->pairs[i].key, "*"))
			return true;
	return false;
}

/* The invariant of size.h. */
static void
check_sum(const struct ini_check *c, int64_t worst)
{
	int64_t all = c->facts->max_connections, kept = c->facts->reserved + pooler_direct(all);

	worst *= c->facts->processes;
	if (all > 0 && worst > all - kept)
		found(c->f, L17, 0,
		    "up to %lld server connections, of %lld where %lld are reserved or for who "
		    "comes without the pooler",
		    (long long)worst, (long long)all, (long long)kept);
}

static void
check_pools(const struct ini_check *c)
{
	int64_t pools = sum_entries(c, entry_pools);
	int64_t pool = number(c, "default_pool_size"), limit = number(c, "max_db_connections");

	if (has_any_entry(c) && number(c, "max_user_connections") == 0)
		found(c->f, L17, 0, "\"*\" has no common limit: each database gets its own pools");
	if (limit > 0 && pool > limit)
		found(c->f, L17, line_of(c, "default_pool_size"),
		    "default_pool_size %lld is more than max_db_connections %lld", (long long)pool,
		    (long long)limit);
	check_sum(c, sum_entries(c, entry_connections));
	c->facts->lookups = lookup_connections(c);
	c->facts->max_client_conn = number(c, "max_client_conn");
	if (c->facts->nofile > 0 &&
	    c->facts->max_client_conn + pools + POOLER_SPARE_FILES > c->facts->nofile)
		found(c->f, L18, line_of(c, "max_client_conn"),
		    "%lld clients and %lld server connections, %lld descriptors",
		    (long long)c->facts->max_client_conn, (long long)pools,
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
	int64_t retry = number(c, "server_login_retry"), wait = number(c, "query_wait_timeout");

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
	if (number(c, "server_reset_query_always") > 0)
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

	span_copy(p ? p->value : (struct span){ "", 0 }, buf, cap);
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
	copy_setting(&c, "auth_file", facts->auth_file, sizeof(facts->auth_file));
	facts->certificate = has_certificate(&c);
	facts->pool = number(&c, "default_pool_size");
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
