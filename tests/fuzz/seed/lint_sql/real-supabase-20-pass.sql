\set pgpass `echo "$POSTGRES_PASSWORD"`
ALTER USER authenticator WITH PASSWORD :'pgpass';
\set pguser `echo "$POSTGRES_USER"`
CREATE DATABASE _supabase WITH OWNER :pguser;
\c _supabase
create schema if not exists _analytics;
alter schema _analytics owner to :pguser;
\c postgres
