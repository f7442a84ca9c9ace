SELECT 'CREATE DATABASE shop' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'shop')\gexec
\c shop;
CREATE TABLE bag (a int);
\dt;
SELECT 1 \;
SELECT 2;
\q ;
