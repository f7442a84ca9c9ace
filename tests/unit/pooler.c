/* pooler.c — quoting, versions, sizes, lists, and the readers: laws over sweeps and odd bytes. */
#include "pooler/auth_file.h"
#include "pooler/auth_sql.h"
#include "pooler/check.h"
#include "pooler/explain.h"
#include "pooler/ini.h"

#include <string.h>

#include "t.h"

static struct err e;
static char buf[POOLER_INI_MAX];

static bool
gives(void (*quote)(struct str *, const char *), const char *text, const char *want)
{
	struct str s = str_on(buf, sizeof(buf));

	quote(&s, text);
	return strcmp(buf, want) == 0;
}

static void
test_quote(void)
{
	T(gives(quote_identifier, "a\"b", "\"a\"\"b\""));
	T(gives(quote_literal, "it's", "'it''s'"));
	T(gives(quote_literal, "a\\'", " E'a\\\\'''"));
	T(gives(quote_auth_file, "p\"a;#", "\"p\"\"a;#\""));
	T(gives(quote_pgpass, "a:b\\c", "a\\:b\\\\c"));
	T(gives(quote_url, "st@ts:/?#p é", "st%40ts%3A%2F%3F%23p%20%C3%A9"));
	T(gives(quote_connstr, "plain.host", "plain.host"));
	T(gives(quote_connstr, "o'brien x", "'o''brien x'"));
}

static int
named(const char *name)
{
	return name_check("role", name, strlen(name), &e);
}

static void
test_name(void)
{
	char name[65];

	memset(name, 'x', 64);
	name[64] = '\0';
	T(named(name) == -1 && strstr(e.text, "byte 64") != NULL);
	T(named(name + 1) == 0);
	T(named("") == -1);
	T(name_reserved("role", "pg_x", true, &e) == -1 && strstr(e.text, "byte 1") != NULL);
	T(name_reserved("role", "public", true, &e) == -1 &&
	    name_reserved("role", "none", true, &e) == -1);
	T(name_reserved("schema", "public", false, &e) == 0 && named("pg_x") == 0);
	T(named("pgx") == 0 && named("\"; drop\n") == 0);
	T(named("a\xc3") == -1 && strstr(e.text, "byte 2") != NULL);
	T(named("a\xc0\xaf") == -1, "overlong");
	T(name_check("role", "a\0b", 3, &e) == -1 && strstr(e.text, "NUL at byte 2") != NULL);
}

static int
version(const char *text)
{
	struct pooler_version v;

	return pooler_version_read(text, strlen(text), &v, &e) < 0 ? -1 : v.minor * 100 + v.patch;
}

static void
test_version(void)
{
	T(version("1.26.1") == 2601 && version("1.18") == 1800);
	T(version("PgBouncer 1.24.1\nlibevent 2.1\n") == 2401);
	T(version("1.17.0") == -1 && strstr(e.text, "1.18 to 1.26") != NULL);
	T(version("1.27.0") == -1 && version("2.0") == -1);
	T(version("") == -1 && version("1.") == -1 && version("1.26.1x") == -1 &&
	    version("1.26.") == -1);
	T(version("1.99999999999999999999") == -1);
}

/* The invariant, over every server, machine and version that has room at all. */
static void
test_size(void)
{
	static const int64_t connections[] = { 10, 20, 37, 60, 100, 101, 200, 500, 2000, 10000 };
	struct pooler_size s, less;
	int bad = 0, runs = 0;

	for (size_t m = 0; m < LEN(connections); m++)
		for (int64_t cpus = 1; cpus <= 128; cpus *= 2)
			for (int64_t n = 0; n < 60; n++) {
				struct pooler_room r = { connections[m], 3 + n % 3, cpus,
					1 + n % 10, 1 + n % 4, 1 + n % 3, 256 * MIB, 65536,
					{ n % 2 ? 26 : 18, 0 }, 10 + n % 7, false };

				if (pooler_size(&r, &s, &e) < 0)
					continue;
				runs++;
				bad += pooler_worst_case(&r, &s) > r.max_connections;
				bad += s.default_pool_size < 1 || s.reserve_pool_size < 0 ||
				       s.min_pool_size < 0;
				bad += r.roles * (s.default_pool_size + s.reserve_pool_size) >
				       s.max_db_connections;
				bad += pooler_descriptors(&r, &s) > r.nofile;
				bad += r.processes * s.auth > r.auth_limit;
				r.memory_bytes = 64 * MIB;
				bad += pooler_size(&r, &less, &e) == 0 &&
				       less.max_client_conn > s.max_client_conn;
			}
	T(bad == 0 && runs > 2000, "never more than max_connections, pools within the cap");
	T(pooler_size(
	      &(struct pooler_room){ 100, 3, 2, 1, 1, 1, 256 * MIB, 65536, { 26, 1 }, 10, false },
	      &s, &e) == 0 &&
		s.max_db_connections == 85 && s.default_pool_size == 10 && s.reserve_pool_size == 5,
	    "100 connections, 2 CPUs");
	T(pooler_size(
	      &(struct pooler_room){ 200, 3, 8, 1, 1, 1, 256 * MIB, 65536, { 26, 1 }, 10, false },
	      &s, &e) == 0 &&
	    s.max_db_connections == 175 && s.default_pool_size == 32);
	T(pooler_size(
	      &(struct pooler_room){ 20, 3, 2, 40, 1, 1, 256 * MIB, 65536, { 26, 1 }, 10, false },
	      &s, &e) == -1,
	    "40 databases on 20 connections");
	T(pooler_size(
	      &(struct pooler_room){ 100, 3, 2, 1, 1, 1, 16 * MIB, 65536, { 26, 1 }, 10, false },
	      &s, &e) == -1,
	    "too little memory");
}

