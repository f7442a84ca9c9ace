/* pgbouncer_online.c — `pgbouncer check --online`: the running pooler and server, asked in our own
 * protocol: as nobody (before authentication), as the lookup role, as the superuser, on the
 * console. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "cmd/pgbouncer_check.h"
#include "cmd/pgbouncer_probe.h"
#include "pooler/explain.h"
#include "pooler/online_sql.h"
#include "wire/session.h"

#define TIMEOUT_MS 5000
#define HUNG_MS 1000 /* for each database behind one that hung: there may be hundreds */

struct online {
	const struct call *call;
	struct findings *f;
	struct pooler_ini ini;
	struct pooler_place server;
	struct secret password;
	char listen[256];
	int64_t most;    /* server connections of all poolers */
	int patience_ms; /* with the next database */
	bool passes;     /* every database was asked for and let a login come to its password */
};

static enum pooler_rule
rule_of(const char *id)
{
	for (int i = O01; i < POOLER_RULES; i++)
		if (strcmp(pooler_rules[i].id, id) == 0)
			return (enum pooler_rule)i;
	return O06;
}

/* Rows (rule, detail) are findings. */
static void
take_finding(void *with, const struct wire_row *row)
{
	struct online *o = with;
	char rule[8], detail[180];

	if (wire_column(row, "rule", rule, sizeof(rule)) &&
	    wire_column(row, "detail", detail, sizeof(detail)))
		found(o->f, rule_of(rule), 0, "%s", detail);
}

/* Where clients come: the first of the addresses that it listens on. */
static struct wire_where
pooler_at(struct online *o)
{
	const char *first = o->ini.listen + strspn(o->ini.listen, ", \t");

	snprintf(o->listen, sizeof(o->listen), "%.*s", (int)strcspn(first, ", \t"), first);
	if (strcmp(o->listen, "*") == 0 || strcmp(o->listen, "0.0.0.0") == 0)
		return (struct wire_where){ "127.0.0.1", o->ini.listen_port };
	return (struct wire_where){ o->listen, o->ini.listen_port };
}

/* O01, one database. A pooler that asks its clients for TLS asks none on its socket. */
static void
probe(struct online *o, const char *database)
{
	struct wire_where at = pooler_at(o), inside = { o->ini.folder, o->ini.listen_port };
	const struct pooler_cause *cause;
	struct wire_answer answer;
	const char *reason;

	if (pgbouncer_probe(&at, database, o->patience_ms, &answer, &reason) ||
	    (strcmp(reason, "SSL required") == 0 &&
		pgbouncer_probe(&inside, database, o->patience_ms, &answer, &reason)))
		return;
	o->passes = false;
	if (answer.outcome == WIRE_TIMEOUT)
		o->patience_ms = HUNG_MS;
	cause = answer.outcome == WIRE_ERROR ? pooler_explain(reason) : NULL;
	found(o->f, O01, 0, "%s: %s%s%s", database, reason, cause ? ": " : "",
	    cause ? cause->cause : "");
}

static void
probe_all(struct online *o)
{
	o->passes = true;
	o->patience_ms = TIMEOUT_MS;
	for (size_t i = 0; i < o->ini.database_count; i++)
		probe(o, o->ini.databases[i].alias);
}

struct lookup {
	bool is_row, is_null;
	int columns;
};

static void
take_lookup(void *with, const struct wire_row *row)
{
	struct lookup *l = with;

	l->is_row = true;
	l->columns = row->columns;
	for (int i = 0; i < row->columns; i++)
		l->is_null |= row->values[i].p == NULL || row->values[i].len == 0;
}

/* O03 as the pooler sees it: a fresh call for a name that cannot exist. */
static void
call_lookup(struct online *o, struct wire *w)
{
	char sql[512], query[300];
	struct str s = str_on(sql, sizeof(sql)), q = str_on(query, sizeof(query));
	struct lookup l = { false, false, 2 };
	struct err e;

	auth_query_render(o->ini.schema, &q);
	str_addn(&s, q.p, q.len - strlen("$1)"));
	str_add(&s, "'" PROBE_ROLE "')");
	if (wire_query(w, s.p, take_lookup, &l, &e) < 0)
		found(o->f, O03, 0, "%s", e.text);
	else if (l.columns != 2 || l.is_null)
		found(o->f, O03, 0, "it gives %d columns%s", l.columns,
		    l.is_null ? ", one of them NULL or empty" : "");
}

/* O07: the server may have fewer connections than when the pooler was sized. */
static void
compare_sizes(struct online *o, struct wire *w)
{
	char sql[600];
	struct str s = str_on(sql, sizeof(sql));
	struct err e;

	str_addf(&s,
	    "SELECT 'O07' AS rule, 'poolers may open %lld connections, of ' || n ||"
	    " ' that are not reserved' AS detail FROM (SELECT"
	    " pg_catalog.current_setting('max_connections')::int"
	    " - pg_catalog.current_setting('superuser_reserved_connections')::int"
	    " - coalesce(pg_catalog.current_setting('reserved_connections', true), '0')::int) x (n)"
	    " WHERE n < %lld",
	    (long long)o->most, (long long)o->most);
	if (wire_query(w, s.p, take_finding, o, &e) < 0)
		log_failure(&e);
}

