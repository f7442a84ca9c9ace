\ir 30-rows.sql
