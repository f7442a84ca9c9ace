/* auth_sql.c — renders the auth SQL, part by part, in the order it runs. */
#include "pooler/auth_sql.h"

#include <stdio.h>
#include <string.h>

#include "pooler/quote.h"

/* What goes into every part. */
struct parts {
	const struct auth_sql *a;
	struct str *out;
	char role_id[2 * NAME_BYTES + 3], schema_id[2 * NAME_BYTES + 3];
	char role_text[2 * NAME_BYTES + 5], schema_text[2 * NAME_BYTES + 5];
	char tag[24], limit[12];
};

/* Adds a piece of SQL. In it stand: @r and @s for the role and the schema as identifiers, @R and @S
 * for their names as literals, @n for the connection limit, @v for the verifier, and @t for the tag
 * of a dollar quote, which stands in neither name. */
static void
add(struct parts *p, const char *sql)
{
	const struct {
		char letter;
		const char *text;
	} names[] = { { 'r', p->role_id }, { 's', p->schema_id }, { 'R', p->role_text },
		{ 'S', p->schema_text }, { 'n', p->limit }, { 'v', p->a->verifier },
		{ 't', p->tag } };

	for (const char *at; (at = strchr(sql, '@')) != NULL; sql = at + 2) {
		str_addn(p->out, sql, (size_t)(at - sql));
		for (size_t i = 0; i < LEN(names); i++)
			if (names[i].letter == at[1])
				str_add(p->out, names[i].text);
	}
	str_add(p->out, sql);
}

/* psql's own lexer must read UTF-8: in SJIS or GBK the second byte of a character can be a
 * backslash. The other variables undo what a .psqlrc may have set. */
static const char psql[] = "\\set ECHO none\n"
			   "\\set ON_ERROR_STOP on\n"
			   "\\set AUTOCOMMIT on\n"
			   "\\set ON_ERROR_ROLLBACK off\n"
			   "\\set SINGLELINE off\n"
			   "\\set QUIET on\n"
			   "\\encoding UTF8\n";

/* Whether a transaction is sampled for the log is decided when it begins: this setting alone has to
 * change before, for the session, and is put back behind the COMMIT. Servers before 12 lack it. */
static void
add_sampling(struct parts *p, const char *value)
{
	add(p, "DO $$ BEGIN\n"
	       "  PERFORM pg_catalog.set_config(s.name, ");
	add(p, value);
	add(p, ", false) FROM pg_catalog.pg_settings s\n"
	       "    WHERE s.name OPERATOR(pg_catalog.=) 'log_transaction_sample_rate';\n"
	       "END $$;\n");
}

/* The verifier must not reach a log, a statistics view or an audit trail. Names with a dot are
 * taken also where the module is not loaded; names that some major lacks go through pg_settings. A
 * server may be set read-only for maintenance; its pooler has to work all the same. */
static const char silence[] =
    "BEGIN READ WRITE;\n"
    "SET LOCAL log_statement = 'none';\n"
    "SET LOCAL log_min_duration_statement = -1;\n"
    "SET LOCAL log_min_error_statement = 'panic';\n"
    "SET LOCAL debug_print_parse = off;\n"
    "SET LOCAL debug_print_rewritten = off;\n"
    "SET LOCAL debug_print_plan = off;\n"
    "SET LOCAL track_activities = off;\n"
    "SET LOCAL pg_stat_statements.track = 'none';\n"
    "SET LOCAL pg_stat_statements.track_utility = off;\n"
    "SET LOCAL pgaudit.log = 'none';\n"
    "SET LOCAL auto_explain.log_min_duration = -1;\n"
    "SET LOCAL client_min_messages = warning;\n"
    "SET LOCAL standard_conforming_strings = on;\n"
    "SET LOCAL search_path = pg_catalog, pg_temp;\n"
    "DO $@t$ BEGIN\n"
    "  PERFORM set_config(s.name, v.value, true) FROM pg_settings s JOIN (VALUES\n"
    "    ('log_min_duration_sample', '-1'), ('debug_print_raw_parse', 'off')) v (name, value) ON "
    "v.name = s.name;\n"
    "END $@t$;\n";

