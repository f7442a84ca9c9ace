# limit: 300
# The readers of configuration files and of the control file, against the server's own word: what
# pg_file_settings and pg_controldata say of a real cluster, of PostgreSQL 15, 17 and 18.

setup_file() {
	load lib/common
	engine_up
	export FACTS=$BATS_FILE_TMPDIR
	# facts BINARIES DATA PROGRAM: makes a cluster, and prints everything to compare.
	cat >"$FACTS/script" <<-'END'
		set -eu
		export PATH=$1:$PATH PGDATA=$2 PGHOST=$2 PGDATABASE=postgres LC_ALL=C
		initdb -A trust >/dev/null
		chmod 700 "$2" && cd "$2"
		mkdir conf.d conf.d/not.conf
		echo "work_mem = 3MB" >conf.d/10-first.conf
		echo "WORK_MEM='5MB'	# the later file" >conf.d/20-second.conf
		echo "work_mem = 9MB" >conf.d/.hidden.conf
		echo "work_mem = 9MB" >conf.d/30-no-conf
		printf "\n\nrandom_page_cost 1.7\ninclude_if_exists = 'nested.conf'\n" >once.conf
		echo "maintenance_work_mem = '77\\115\\102'" >nested.conf
		printf '%s\n' "include_dir = 'conf.d'" "include 'once.conf'" "include_if_exists 'nowhere.conf'" \
			"max_wal_size = 3GB" "cluster_name = 'it''s \\'here\\''" "jit = off" >>postgresql.conf
		start() { pg_ctl -w -s -l log start -o "-c listen_addresses= -k $2 $1" || { cat log >&2 && exit 1; }; }
		start '' "$2"
		psql -XAtqc "alter system set default_statistics_target = 321" -c "alter system set jit = on"
		pg_ctl -w -s -m fast stop
		primary='-c max_connections=137 --max-worker-processes=37 -c max_wal_senders=27'
		start "$primary -c max_prepared_transactions=7 --max_locks_per_transaction=97" "$2"
		psql -XAtqc "select 'file', name, setting, sourcefile || ':' || sourceline from pg_file_settings order by seqno"
		pg_ctl -w -s -m fast stop
		pg_controldata | sed 's/^/control|/; s/ setting: */|/'
		echo "plan|$("$3" plan --keep conf --memory 4GB --cpus 2 --format json 2>/dev/null)"
		touch standby.signal
		echo "standby|$("$3" plan --memory 4GB --cpus 2 --format json 2>/dev/null)"
		rm standby.signal && seq 100 >recovery.signal
		echo "recovery|$("$3" plan --memory 4GB --cpus 2 --format json 2>/dev/null)"
	END
	home=$(mktemp -d) # of user postgres, who may not look into bats's own
	cp "$BINARY" "$home/pgtune-auto"
	chown -R postgres "$home"
	setpriv --reuid postgres --regid postgres --clear-groups bash -s -- /usr/lib/postgresql/15/bin \
		"$home/data" "$home/pgtune-auto" <"$FACTS/script" >"$FACTS/facts.15"
	rm -rf "$home"
	base17
	set -- --rm --label "$LABEL" --network none --user postgres --tmpfs /data:mode=1777 \
		-v "$BINARY:/pgtune-auto:ro" -v "$FACTS/script:/script:ro" --entrypoint bash
	docker run "$@" "$BASE" /script /usr/lib/postgresql/18/bin /data/data /pgtune-auto >"$FACTS/facts.18"
	# shellcheck disable=SC2154 # base17 sets it
	docker run "$@" "${base17[@]}" "$BASE" /script /pg17/usr/lib/postgresql/17/bin /data/data /pgtune-auto >"$FACTS/facts.17"
}

setup() { load lib/common; }
teardown_file() {
	load lib/common
	engine_down
}

# kept MAJOR NAME: "value|file:line" as the plan has it
kept() {
	sed -n 's/^plan|//p' "$FACTS/facts.$1" | jq -r ".kept[] | select(.name == \"$2\") | \"\(.value)|\(.where)\""
}

@test "files: every value kept is the one the server would apply, from the same line" {
	for major in 15 17 18; do
		for name in work_mem random_page_cost maintenance_work_mem max_wal_size jit default_statistics_target; do
			server=$(sed -n "s/^file|$name|//pI" "$FACTS/facts.$major" | tail -n 1)
			ours=$(kept $major $name)
			echo "$major $name: server $server, ours $ours"
			[ -n "$server" ]
			[ "$server" = "$ours" ]
		done
	done
}

@test "files: what initdb wrote is nobody's choice" {
	for major in 15 17 18; do
		for name in max_connections shared_buffers min_wal_size; do
			grep -q "^file|$name|" "$FACTS/facts.$major"
			[ -z "$(kept $major $name)" ]
		done
	done
}

@test "control file: a standby or a recovery gets no less than the primary had" {
	for major in 15 17 18; do
		for row in max_connections:137 max_worker_processes:37 max_wal_senders:27 \
			max_prepared_xacts:7 max_locks_per_xact:97; do
			name=${row%:*} value=${row#*:}
			grep -qx "control|$name|$value" "$FACTS/facts.$major"
			name=${name/xacts/transactions} name=${name/xact/transaction}
			for who in standby recovery; do
				planned=$(sed -n "s/^$who|//p" "$FACTS/facts.$major" |
					jq ".settings[] | select(.name == \"$name\") | .number")
				echo "$major $who $name: control file $value, planned $planned"
				[ "$planned" -ge "$value" ]
			done
		done
	done
}