static bool
means(const char *file, const char *shown)
{
	return ini_same(span_of(file), span_of(shown));
}

/* What three versions show of what a file says, measured. */
static void
test_same(void)
{
	T(means("30.50", "30.5") && means("DISABLE", "disable") && means("0770", "504"));
	T(means("060", "48") && means("0x80", "128") && means("007", "7") && means("30.0", "30"));
	T(means("0", "0") && means("0.50", "0.5") && means("", "") && means("0xAf", "175"));
	T(!means("30", "31") && !means("1", "10") && !means("transaction", "session"));
	T(!means("", "0") && !means("1", "") && !means("08", "9") && !means("30", "30.5"));
	T(!means(".", "0") && !means("0x", "0") && !means("x", "33"));
	T(!means("99999999999999999999", "7"));
}

/* Lookups fit into the lookup role's CONNECTION LIMIT, whatever wants to look up. */
static void
test_lookups(void)
{
	struct pooler_room old = { 1000, 3, 2, 25, 1, 1, 256 * MIB, 65536, { 18, 0 }, 10, false };
	struct pooler_room many = { 1000, 3, 2, 1, 1, 6, 256 * MIB, 65536, { 26, 1 }, 10, false };
	struct pooler_size s;

	T(pooler_size(&old, &s, &e) == 0 && s.auth == 8,
	    "25 databases, each with a pool of its own");
	old.auth_limit = 60;
	T(pooler_size(&old, &s, &e) == 0 && s.auth == 50);
	T(pooler_size(&many, &s, &e) == 0 && s.auth == 1, "6 processes");
	many.processes = 11;
	T(pooler_size(&many, &s, &e) == -1 && strstr(e.text, "11 pooler processes") != NULL);
}

static int
databases(int minor, const char *list)
{
	static struct pooler_ini ini;

	ini.version.minor = minor;
	return pooler_databases_read(&ini, list, &e) < 0 ? -1 : (int)ini.database_count;
}

static void
test_databases(void)
{
	static struct pooler_ini ini = { .version = { 26, 1 } };

	T(databases(26, "app") == 1 && databases(26, "a,b,c=d") == 3 &&
	    databases(26, "a,b\nc") == 2);
	T(databases(26, "my db") == 1 && databases(24, "my db") == -1);
	T(databases(24, "mine=my db") == 1);
	T(databases(26, "o'brien") == -1 && databases(26, "ob=o'brien") == 1);
	T(databases(26, "") == -1 && databases(26, ",") == -1 && databases(26, "=x") == -1);
	T(databases(26, "*") == -1 && databases(26, "pgbouncer") == -1 &&
	    databases(26, "pgb_auth") == -1);
	T(pooler_databases_one(&ini, "a=b,c", &e) == 0 && ini.database_count == 1 &&
	    strcmp(ini.databases[0].alias, "a=b,c") == 0 &&
	    strcmp(ini.databases[0].name, "a=b,c") == 0);
	T(pooler_databases_one(&ini, "", &e) == -1 && pooler_databases_one(&ini, "*", &e) == -1);
	T(databases(26, "a,a") == -1 && databases(26, "a=\r") == -1 && databases(26, "pg_x") == 1);
}

static int
render(int minor, const char *set, const char *role)
{
	static struct pooler_ini ini;
	struct str s = str_on(buf, sizeof(buf));

	ini = (struct pooler_ini){ .version = { minor, 0 },
		.role = role,
		.schema = "pgbouncer",
		.auth_db = "postgres",
		.host = "db",
		.port = 5432,
		.folder = "/run/pgbouncer",
		.listen = "*",
		.listen_port = 6432,
		.networks = "10.0.0.0/8",
		.set = set,
		.room = { 100, 3, 2, 1, 1, 1, 256 * MIB, 65536, { minor, 0 }, 10 } };
	if (pooler_databases_read(&ini, "app", &e) < 0 ||
	    pooler_size(&ini.room, &ini.size, &e) < 0 || pooler_settings_read(&ini, &e) < 0)
		return -1;
	return pooler_ini_render(&ini, &s, &e);
}

