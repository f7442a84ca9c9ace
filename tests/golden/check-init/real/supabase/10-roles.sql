\set pgpass `echo "$POSTGRES_PASSWORD"`
-- Supabase
create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create user authenticator noinherit;
grant anon, authenticated, service_role to authenticator;
create user supabase_admin superuser createdb createrole replication bypassrls;
create schema if not exists auth authorization supabase_admin;
create schema extensions;
create extension if not exists pgcrypto with schema extensions;
create extension if not exists "uuid-ossp" with schema extensions;
grant usage on schema public to postgres, anon, authenticated, service_role;
alter default privileges in schema public grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges for user supabase_admin in schema public grant all on sequences to postgres, anon;
alter role anon set statement_timeout = '3s';
alter role authenticator with password :'pgpass';
create table auth.users (id uuid default extensions.uuid_generate_v4(), instance_id uuid, email text unique);
comment on table auth.users is 'Auth: Stores user login data within a secure schema.';
create or replace function auth.uid() returns uuid as $$ select nullif(current_setting('request.jwt.claim.sub', true), '')::uuid; $$ language sql stable;
create policy p on auth.users for select to authenticated using (auth.uid() = id);
alter table auth.users enable row level security;
alter function auth.uid owner to supabase_admin;
set role anon; reset role;