/* Two containers may start at once: the lock makes the second wait. Its number is any constant. */
static const char guards[] =
    "DO $@t$ BEGIN\n"
    "  PERFORM pg_advisory_xact_lock(7165916604736877139);\n"
    "  IF @R IN (current_user, session_user) OR EXISTS (\n"
    "      SELECT FROM pg_authid WHERE rolname = @R AND oid = 10) THEN\n"
    "    RAISE EXCEPTION 'the pooler''s role is the superuser itself: choose another --role';\n"
    "  END IF;\n"
    "END $@t$;\n";

/* Role attributes and the role's own settings, whatever they were. */
static const char own_role[] =
    "DO $@t$ BEGIN\n"
    "  CREATE ROLE @r;\n"
    "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;\n"
    "END $@t$;\n"
    "ALTER ROLE @r LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION"
    " NOBYPASSRLS\n  CONNECTION LIMIT @n PASSWORD '@v' VALID UNTIL 'infinity';\n"
    "ALTER ROLE @r RESET ALL;\n"
    "ALTER ROLE @r SET default_transaction_read_only = on;\n"
    "ALTER ROLE @r SET statement_timeout = '5s';\n"
    "ALTER ROLE @r SET idle_in_transaction_session_timeout = '10s';\n"
    "ALTER ROLE @r SET search_path = pg_catalog, pg_temp;\n"
    "ALTER ROLE @r SET jit = off;\n";

/* Memberships both ways: neither may the role use another's rights, nor may another become it.
 * From 16 on a membership has a grantor, and only that grantor's REVOKE ends it. */
static const char memberships[] =
    "DO $@t$ DECLARE m record; BEGIN\n"
    "  FOR m IN SELECT pg_get_userbyid(roleid) AS role, pg_get_userbyid(member) AS member,\n"
    "      pg_get_userbyid(grantor) AS grantor FROM pg_auth_members\n"
    "      WHERE @R IN (pg_get_userbyid(roleid), pg_get_userbyid(member)) LOOP\n"
    "    EXECUTE format('REVOKE %I FROM %I', m.role, m.member) ||\n"
    "      CASE WHEN current_setting('server_version_num')::int >= 160000\n"
    "      THEN format(' GRANTED BY %I CASCADE', m.grantor) ELSE ' CASCADE' END;\n"
    "  END LOOP;\n"
    "  FOR m IN SELECT d.datname FROM pg_db_role_setting s\n"
    "      JOIN pg_database d ON d.oid = s.setdatabase\n"
    "      WHERE pg_get_userbyid(s.setrole) = @R LOOP\n"
    "    EXECUTE format('ALTER ROLE %I IN DATABASE %I RESET ALL', @R, m.datname);\n"
    "  END LOOP;\n"
    "  EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), @R);\n"
    "END $@t$;\n";

/* A schema of its own. IF NOT EXISTS keeps a previous owner and its grants: who owns the schema or
 * may create in it can put another function there, and log in as anyone at the pooler. */
static const char own_schema[] =
    "CREATE SCHEMA IF NOT EXISTS @s;\n"
    "ALTER SCHEMA @s OWNER TO CURRENT_USER;\n"
    "REVOKE ALL ON SCHEMA @s FROM PUBLIC CASCADE;\n"
    "DO $@t$ DECLARE g record; BEGIN\n"
    "  FOR g IN SELECT DISTINCT a.grantee FROM pg_namespace n, aclexplode(n.nspacl) a\n"
    "      WHERE n.nspname = @S AND a.grantee NOT IN (0, n.nspowner) LOOP\n"
    "    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM %I CASCADE', @S,\n"
    "      pg_get_userbyid(g.grantee));\n"
    "  END LOOP;\n"
    "END $@t$;\n"
    "GRANT USAGE ON SCHEMA @s TO @r;\n";

/* Another function of the same name makes the call ambiguous and every login fails; one with
 * another signature or other columns cannot be replaced. Ours is replaced in place, so that a
 * running pooler never misses it. */
