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
command psql -c 'GRANT ghost12 TO postgres'
nice -n 5 psql -c 'GRANT ghost13 TO postgres'
nohup psql -c 'GRANT ghost14 TO postgres'
stdbuf -o L psql -c 'GRANT ghost15 TO postgres'
setpriv --reuid=postgres --clear-groups psql -c 'GRANT ghost16 TO postgres'
gosu postgres psql -c 'GRANT ghost17 TO postgres'
su-exec postgres psql --command 'GRANT ghost18 TO postgres'
retry psql -c 'GRANT ghost19 TO postgres'
sh -c "psql -c 'GRANT ghost20 TO postgres'"
ash -c "psql -c 'GRANT ghost21 TO postgres'"
dash -c "psql -c 'GRANT ghost22 TO postgres'"
if true; then :; fi
psql -v ON_ERROR_STOP=1 -c 'GRANT ghost23 TO postgres'
# Nothing that hides what is missing: the database is left alone.
tools() {
	[ 1 ]; [[ 1 ]]; : x; apk add; apt update; apt-get update; awk 1; base64 x; basename x; cat x; chmod x; chown x; clear; cp x y
	curl x; cut x; date x; dd x; declare x; df x; dirname x; du x; echo x; egrep x; envsubst x; export x; false x; fgrep x
	file_env x; find x; fold x; free x; getent x; getopts x; grep x; gunzip x; gzip x; head x; hostname x; id x; install x y
	jq x; kill 1; let x; ln x y; local x; locale x; localedef x; ls x; mapfile x; mkdir x; mktemp x; mv x y; nproc x; openssl x
	paste x; pg_config x; pg_ctl x; pg_dump x; pg_isready; popd x; printf x; ps x; pushd x; pwd x; read x; readlink x
	readonly x; realpath x; rm x; rmdir x; sed x; seq x; set x; sha256sum x; shift x; shopt x; sleep x; sort x; stat x
	sync x; tail x; tar x; tee x; test x; touch x; tr x; trap x; true x; type x; typeset x; ulimit x; umask x; unalias x
	uname x; uniq x; unset x; unzip x; wait; wc x; wget x; which x; whoami x; xz x; xxd x; yes x; zcat x; zstd x; cd x
	initdb x; exec >x; for x in y; do break; continue; done; return; exit
}
psql -v ON_ERROR_STOP=1 -c 'GRANT ghost24 TO postgres'
PG_COLOR=never psql -v ON_ERROR_STOP=1 -c 'GRANT ghost25 TO postgres'
