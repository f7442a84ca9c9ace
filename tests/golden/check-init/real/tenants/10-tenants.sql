CREATE FUNCTION public.add_tenant(tenant text) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
	EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I', tenant);
	EXECUTE format($sql$ CREATE TABLE %1$I.items (id bigint REFERENCES %1$I.users (id)) $sql$, tenant);
	EXECUTE 'GRANT USAGE ON SCHEMA ' || quote_ident(tenant) || ' TO tenant_role';
END $body$;
SELECT public.add_tenant(name) FROM unnest(ARRAY['acme', 'globex']) AS name;
SELECT count(*) FROM acme.items;
GRANT USAGE ON SCHEMA globex TO CURRENT_USER;
