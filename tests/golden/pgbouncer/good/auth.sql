\set ECHO none
\set ON_ERROR_STOP on
\set AUTOCOMMIT on
\set ON_ERROR_ROLLBACK off
\set SINGLELINE off
\set QUIET on
\encoding UTF8
DO $$ BEGIN
  PERFORM pg_catalog.set_config(s.name, '0', false) FROM pg_catalog.pg_settings s
    WHERE s.name OPERATOR(pg_catalog.=) 'log_transaction_sample_rate';
END $$;
BEGIN READ WRITE;
SET LOCAL log_statement = 'none';
SET LOCAL log_min_duration_statement = -1;
SET LOCAL log_min_error_statement = 'panic';
SET LOCAL debug_print_parse = off;
SET LOCAL debug_print_rewritten = off;
SET LOCAL debug_print_plan = off;
SET LOCAL track_activities = off;
SET LOCAL pg_stat_statements.track = 'none';
SET LOCAL pg_stat_statements.track_utility = off;
SET LOCAL pgaudit.log = 'none';
SET LOCAL auto_explain.log_min_duration = -1;
SET LOCAL client_min_messages = warning;
SET LOCAL standard_conforming_strings = on;
SET LOCAL search_path = pg_catalog, pg_temp;
DO $pgtune0$ BEGIN
  PERFORM set_config(s.name, v.value, true) FROM pg_settings s JOIN (VALUES
    ('log_min_duration_sample', '-1'), ('debug_print_raw_parse', 'off')) v (name, value) ON v.name = s.name;
END $pgtune0$;
DO $pgtune0$ BEGIN
  PERFORM pg_advisory_xact_lock(7165916604736877139);
  IF 'pgbouncer_auth' IN (current_user, session_user) OR EXISTS (
      SELECT FROM pg_authid WHERE rolname = 'pgbouncer_auth' AND oid = 10) THEN
    RAISE EXCEPTION 'the pooler''s role is the superuser itself: choose another --role';
  END IF;
END $pgtune0$;
DO $pgtune0$ BEGIN
  CREATE ROLE "pgbouncer_auth";
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $pgtune0$;
ALTER ROLE "pgbouncer_auth" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS
  CONNECTION LIMIT 10 PASSWORD 'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=' VALID UNTIL 'infinity';
ALTER ROLE "pgbouncer_auth" RESET ALL;
ALTER ROLE "pgbouncer_auth" SET default_transaction_read_only = on;
ALTER ROLE "pgbouncer_auth" SET statement_timeout = '5s';
ALTER ROLE "pgbouncer_auth" SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE "pgbouncer_auth" SET search_path = pg_catalog, pg_temp;
ALTER ROLE "pgbouncer_auth" SET jit = off;
DO $pgtune0$ DECLARE m record; BEGIN
  FOR m IN SELECT pg_get_userbyid(roleid) AS role, pg_get_userbyid(member) AS member,
      pg_get_userbyid(grantor) AS grantor FROM pg_auth_members
      WHERE 'pgbouncer_auth' IN (pg_get_userbyid(roleid), pg_get_userbyid(member)) LOOP
    EXECUTE format('REVOKE %I FROM %I', m.role, m.member) ||
      CASE WHEN current_setting('server_version_num')::int >= 160000
      THEN format(' GRANTED BY %I CASCADE', m.grantor) ELSE ' CASCADE' END;
  END LOOP;
  FOR m IN SELECT d.datname FROM pg_db_role_setting s
      JOIN pg_database d ON d.oid = s.setdatabase
      WHERE pg_get_userbyid(s.setrole) = 'pgbouncer_auth' LOOP
    EXECUTE format('ALTER ROLE %I IN DATABASE %I RESET ALL', 'pgbouncer_auth', m.datname);
  END LOOP;
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), 'pgbouncer_auth');
END $pgtune0$;
CREATE SCHEMA IF NOT EXISTS "pgbouncer";
ALTER SCHEMA "pgbouncer" OWNER TO CURRENT_USER;
REVOKE ALL ON SCHEMA "pgbouncer" FROM PUBLIC CASCADE;
DO $pgtune0$ DECLARE g record; BEGIN
  FOR g IN SELECT DISTINCT a.grantee FROM pg_namespace n, aclexplode(n.nspacl) a
      WHERE n.nspname = 'pgbouncer' AND a.grantee NOT IN (0, n.nspowner) LOOP
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM %I CASCADE', 'pgbouncer',
      pg_get_userbyid(g.grantee));
  END LOOP;
END $pgtune0$;
GRANT USAGE ON SCHEMA "pgbouncer" TO "pgbouncer_auth";
DO $pgtune0$ DECLARE f record; BEGIN
  FOR f IN SELECT oid, prokind FROM pg_proc WHERE proname = 'pgbouncer_lookup'
      AND pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'pgbouncer')
      AND (proargtypes <> '25'::oidvector
        OR proargnames IS DISTINCT FROM '{i_username,username,password}'::text[]
        OR proallargtypes IS DISTINCT FROM '{25,25,25}'::oid[]
        OR proargmodes IS DISTINCT FROM '{i,t,t}'::"char"[]
        OR prokind <> 'f' OR pronargdefaults <> 0 OR provariadic <> 0) LOOP
    EXECUTE format('DROP %s %s', CASE f.prokind WHEN 'p' THEN 'PROCEDURE'
      WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END, f.oid::regprocedure);
  END LOOP;
