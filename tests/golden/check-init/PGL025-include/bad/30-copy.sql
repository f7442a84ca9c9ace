CREATE TABLE town (name text);
COPY town FROM '/docker-entrypoint-initdb.d/sub/town.csv' (FORMAT csv);
\copy town FROM '/docker-entrypoint-initdb.d/town.txt'
