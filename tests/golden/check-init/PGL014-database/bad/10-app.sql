\connect ghost
SELECT 1;
\c later
SELECT 1;
\c ghost2;
\c postgresql:///ghost3?application_name=x
DROP DATABASE ghost4;
\c postgresql://127.0.0.1/ghost5
\c postgresql://[::1]/ghost6
\c postgresql:///ghost7?host=/var/run/postgresql
\c postgresql://localhost.example.com/theirs
\c postgresql:///theirs?host=db.example.com
COMMENT ON DATABASE later IS 'x';
ALTER DATABASE later SET work_mem = '8MB';