static bool
query(const char *schema, const char *want)
{
	struct str s = str_on(buf, sizeof(buf));

	auth_query_render(schema, &s);
	return strcmp(buf, want) == 0;
}

static void
test_ini(void)
{
	static struct ini_doc doc;
	int bad = 0;

	for (int minor = POOLER_OLDEST; minor <= POOLER_NEWEST; minor++) {
		bad += render(minor, NULL, "r") < 0;
		ini_read(&doc, buf, strlen(buf));
		bad += doc.bad_line != 0;
		for (size_t i = 0; i < doc.count; i++) {
			const struct pooler_key *k =
			    pooler_key_find(doc.pairs[i].key.p, doc.pairs[i].key.len);

			if (doc.pairs[i].section == INI_PGBOUNCER)
				bad += k == NULL ||
				       !pooler_key_in(k, (struct pooler_version){ minor, 0 });
		}
		bad += (ini_setting(&doc, "auth_dbname") != NULL) != (minor >= 19);
	}
	T(bad == 0, "every version gets its own settings and no other");
	T(render(26, "tcp_socket_buffer=8192;query_wait_timeout=10", "r") == 0 &&
	    strstr(buf, "\nquery_wait_timeout = 10\n") && !strstr(buf, "query_wait_timeout = 30"));
	T(render(26, "nonsense=1", "r") == -1 && render(26, "suspend_timeout=1", "r") == -1);
	T(render(25, "suspend_timeout=1", "r") == 0 && render(18, "peer_id=1", "r") == -1);
	T(render(26, "pidfile=/run/pid", "r") == 0);
	T(render(26, "auth_type=trust", "r") == -1 && render(26, "x", "r") == -1);
	T(render(26, "max_db_connections=86", "r") == -1 && strstr(e.text, "86") != NULL);
	T(render(26, "max_db_connections=50", "r") == 0 && strstr(buf, "= 65 <= 100"));
	T(render(26, NULL, "select") == 0 && strstr(buf, "\nauth_user = select\n"));
	T(query("pgbouncer", "SELECT username, password FROM pgbouncer.pgbouncer_lookup($1)") &&
		query("select", "SELECT username, password FROM \"select\".pgbouncer_lookup($1)"),
	    "a schema's name may be a word of SQL");
	T(render(26, NULL, "new\nline") == -1 && strstr(e.text, "byte 4") != NULL);
	T(render(26, NULL, " lead") == -1 && render(26, NULL, "trail ") == -1);
}

static void
test_auth_read(void)
{
	static struct auth_line entry;
	static const char text[] =
	    "; comment\n\n\"u\"\"x\" \"p\"\"a;\nss\" \n\"v\" \"pa\"ss\"\n# no\n\"w\" \"x\"\n";
	struct span rest = { text, sizeof(text) - 1 };
	int line = 0;

	T(auth_next(&rest, &line, &entry) == AUTH_ENTRY && entry.line == 3);
	T(!strcmp(entry.name, "u\"x") && !strcmp(entry.password, "p\"a;\nss") && !entry.trailing);
	T(auth_next(&rest, &line, &entry) == AUTH_ENTRY && entry.line == 5 && entry.trailing);
	T(!strcmp(entry.password, "pa"), "as PgBouncer reads it");
	T(auth_next(&rest, &line, &entry) == AUTH_BROKEN && entry.line == 6);
}

/* What we write, our reader reads back: every password. */
static void
test_auth_round_trip(void)
{
	static const char *const passwords[] = { "x", "\"", "\"\"", "a\"b", "\\", "a b", ";", "#",
		"%", "'", "p:w", "{}", "$1", "\"\" \"\"", "tail\"", " lead", "trail ", "é", "日本",
		"a;b#c%d" };
	static struct auth_line entry;
	struct pooler_place place = { "h", 1 };
	int bad = 0;

	for (size_t i = 0; i < LEN(passwords); i++) {
		struct str s = str_on(buf, sizeof(buf));
		struct auth_entry a = { "r\"o", passwords[i], "d", &place };
		struct span rest;
		int line = 0;

		bad += auth_entry_render(&a, AUTH_USERLIST, &s, &e) < 0;
		rest = (struct span){ s.p, s.len };
		bad += auth_next(&rest, &line, &entry) != AUTH_ENTRY || entry.trailing ||
		       strcmp(entry.password, passwords[i]) != 0 || strcmp(entry.name, "r\"o") != 0;
	}
	T(bad == 0, "20 torture passwords through the auth file");
}