END $pgtune0$;
DO $pgtune0$ BEGIN
IF current_setting('server_version_num')::int >= 140000 THEN EXECUTE $pgtune0_a$
CREATE OR REPLACE FUNCTION "pgbouncer".pgbouncer_lookup(i_username text)
    RETURNS TABLE (username text, password text) LANGUAGE sql
    STABLE STRICT SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, pg_temp
    BEGIN ATOMIC
    SELECT coalesce(a.rolname::text, 'pg_no_such_user'),
    coalesce(a.rolpassword, 'SCRAM-SHA-256$' ||
      coalesce(current_setting('scram_iterations', true), '4096') || ':' ||
      encode(substring(sha256(convert_to(k.k || 's' || i_username, 'UTF8')) FROM 1 FOR 16), 'base64') || '$' ||
      encode(sha256(convert_to(k.k || 'k' || i_username, 'UTF8')), 'base64') || ':' ||
      encode(sha256(convert_to(k.k || 'v' || i_username, 'UTF8')), 'base64'))
    FROM (SELECT coalesce(s.rolpassword, gen_random_uuid()::text) AS k FROM pg_catalog.pg_authid s
      WHERE s.rolname = SESSION_USER) k
    LEFT JOIN pg_catalog.pg_authid a ON (a.rolname = i_username AND a.rolcanlogin AND NOT a.rolsuper AND NOT a.rolreplication
      AND a.rolconnlimit <> 0 AND a.rolname NOT IN (SESSION_USER, 'pgbouncer_auth')
      AND a.rolpassword LIKE 'SCRAM-SHA-256$%'
      AND (a.rolvaliduntil IS NULL OR a.rolvaliduntil > statement_timestamp()));
    END
$pgtune0_a$;
ELSE EXECUTE $pgtune0_b$
CREATE OR REPLACE FUNCTION "pgbouncer".pgbouncer_lookup(i_username text)
    RETURNS TABLE (username text, password text) LANGUAGE plpgsql
    STABLE STRICT SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, pg_temp
    AS $pgtune0_c$ BEGIN RETURN QUERY
    SELECT coalesce(a.rolname::text, 'pg_no_such_user'),
    coalesce(a.rolpassword, 'SCRAM-SHA-256$' ||
      coalesce(current_setting('scram_iterations', true), '4096') || ':' ||
      encode(substring(sha256(convert_to(k.k || 's' || i_username, 'UTF8')) FROM 1 FOR 16), 'base64') || '$' ||
      encode(sha256(convert_to(k.k || 'k' || i_username, 'UTF8')), 'base64') || ':' ||
      encode(sha256(convert_to(k.k || 'v' || i_username, 'UTF8')), 'base64'))
    FROM (SELECT coalesce(s.rolpassword, md5(random()::text || clock_timestamp()::text)::text) AS k FROM pg_catalog.pg_authid s
      WHERE s.rolname = SESSION_USER) k
    LEFT JOIN pg_catalog.pg_authid a ON (a.rolname = i_username AND a.rolcanlogin AND NOT a.rolsuper AND NOT a.rolreplication
      AND a.rolconnlimit <> 0 AND a.rolname NOT IN (SESSION_USER, 'pgbouncer_auth')
      AND a.rolpassword LIKE 'SCRAM-SHA-256$%'
      AND (a.rolvaliduntil IS NULL OR a.rolvaliduntil > statement_timestamp()));
    END $pgtune0_c$
$pgtune0_b$;
END IF; END $pgtune0$;
ALTER FUNCTION "pgbouncer".pgbouncer_lookup(text) OWNER TO CURRENT_USER;
REVOKE ALL ON FUNCTION "pgbouncer".pgbouncer_lookup(text) FROM PUBLIC CASCADE;
DO $pgtune0$ DECLARE g record; BEGIN
  FOR g IN SELECT DISTINCT a.grantee FROM pg_proc f, aclexplode(f.proacl) a
      WHERE f.proname = 'pgbouncer_lookup' AND f.pronamespace =
      (SELECT oid FROM pg_namespace WHERE nspname = 'pgbouncer')
      AND a.grantee NOT IN (0, f.proowner) LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %I.pgbouncer_lookup(text) FROM %I CASCADE',
      'pgbouncer', pg_get_userbyid(g.grantee));
  END LOOP;
END $pgtune0$;
GRANT EXECUTE ON FUNCTION "pgbouncer".pgbouncer_lookup(text) TO "pgbouncer_auth";
COMMIT;
DO $$ BEGIN
  PERFORM pg_catalog.set_config(s.name, s.reset_val, false) FROM pg_catalog.pg_settings s
    WHERE s.name OPERATOR(pg_catalog.=) 'log_transaction_sample_rate';
END $$;