static const char cleaning[] =
    "DO $@t$ DECLARE f record; BEGIN\n"
    "  FOR f IN SELECT oid, prokind FROM pg_proc WHERE proname = '" POOLER_FUNCTION "'\n"
    "      AND pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = @S)\n"
    "      AND (proargtypes <> '25'::oidvector\n"
    "        OR proargnames IS DISTINCT FROM '{i_username,username,password}'::text[]\n"
    "        OR proallargtypes IS DISTINCT FROM '{25,25,25}'::oid[]\n"
    "        OR proargmodes IS DISTINCT FROM '{i,t,t}'::\"char\"[]\n"
    "        OR prokind <> 'f' OR pronargdefaults <> 0 OR provariadic <> 0) LOOP\n"
    "    EXECUTE format('DROP %s %s', CASE f.prokind WHEN 'p' THEN 'PROCEDURE'\n"
    "      WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END, f.oid::regprocedure);\n"
    "  END LOOP;\n"
    "END $@t$;\n";

/* Who may log in through the pooler: a live password in SCRAM form, compared as text since a cast
 * to name would cut at 63 bytes. The bootstrap superuser also has rolreplication. */
static void
add_conditions(struct parts *p)
{
	add(p, "a.rolname = i_username AND a.rolcanlogin");
	add(p, p->a->allow_superuser ? " AND (a.rolsuper OR NOT a.rolreplication)"
				     : " AND NOT a.rolsuper AND NOT a.rolreplication");
	add(p, "\n      AND a.rolconnlimit <> 0 AND a.rolname NOT IN (SESSION_USER, @R)\n"
	       "      AND a.rolpassword LIKE 'SCRAM-SHA-256$%'\n"
	       "      AND (a.rolvaliduntil IS NULL OR a.rolvaliduntil > statement_timestamp())");
}

/* 44 characters of base64 of a digest over the key, a letter and the asked name. */
static void
add_decoy_part(struct parts *p, char letter, const char *first, const char *last)
{
	str_addf(p->out,
	    "encode(%ssha256(convert_to(k.k || '%c' || i_username, 'UTF8'))%s, 'base64')", first,
	    letter, last);
}

/* Hide mode: an unknown name gets a constant reserved name, so that PgBouncer keeps one credential
 * for all of them, and a verifier that no password fits but that is the same at every try. Its key
 * is the session role's own verifier; a role without one gets a random key, never a NULL. */
static void
add_hiding_select(struct parts *p, const char *random)
{
	add(p, "SELECT coalesce(a.rolname::text, 'pg_no_such_user'),\n"
	       "    coalesce(a.rolpassword, 'SCRAM-SHA-256$' ||\n"
	       "      coalesce(current_setting('scram_iterations', true), '4096') || ':' ||\n"
	       "      ");
	add_decoy_part(p, 's', "substring(", " FROM 1 FOR 16)");
	add(p, " || '$' ||\n      ");
	add_decoy_part(p, 'k', "", "");
	add(p, " || ':' ||\n      ");
	add_decoy_part(p, 'v', "", "");
	add(p, ")\n    FROM (SELECT coalesce(s.rolpassword, ");
	add(p, random);
	add(p, "::text) AS k FROM pg_catalog.pg_authid s\n"
	       "      WHERE s.rolname = SESSION_USER) k\n"
	       "    LEFT JOIN pg_catalog.pg_authid a ON (");
	add_conditions(p);
	add(p, ")");
}

static void
add_select(struct parts *p, const char *random)
{
	if (!p->a->reveal) {
		add_hiding_select(p, random);
		return;
	}
	add(p, "SELECT a.rolname::text, a.rolpassword FROM pg_catalog.pg_authid a\n    WHERE ");
	add_conditions(p);
}

static void
add_create(struct parts *p, const char *language)
{
	add(p, "CREATE OR REPLACE FUNCTION @s." POOLER_FUNCTION "(i_username text)\n"
	       "    RETURNS TABLE (username text, password text) LANGUAGE ");
	add(p, language);
	add(p,
	    "\n    STABLE STRICT SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, pg_temp\n");
}

/* From 14 on the body is parsed here and now (BEGIN ATOMIC), so that no caller's search_path,
 * temporary table or operator can ever change its meaning. It is executed as a text because psql
 * before 14 would cut it at its inner semicolon. */