static void
test_many_pairs(void)
{
	static char text[INI_PAIRS * 4 + 64];
	static struct ini_doc doc;
	struct str s = str_on(text, sizeof(text));

	str_add(&s, "[databases]\n");
	for (int i = 0; i < INI_PAIRS - 1; i++)
		str_add(&s, "a=\n");
	str_add(&s, "[pgbouncer]\nverbose=1\n");
	ini_read(&doc, s.p, s.len);
	T(!s.full && !doc.full && ini_setting(&doc, "verbose") != NULL && doc.again_line == 0);
	str_add(&s, "[pgbouncer]\nx=1\n");
	ini_read(&doc, s.p, s.len);
	T(doc.full && doc.again_line == INI_PAIRS + 3);
}

static void
test_place(void)
{
	static const struct {
		const char *text, *host;
		int port;
	} rows[] = { { "db", "db", 5432 }, { "db:1", "db", 1 }, { "[::1]:7", "::1", 7 },
		{ "::1", "::1", 5432 }, { "/run/pg", "/run/pg", 5432 },
		{ "/run/pg:9", "/run/pg", 9 }, { "10.0.0.1:65535", "10.0.0.1", 65535 } };
	static const char *const bad[] = { "", ":1", "db:0", "db:65536", "db:x", "a b", "a'b",
		"a,b" };
	static const char *const secrets[] = { "postgres://u:pw@h/db",
		"postgresql://h/db?password=pw", "u:pw@h", "host=h password=pw" };
	struct pooler_place p;

	for (size_t i = 0; i < LEN(rows); i++)
		T(pooler_place_read(rows[i].text, 5432, &p, &e) == 0 &&
			!strcmp(p.host, rows[i].host) && p.port == rows[i].port,
		    rows[i].text);
	for (size_t i = 0; i < LEN(bad); i++)
		T(pooler_place_read(bad[i], 5432, &p, &e) == -1, bad[i]);
	for (size_t i = 0; i < LEN(secrets); i++)
		T(pooler_place_read(secrets[i], 5432, &p, &e) == -1 && !strstr(e.text, "pw"),
		    secrets[i]);
}

static void
test_hba(void)
{
	static const char text[] =
	    "# c\nlocal all \"a b\" trust\nhost all all 10.0.0.0/8 md5\n"
	    "host all x 10.1.2.3/32 reject\nhostssl db all 10.0.0.0/8 scram-sha-256\n"
	    "host all all 10.0.0.0 255.0.0.0 md5\nhost all all ::/0 reject\nbroken\n";
	struct hba_line lines[8];

	T(hba_read(text, sizeof(text) - 1, lines, 8) == 6);
	T(!strcmp(lines[0].user, "a b") && !strcmp(lines[4].method, "md5"));
	T(hba_covers(&lines[1], &lines[2]) && hba_covers(&lines[1], &lines[3]));
	T(!hba_covers(&lines[2], &lines[1]) && !hba_covers(&lines[1], &lines[5]));
}

static void
test_tables(void)
{
	size_t count;
	const struct pooler_cause *causes = pooler_causes(&count);
	int bad = 0;

	for (int i = 0; i < POOLER_RULES; i++) {
		const struct rule *r = &pooler_rules[i];

		if (r->id != NULL && r->cause != NULL && r->fix != NULL)
			continue;
		printf("# pooler/rules.c: the row after %s is missing, or lacks a text\n",
		    i > 0 ? pooler_rules[i - 1].id : "none");
		bad++;
	}
	for (size_t i = 0; i < count; i++)
		bad += pooler_explain(causes[i].text) == NULL;
	T(bad == 0, "no row without its texts");
	T(strcmp(pooler_explain("FATAL:  Bouncer Config Error")->text, "bouncer config error") ==
	    0);
	T(pooler_explain("all is well") == NULL);
}

/* The end of it is why: a name, what a server said, and the cause are told whole. */
static void
test_detail(void)
{
	static struct findings f;
	size_t count;
	const struct pooler_cause *causes = pooler_causes(&count);
	char name[64], said[400];
	int cut = 0;

	memset(name, 'n', sizeof(name) - 1);
	memset(said, 's', sizeof(said) - 1);
	name[sizeof(name) - 1] = said[sizeof(said) - 1] = '\0';
	for (size_t i = 0; i < count; i++) {
		f.count = 0;
		found(&f, O01, 0, "%s: %s: %s", name, said, causes[i].cause);
		cut += strlen(f.list[0].detail) !=
		       strlen(name) + strlen(said) + 4 + strlen(causes[i].cause);
	}
	T(cut == 0, "no finding is cut");
}

int
main(void)
{
	test_quote();
	test_name();
	test_version();
	test_size();
	test_lookups();
	test_same();
	test_databases();
	test_ini();
	test_auth_read();
	test_auth_round_trip();
	test_many_pairs();
	test_place();
	test_hba();
	test_tables();
	test_detail();
	return t_done();
}
