/* online_sql.c — queries that find what is wrong on a live server. */
#include "pooler/online_sql.h"

#include "pooler/auth_sql.h"
#include "pooler/quote.h"

/* The function f, its schema n, its owner o; whatever is wrong with them. */
static const char function_checks[] =
    "), f AS (SELECT p.*, o.rolsuper AS safe_owner FROM pg_catalog.pg_proc p"
    " JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
    " JOIN pg_catalog.pg_roles o ON o.oid = p.proowner, names"
    " WHERE n.nspname = names.s AND p.proname = '" POOLER_FUNCTION "'),\n"
    "r AS (SELECT a.* FROM pg_catalog.pg_roles a, names WHERE a.rolname = names.r)\n"
    "SELECT 'O03' AS rule, 'there is no lookup function in database ' ||"
    " current_database() AS detail WHERE NOT EXISTS (SELECT FROM f)\n"
    "UNION ALL SELECT 'O03', count(*) || ' functions of that name: the call is ambiguous' FROM f"
    " HAVING count(*) > 1\n"
    "UNION ALL SELECT 'O03', 'it is not SECURITY DEFINER' FROM f WHERE NOT prosecdef\n"
    "UNION ALL SELECT 'O03', 'its search_path does not end in pg_temp' FROM f"
    " WHERE NOT EXISTS (SELECT FROM unnest(proconfig) x (setting)"
    " WHERE setting ~ '^search_path=(.*,)? *\"?pg_temp\"?$')\n"
    "UNION ALL SELECT 'O03', 'its owner is no superuser' FROM f WHERE NOT safe_owner\n"
    "UNION ALL SELECT 'O03', 'every role may call it' FROM f WHERE proacl IS NULL"
    " OR EXISTS (SELECT FROM aclexplode(proacl) x WHERE x.grantee = 0)\n"
    "UNION ALL SELECT 'O03', 'role ' || pg_get_userbyid(x.grantee) || ' may call it too'"
    " FROM f, aclexplode(f.proacl) x, r WHERE x.grantee NOT IN (0, f.proowner, r.oid)\n"
    "UNION ALL SELECT 'O03', 'the lookup role may not call it' FROM f, r"
    " WHERE NOT has_function_privilege(r.oid, f.oid, 'execute')\n"
    "UNION ALL SELECT 'O03', 'the owner of its schema is no superuser: ' ||"
    " pg_get_userbyid(n.nspowner) FROM pg_catalog.pg_namespace n"
    " JOIN pg_catalog.pg_roles o ON o.oid = n.nspowner, names"
    " WHERE n.nspname = names.s AND NOT o.rolsuper\n"
    "UNION ALL SELECT 'O03', 'others may create in its schema' FROM pg_catalog.pg_namespace n,"
    " aclexplode(n.nspacl) x, names WHERE n.nspname = names.s AND x.privilege_type = 'CREATE'"
    " AND x.grantee <> n.nspowner\n";

static const char role_checks[] =
    "UNION ALL SELECT 'O04', 'the lookup role does not exist' WHERE NOT EXISTS (SELECT FROM r)\n"
    "UNION ALL SELECT 'O04', 'it is a superuser' FROM r WHERE rolsuper\n"
    "UNION ALL SELECT 'O04', 'it may create roles, databases, replicate or pass row security'"
    " FROM r WHERE rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls\n"
    "UNION ALL SELECT 'O04', 'it inherits' FROM r WHERE rolinherit\n"
    "UNION ALL SELECT 'O04', 'it may not log in' FROM r WHERE NOT rolcanlogin\n"
    "UNION ALL SELECT 'O04', 'its password has expired' FROM r WHERE rolvaliduntil < now()\n"
    "UNION ALL SELECT 'O04', 'its CONNECTION LIMIT is ' || rolconnlimit FROM r"
    " WHERE rolconnlimit IN (0, 1)\n"
    "UNION ALL SELECT 'O04', 'it is a member of ' || pg_get_userbyid(m.roleid)"
    " FROM pg_catalog.pg_auth_members m, r WHERE m.member = r.oid\n"
    "UNION ALL SELECT 'O04', 'role ' || pg_get_userbyid(m.member) || ' can become it'"
    " FROM pg_catalog.pg_auth_members m, r WHERE m.roleid = r.oid\n";

static const char login_checks[] =
    "UNION ALL SELECT 'O05', rolname || ': ' || why FROM (SELECT a.rolname, CASE\n"
    "  WHEN a.rolsuper AND NOT names.su THEN 'a superuser (--allow-superuser lets it in)'\n"
    "  WHEN a.rolreplication AND NOT a.rolsuper THEN 'a replication role'\n"
    "  WHEN a.rolconnlimit = 0 THEN 'CONNECTION LIMIT 0'\n"
    "  WHEN a.rolvaliduntil < now() THEN 'its password has expired'\n"
    "  WHEN a.rolpassword IS NULL THEN 'it has no password'\n"
    "  WHEN a.rolpassword NOT LIKE 'SCRAM-SHA-256$%' THEN 'its password is not stored as SCRAM'\n"
    "  END AS why FROM pg_catalog.pg_authid a, names WHERE a.rolcanlogin AND a.rolname <> names.r"
    ") l WHERE why IS NOT NULL\n"
    "UNION ALL SELECT 'O07', count(*) || ' of ' || current_setting('max_connections') ||"
    " ' connections are in use' FROM pg_catalog.pg_stat_activity"
    " WHERE backend_type = 'client backend' HAVING count(*) >"
    " current_setting('max_connections')::int * 9 / 10";

void
online_sql_auth(const struct online_names *n, struct str *out)
{
	str_add(out, "WITH names AS (SELECT ");
	quote_literal(out, n->role);
	str_add(out, "::text AS r, ");
	quote_literal(out, n->schema);
	str_addf(out, "::text AS s, %s AS su", n->allow_superuser ? "true" : "false");
	str_add(out, function_checks);
	str_add(out, role_checks);
	str_add(out, login_checks);
}

/* Without what PgBouncer itself sends: it restores the parameters it tracks with SET. */
const char online_sql_statements[] =
    "SELECT 'O08' AS rule, a.rolname || ': ' || left(regexp_replace(s.query, '\\s+', ' ', 'g'), 90)"
    " AS detail FROM pg_stat_statements s JOIN pg_catalog.pg_roles a ON a.oid = s.userid"
    " WHERE NOT a.rolsuper AND (s.query ~* '^\\s*(un)?listen\\y' OR s.query ~* '^\\s*prepare\\y'"
    " OR s.query ~* '^\\s*declare\\y.*\\ywith\\s+hold\\y'"
    " OR s.query ~* '^\\s*create\\s+(local\\s+|global\\s+)?temp'"
    " OR s.query ~* 'pg_(try_)?advisory_lock(_shared)?\\s*\\('"
    " OR (s.query ~* '^\\s*set\\s+(session\\s+)?\\w' AND s.query !~* '^\\s*set\\s+(session\\s+)?"
    "(local|transaction|constraints|application_name|client_encoding|datestyle|timezone|"
    "time\\s+zone|intervalstyle|standard_conforming_strings)\\y')) ORDER BY s.calls DESC LIMIT 20";

const char online_sql_locks[] =
    "SELECT 'O08' AS rule, a.usename || ': an advisory lock is held by an idle session, pid '"
    " || a.pid AS detail FROM pg_catalog.pg_locks l"
    " JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid"
    " WHERE l.locktype = 'advisory' AND a.state = 'idle' LIMIT 10";
