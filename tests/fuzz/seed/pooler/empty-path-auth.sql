CREATE OR REPLACE FUNCTION pgbouncer.get_auth(p_usename text) RETURNS TABLE (username text, password text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = ''
AS $$ BEGIN
  RETURN QUERY SELECT rolname::text, CASE WHEN rolvaliduntil < now() THEN NULL ELSE rolpassword END::text
    FROM pg_authid WHERE rolname = p_usename AND rolcanlogin;
END $$;
REVOKE ALL ON FUNCTION pgbouncer.get_auth(text) FROM PUBLIC;