/* A server that lets the pooler in and refuses us before the password may want TLS of us. */
static void
refused(struct online *o, struct err *e)
{
	if (!o->passes || !pgbouncer_wants_tls(e)) {
		found(o->f, O02, 0, "%s", e->text);
		return;
	}
	fail_within(e, "as \"%s\"", o->ini.role);
	fail_hint(
	    e, "the question has no TLS: where pg_hba.conf has hostssl alone, less is looked at");
	log_failure(e);
}

/* O02: a login of our own, past the pool, whose old connections hide a changed password. O09: the
 * console must not take the role. */
static void
ask_as_lookup_role(struct online *o)
{
	struct wire_where server = { o->server.host, o->server.port }, pooler = pooler_at(o);
	struct wire_login as = { o->ini.role, o->ini.auth_db, "pgtune-auto check" };
	struct wire_login console = { o->ini.role, "pgbouncer", NULL };
	struct wire_password password = { o->password.text, o->password.len };
	struct wire w;
	struct err e;

	if (wire_login(&w, &server, &as, &password, TIMEOUT_MS, &e) < 0) {
		refused(o, &e);
	} else {
		call_lookup(o, &w);
		compare_sizes(o, &w);
		wire_close(&w);
	}
	if (wire_login(&w, &pooler, &console, &password, TIMEOUT_MS, &e) == 0) {
		found(o->f, O09, 0, "\"%s\" is let in", o->ini.role);
		wire_close(&w);
	}
}

struct stored {
	char verifier[SCRAM_TEXT_MAX], has_statements[4];
};

static void
take_stored(void *with, const struct wire_row *row)
{
	struct stored *s = with;

	wire_column(row, "verifier", s->verifier, sizeof(s->verifier));
	wire_column(row, "has_statements", s->has_statements, sizeof(s->has_statements));
}

/* O11: computed from both sides, so that no login is needed. */
static void
compare_verifier(struct online *o, const struct stored *stored)
{
	struct scram v;
	struct err e;

	if (stored->verifier[0] == '\0')
		return;
	if (scram_parse(stored->verifier, strlen(stored->verifier), &v, &e) < 0)
		found(o->f, O11, 0, "%s", e.text);
	else if (!scram_matches(&v, o->password.text, o->password.len))
		found(o->f, O11, 0, "of role \"%s\"", o->ini.role);
}

static void
ask(struct online *o, struct wire *w, const char *sql)
{
	struct err e;

	if (wire_query(w, sql, take_finding, o, &e) < 0)
		log_failure(&e);
}

static void
ask_stored(struct online *o, struct wire *w)
{
	char sql[1024];
	struct str s = str_on(sql, sizeof(sql));
	struct stored stored = { "", "" };
	struct err e;

	str_add(
	    &s, "SELECT coalesce((SELECT rolpassword FROM pg_catalog.pg_authid WHERE rolname = ");
	quote_literal(&s, o->ini.role);
	str_add(&s,
	    "), '') AS verifier, to_regclass('pg_stat_statements') IS NOT NULL AS has_statements");
	if (wire_query(w, s.p, take_stored, &stored, &e) < 0)
		log_failure(&e);
	compare_verifier(o, &stored);
	if (stored.has_statements[0] == 't')
		ask(o, w, online_sql_statements);
	ask(o, w, online_sql_locks);
	explicit_bzero(&stored, sizeof(stored));
}

/* O03, O04, O05, O07, O08, O11. */
static int
ask_as_superuser(struct online *o, struct err *e)
{
	static struct secret secret;
	static char sql[16384];
	struct str s = str_on(sql, sizeof(sql));
	const char *user = env_get(o->call->env, "POSTGRES_USER");
	struct wire_where server = { o->server.host, o->server.port };
	struct wire_login as = { user ? user : "postgres", o->ini.auth_db, "pgtune-auto check" };
	struct wire_password password;
	struct online_names names = { o->ini.role, o->ini.schema,
		opt_yes(&o->call->opts, OPT_ALLOW_SUPERUSER) };
	struct wire w;
	int bad;

	if (secret_read(o->call->env, "POSTGRES_PASSWORD", &secret, e) < 0)
		return -1;
	password = (struct wire_password){ secret.set ? secret.text : NULL, secret.len };
	bad = wire_login(&w, &server, &as, &password, TIMEOUT_MS, e);
	secret_wipe(&secret);
	if (bad < 0) {
		fail_within(e, "as \"%s\"", as.user);
		fail_hint(
		    e, "without a superuser (POSTGRES_USER, POSTGRES_PASSWORD) less is looked at");
		log_failure(e);
		return 0;
	}
	online_sql_auth(&names, &s);
	ask(o, &w, s.p);
	ask_stored(o, &w);
	wire_close(&w);
	return 0;
}

int
pgbouncer_online(const struct call *call, struct findings *f, struct err *e)
{
	static const int64_t few[2] = { 1, 1000 };
	static struct online o;
	int64_t processes = 1;

	o = (struct online){ .call = call, .f = f };
	if (pooler_ini_read(call, &o.ini, &o.server, e) < 0 ||
	    call_number(call, OPT_PROCESSES, few, &processes, e) < 0 ||
	    pooler_password(call, &o.password, e) < 0)
		return -1;
	probe_all(&o);
	o.most = processes * pgbouncer_console(&o.ini, o.f);
	ask_as_lookup_role(&o);
	if (ask_as_superuser(&o, e) < 0)
		return -1;
	secret_wipe(&o.password);
	return 0;
}
