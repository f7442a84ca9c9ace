\connect app
\c jobs
\c postgres
\c template1
\connect :DBNAME
\c - postgres
\c "dbname=app"