static void
add_function(struct parts *p)
{
	add(p, "DO $@t$ BEGIN\n"
	       "IF current_setting('server_version_num')::int >= 140000 THEN EXECUTE $@t_a$\n");
	add_create(p, "sql");
	add(p, "    BEGIN ATOMIC\n    ");
	add_select(p, "gen_random_uuid()");
	add(p, ";\n    END\n$@t_a$;\nELSE EXECUTE $@t_b$\n");
	add_create(p, "plpgsql");
	add(p, "    AS $@t_c$ BEGIN RETURN QUERY\n    ");
	add_select(p, "md5(random()::text || clock_timestamp()::text)");
	add(p, ";\n    END $@t_c$\n$@t_b$;\nEND IF; END $@t$;\n");
}

/* The function's owner and grants, against default privileges and a previous owner. */
static const char function_rights[] =
    "ALTER FUNCTION @s." POOLER_FUNCTION "(text) OWNER TO CURRENT_USER;\n"
    "REVOKE ALL ON FUNCTION @s." POOLER_FUNCTION "(text) FROM PUBLIC CASCADE;\n"
    "DO $@t$ DECLARE g record; BEGIN\n"
    "  FOR g IN SELECT DISTINCT a.grantee FROM pg_proc f, aclexplode(f.proacl) a\n"
    "      WHERE f.proname = '" POOLER_FUNCTION "' AND f.pronamespace =\n"
    "      (SELECT oid FROM pg_namespace WHERE nspname = @S)\n"
    "      AND a.grantee NOT IN (0, f.proowner) LOOP\n"
    "    EXECUTE format('REVOKE ALL ON FUNCTION %I." POOLER_FUNCTION "(text) FROM %I CASCADE',\n"
    "      @S, pg_get_userbyid(g.grantee));\n"
    "  END LOOP;\n"
    "END $@t$;\n"
    "GRANT EXECUTE ON FUNCTION @s." POOLER_FUNCTION "(text) TO @r;\n"
    "COMMIT;\n";

static void
choose_tag(struct parts *p)
{
	int n = 0;

	do {
		snprintf(p->tag, sizeof(p->tag), "pgtune%d", n++);
	} while (strstr(p->a->role, p->tag) != NULL || strstr(p->a->schema, p->tag) != NULL);
}

static void
quote_names(struct parts *p)
{
	struct str role_id = str_on(p->role_id, sizeof(p->role_id));
	struct str schema_id = str_on(p->schema_id, sizeof(p->schema_id));
	struct str role_text = str_on(p->role_text, sizeof(p->role_text));
	struct str schema_text = str_on(p->schema_text, sizeof(p->schema_text));

	quote_identifier(&role_id, p->a->role);
	quote_identifier(&schema_id, p->a->schema);
	quote_literal(&role_text, p->a->role);
	quote_literal(&schema_text, p->a->schema);
}

int
auth_sql_render(const struct auth_sql *a, struct str *out, struct err *e)
{
	struct parts p = { .a = a, .out = out };

	quote_names(&p);
	choose_tag(&p);
	snprintf(p.limit, sizeof(p.limit), "%d", a->connection_limit);
	add(&p, psql);
	add_sampling(&p, "'0'");
	add(&p, silence);
	add(&p, guards);
	add(&p, own_role);
	add(&p, memberships);
	add(&p, own_schema);
	add(&p, cleaning);
	add_function(&p);
	add(&p, function_rights);
	add_sampling(&p, "s.reset_val");
	return out->full ? fail(e, "the auth SQL is longer than %zu bytes", out->cap - 1) : 0;
}

/* Our own name needs no quotes, and PgBouncer's log reads better without. Another might be a word
 * that SQL reserves. */
void
auth_query_render(const char *schema, struct str *out)
{
	str_add(out, "SELECT username, password FROM ");
	if (strcmp(schema, POOLER_SCHEMA) == 0)
		str_add(out, schema);
	else
		quote_identifier(out, schema);
	str_add(out, "." POOLER_FUNCTION "($1)");
}
