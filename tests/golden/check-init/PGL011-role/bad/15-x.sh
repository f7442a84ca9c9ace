#!/bin/sh
psql -v ON_ERROR_STOP=1 -U reader -d "$POSTGRES_DB" -c "SELECT 1"
(exec env X=1 psql -v ON_ERROR_STOP=1 -c 'GRANT ghost0 TO postgres')
timeout -k 5 10 psql -v ON_ERROR_STOP=1 -c 'GRANT ghost1 TO postgres'
sudo -Eu postgres psql -v ON_ERROR_STOP=1 -c 'GRANT ghost2 TO postgres'
runuser -u postgres -- psql -v ON_ERROR_STOP=1 -c 'GRANT ghost3 TO postgres'
su - postgres -c "psql -c 'GRANT ghost4 TO postgres'"
bash -ec 'psql -c "GRANT ghost5 TO postgres"'
x=`psql -c 'GRANT ghost6 TO postgres'`
eval "psql -c 'GRANT ghost7 TO postgres'"
bash <<'EOF'
psql -c "GRANT ghost8 TO postgres"
EOF
createdb -U "$POSTGRES_USER" made -O ghost9
runuser -l postgres -c "psql -c 'GRANT ghost10 TO postgres'"
su postgres <<'EOF'
psql -c "GRANT ghost11 TO postgres"
EOF
