#!/bin/bash
# Transactions per second through PgBouncer 1.26: our rendered ini against one tuned by hand (20
# connections, nothing else set), in turns on one server. Prints both medians and their ratio.
# pgbouncer.sh [SECONDS]: of each run, default 5; three runs of each.
set -eu
BATS_TEST_DIRNAME=$(cd "$(dirname "$0")/../e2e" && pwd)
# shellcheck source=tests/e2e/lib/pooler.bash
. "$BATS_TEST_DIRNAME/lib/pooler.bash"
seconds=${1:-5}

pooler_up
trap pooler_down EXIT
set_secret first
server_up 18 'log_statement = none' 'log_min_duration_statement = -1' 'debug_print_parse = off' \
	'log_transaction_sample_rate = 0'
install_auth 18
sql 18 "create role app login password 'apppw'; grant create on schema public to app"
pooler_start 126 18
pooler_ready 126

# The same pooler by hand: defaults, a pool of 20, the password in its auth file.
mkdir "$W/124"
printf '"app" "apppw"\n' >"$W/124/userlist.txt"
cat >"$W/124/pgbouncer.ini" <<-END
	[databases]
	postgres = host=127.0.0.1 port=$(port 18)
	[pgbouncer]
	listen_addr = 127.0.0.1
	listen_port = $(port 124)
	unix_socket_dir = $W/124
	auth_type = scram-sha-256
	auth_file = $W/124/userlist.txt
	pool_mode = transaction
	default_pool_size = 20
END
chown -R "$NOBODY:$NOBODY" "$W/124"
(in_base /usr/sbin/pgbouncer "$W/124/pgbouncer.ini") >"$W/log/124" 2>&1 &
echo $! >"$W/124.pid"
wait_for 10 login 124 app apppw

tps() {
	PGPASSWORD=apppw pgbench -n -S -M prepared -c 16 -j 2 -T "$seconds" -h 127.0.0.1 -p "$(port "$1")" -U app postgres 2>&1 |
		sed -n 's/^tps = \([0-9.]*\) .*/\1/p'
}
PGPASSWORD=apppw pgbench -i -q -s 5 -h 127.0.0.1 -p "$(port 18)" -U app postgres >/dev/null 2>&1
for _ in 1 2 3; do
	tps 126 >>"$W/ours"
	tps 124 >>"$W/hand"
done
median() { sort -n "$1" | sed -n 2p; }
awk -v ours="$(median "$W/ours")" -v hand="$(median "$W/hand")" 'BEGIN {
	printf "ours %.0f tps, by hand %.0f tps, ratio %.2f\n", ours, hand, ours / hand
	exit ours / hand < 0.95
}'
