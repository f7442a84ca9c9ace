\set word x
\set db app
\getenv name NAME_OF_ROLE
\if :{?name}
\else
	\set name app
\endif
SELECT :'word', :"db" FROM (SELECT 1 AS app) AS a;
SELECT :'name', ':nothing', 'a :''b''', "a:b", 1::int, :'DBNAME', :VERSION_NUM FROM (SELECT 1 AS "a:b") AS a;
SELECT a[1:n], a[:n], a["n":'2'] FROM (SELECT ARRAY[1, 2] AS a, 1 AS n) AS b; -- :none
CREATE FUNCTION g(a int[], n int DEFAULT length(':x')) RETURNS int[] LANGUAGE plpgsql AS $$
DECLARE
	b text:='x';
BEGIN
	-- :'pw'
	n:=n;
	EXECUTE ':' || ':"x"' || $q$ :'pw' $q$;
	RETURN a[1:n] || a[n:'2'] || '12:30'::text::int[];
END $$;
CREATE FUNCTION h(a text DEFAULT $$:'pw'$$) RETURNS text LANGUAGE sql AS $$ SELECT a $$;
COMMENT ON FUNCTION h IS $$ :'pw' $$;
\if false
SELECT :unset;
\endif
SELECT 1 AS one, 2 AS two \gset
SELECT :one, :two;
