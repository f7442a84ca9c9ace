\connect ghost
SELECT 1;
\c later
SELECT 1;
\c ghost2;
\c postgresql:///ghost3?application_name=x
DROP DATABASE ghost4;
