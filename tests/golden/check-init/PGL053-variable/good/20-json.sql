-- of PostgreSQL 16 on
PREPARE j(text) AS SELECT JSON_OBJECT('a':$1, 'b':'c');
\i /tmp/variables
SELECT :set_there;
