CREATE ROLE pgbouncer_auth LOGIN CONNECTION LIMIT 1 PASSWORD 'in the clear';
CREATE FUNCTION public.pgbouncer_lookup(i text) RETURNS TABLE (u text, p text)
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog
AS $$ SELECT usename::text, passwd FROM pg_shadow WHERE usename = $1 $$;
