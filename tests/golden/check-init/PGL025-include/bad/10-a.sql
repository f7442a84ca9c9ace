\ir tables/users.sql
