SELECT 'CREATE DATABASE shop' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'shop')\gexec
\c shop;
\dt;
SELECT 1 \;
SELECT 2;
\if false
\x;
\endif
\q ;
