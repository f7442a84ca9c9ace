#!/usr/bin/env bats
# The stacks' files themselves, nothing started: what compose makes of them, what must and must not be in them.

load lib/common

setup_file() { engine_up; }

teardown_file() { engine_down; }

# compose FILE... [-- VAR=VALUE...]: `docker compose config` in an empty environment.
compose() {
	local files=()
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		files+=(-f "$REPO/$1")
		shift
	done
	shift || :
	env -i PATH="$PATH" HOME="$HOME" DOCKER_CONFIG="$DOCKER_CONFIG" DOCKER_HOST="$DOCKER_HOST" "$@" \
		docker compose --env-file /dev/null "${files[@]}" config --format json
}

SECRETS=(POSTGRES_PASSWORD=p PGBOUNCER_AUTH_PASS=b)

@test "both top-level files and every stack are accepted" {
	compose compose.yml -- "${SECRETS[@]}" >/dev/null
	compose compose.yml compose.dev.yml -- "${SECRETS[@]}" >/dev/null
	compose stacks/primary/compose.yml -- "${SECRETS[@]}" >/dev/null
	compose stacks/replica/compose.yml -- PG_REPLICATION_PASSWORD=r >/dev/null
	compose stacks/single/compose.yml -- POSTGRES_PASSWORD=p >/dev/null
}

@test "the development file is all that the development stack needs" {
	env -i PATH="$PATH" HOME="$HOME" DOCKER_CONFIG="$DOCKER_CONFIG" DOCKER_HOST="$DOCKER_HOST" docker compose \
		--env-file "$REPO/.env.dev" -f "$REPO/compose.yml" -f "$REPO/compose.dev.yml" config -q
}

@test "a missing secret stops config with a line that names it" {
	local stack secret
	while read -r stack secret others; do
		# shellcheck disable=SC2086
		run compose "stacks/$stack/compose.yml" -- $others
		[ "$status" -ne 0 ]
		[[ $output == *"set $secret or ${secret}_FILE"* ]]
	done <<-END
		primary POSTGRES_PASSWORD PGBOUNCER_AUTH_PASS=b
		primary PGBOUNCER_AUTH_PASS POSTGRES_PASSWORD=p
		replica PG_REPLICATION_PASSWORD POSTGRES_PASSWORD=p
		single POSTGRES_PASSWORD PGBOUNCER_AUTH_PASS=b
	END
	run compose compose.yml --
	[ "$status" -ne 0 ]
	[[ $output == *"set POSTGRES_PASSWORD"* ]]
}

@test "an empty secret is a missing one; value and file together are refused" {
	run compose stacks/single/compose.yml -- POSTGRES_PASSWORD=
	[ "$status" -ne 0 ]
	run compose stacks/single/compose.yml -- POSTGRES_PASSWORD=p POSTGRES_PASSWORD_FILE=/p
	[ "$status" -ne 0 ]
	[[ $output == *"both POSTGRES_PASSWORD and POSTGRES_PASSWORD_FILE are set"* ]]
}

@test "secrets as files: no value anywhere, the file mounted, the variable names it" {
	compose stacks/primary/compose.yml -- POSTGRES_PASSWORD_FILE=/s/su PGBOUNCER_AUTH_PASS_FILE=/s/pool |
		jq -e '.secrets.postgres_password.file == "/s/su" and .secrets.pgbouncer_auth_pass.file == "/s/pool"
			and .services.postgres.environment.POSTGRES_PASSWORD == ""
			and .services.postgres.environment.POSTGRES_PASSWORD_FILE == "/run/secrets/postgres_password"
			and .services.pgbouncer.environment.PGBOUNCER_AUTH_PASS_FILE == "/run/secrets/pgbouncer_auth_pass"'
}

@test "secrets as files: another path makes every container anew that reads the file" {
	local stack services secret name
	hashes() {
		env -i PATH="$PATH" HOME="$HOME" DOCKER_CONFIG="$DOCKER_CONFIG" DOCKER_HOST="$DOCKER_HOST" "$@" \
			docker compose --env-file /dev/null -f "$REPO/stacks/$stack/compose.yml" config --hash '*' | sort
	}
	while read -r stack secret name; do
		local files=(POSTGRES_PASSWORD_FILE=/a PGBOUNCER_AUTH_PASS_FILE=/a POSTGRES_APP_PASSWORD_FILE=/a PG_REPLICATION_PASSWORD_FILE=/a)
		services=$(compose "stacks/$stack/compose.yml" -- "${files[@]}" |
			jq -r --arg name "$name" '.services | to_entries[] | select([.value.secrets[]?.source] | index($name)).key' | sort)
		[ -n "$services" ]
		same "$(comm -13 <(hashes "${files[@]}") <(hashes "${files[@]}" "$secret=/b") | cut -d ' ' -f 1)" "$services"
	done <<-END
		primary POSTGRES_PASSWORD_FILE postgres_password
		primary PGBOUNCER_AUTH_PASS_FILE pgbouncer_auth_pass
		primary POSTGRES_APP_PASSWORD_FILE app_password
		primary PG_REPLICATION_PASSWORD_FILE replication_password
		replica PG_REPLICATION_PASSWORD_FILE replication_password
		single POSTGRES_PASSWORD_FILE postgres_password
		single POSTGRES_APP_PASSWORD_FILE app_password
	END
}

# each STACK FILTER: the filter holds for every service of the stack, of every profile.
each() {
	compose "stacks/$1/compose.yml" -- "${SECRETS[@]}" PG_REPLICATION_PASSWORD=r "COMPOSE_PROFILES=*" | jq -e "[.services[]] | all($2)"
}

@test "every service: limits, no capability, no new privileges, read-only, no root" {
	for stack in primary replica single; do
		each $stack '.mem_limit and .cpus and .pids_limit and .logging.options["max-size"]'
		each $stack '.cap_drop == ["ALL"] and (has("cap_add") | not)'
		each $stack '.security_opt == ["no-new-privileges:true"] and .read_only == true
			and .user == (if .image | contains("postgres-exporter") then "65534:65534" else "999:999" end)'
		each $stack '(has("privileged") | not) and .stop_grace_period'
	done
}

# The image's VOLUME: where nothing is mounted on it, `down` leaves one without a name behind.
@test "every container of the server's image has something mounted where the image has a volume" {
	for stack in primary replica single; do
		each $stack 'if .image | startswith("pgtune-auto/postgres") then
			[.volumes[]?.target, (.tmpfs[]? | split(":")[0])] | index("/var/lib/postgresql") != null else true end'
	done
}

@test "no limit that a plan holds in is below the reservation: Docker would not make the container" {
	for stack in primary replica single; do
		compose "stacks/$stack/compose.yml" -- "${SECRETS[@]}" PG_REPLICATION_PASSWORD=r POSTGRES_MEMORY_LIMIT=256m |
			jq -e '[.services[] | select(.mem_reservation)] | all((.mem_limit | tonumber) >= (.mem_reservation | tonumber))'
	done
}

@test "every service that stays has a health check and comes back; the one-shots do not" {
	for stack in primary replica single; do
		each $stack 'if .restart == "no" then .healthcheck.disable else .restart == "unless-stopped" and (.healthcheck.test | length > 1) end'
	done
	compose stacks/primary/compose.yml -- "${SECRETS[@]}" |
		jq -e '.services.pgbouncer.depends_on["auth-sync"].condition == "service_completed_successfully"
			and .services.pgbouncer.stop_signal == "SIGINT" and .services.postgres.stop_signal == "SIGINT"
			and (.services.postgres.shm_size | tonumber) >= 268435456'
}

@test "published on 127.0.0.1 only; POSTGRES_BIND_IP moves the host's side alone" {
	for stack in primary replica single; do
		each $stack '[.ports[]?] | all(.host_ip == "127.0.0.1")'
	done
	compose stacks/primary/compose.yml -- "${SECRETS[@]}" POSTGRES_BIND_IP=192.0.2.9 |
		jq -e '.services.postgres.ports[0].host_ip == "192.0.2.9"
			and (.services.postgres | del(.ports) | tostring | contains("192.0.2.9") | not)'
	compose stacks/primary/compose.yml -- "${SECRETS[@]}" POSTGRES_BIND_IP='[::1]' |
		jq -e '.services.postgres.ports[0].host_ip == "::1"'
	none grep -rn BIND_IP "$REPO"/docker "$REPO"/stacks/*/configs
}

# A client on another host comes with its own address, which is in none of the stack's networks.
@test "published beyond 127.0.0.1: every server reads the networks that were admitted" {
	for stack in primary replica single; do
		compose "stacks/$stack/compose.yml" -- "${SECRETS[@]}" PG_REPLICATION_PASSWORD=r |
			jq -e --arg at "$REPO/stacks/primary/configs/pg_hba.d" '[.services[].volumes[]?
				| select(.source == $at and .target == "/etc/postgresql/pg_hba.d" and .read_only)] | length == 1'
	done
}

published() { jq -r '.services[].ports[]?.published' | sort; }

@test "the development file replaces ports by its own, on which no other stack is" {
	local dev others
	dev=$(compose compose.yml compose.dev.yml -- "${SECRETS[@]}" | published)
	others=$(for stack in primary replica single; do
		compose stacks/$stack/compose.yml -- "${SECRETS[@]}" PG_REPLICATION_PASSWORD=r | published
	done | sort -u)
	[ "$(wc -l <<<"$dev") $(wc -l <<<"$others")" = '4 7' ]
	[ -z "$(comm -12 <(echo "$dev") <(echo "$others"))" ]
	compose compose.yml compose.dev.yml -- "${SECRETS[@]}" | jq -e '[.services[].ports[]?] | all(.host_ip == "127.0.0.1")'
}

# Docker makes no container with more CPUs than the machine has.
@test "the development stack starts on a machine with one CPU" {
	compose compose.yml compose.dev.yml -- "${SECRETS[@]}" | jq -e '[.services[]] | all(.cpus <= 1)'
}

@test "the two stacks of one host meet: network, address, slot, role" {
	local primary replica
	primary=$(compose stacks/primary/compose.yml -- "${SECRETS[@]}" PG_REPLICATION_PASSWORD=r)
	replica=$(compose stacks/replica/compose.yml -- PG_REPLICATION_PASSWORD=r)
	jq -en --argjson p "$primary" --argjson r "$replica" '
		$p.name != $r.name and $p.networks.database.name == $r.networks.database.name
		and $p.networks.database.internal == true and $r.networks.database.external == true
		and ($p.services.postgres.networks.database.aliases | index($r.services.replica.environment.PRIMARY_HOST) != null)
		and ($r.services | has("postgres") | not)
		and (["REPLICATION_SLOT_NAME", "PG_REPLICATION_USER", "PG_REPLICATION_PASSWORD"]
			| all(. as $k | $p.services.postgres.environment[$k] == $r.services.replica.environment[$k]))'
}

@test "the stacks meet on one network, whatever their projects are called" {
	for stack in primary replica; do
		compose "stacks/$stack/compose.yml" -- "${SECRETS[@]}" PG_REPLICATION_PASSWORD=r COMPOSE_PROJECT_NAME="some-$stack" |
			jq -e '.networks.database.name == "pgtune-database"'
	done
}

@test "standby limits: the replica's file allows what the primary's does" {
	for name in max_wal_senders max_replication_slots; do
		[ "$(grep "^$name" "$REPO/stacks/primary/configs/postgresql-primary.conf")" = \
			"$(grep "^$name" "$REPO/stacks/replica/configs/postgresql-replica.conf")" ]
	done
}

# "name = value" of a configuration file, comments and blanks taken out.
settings() { sed -n "s/[[:space:]]*#.*//; s/^\([a-z_.]*\)[[:space:]]*=[[:space:]]*\(.*\)\$/\1 = \2/p" "$1" | sort; }

@test "no setting stands in the shared file and, with the same value, in a stack's" {
	settings "$REPO/docker/postgres/configs/postgresql-base.conf" >"$BATS_TEST_TMPDIR/base"
	[ -s "$BATS_TEST_TMPDIR/base" ]
	for conf in "$REPO"/stacks/*/configs/postgresql-*.conf; do
		grep -q "^include '/etc/postgresql/postgresql-base.conf'" "$conf"
		settings "$conf" >"$BATS_TEST_TMPDIR/own"
		[ -s "$BATS_TEST_TMPDIR/own" ]
		[ -z "$(comm -12 "$BATS_TEST_TMPDIR/base" "$BATS_TEST_TMPDIR/own")" ]
	done
}

@test "no file of a stack holds what the plan computes" {
	"$BINARY" plan --memory 4GB --cpus 4 --format json | jq -r '.settings[].name' >"$BATS_TEST_TMPDIR/planned"
	grep -qx shared_buffers "$BATS_TEST_TMPDIR/planned"
	for name in $(grep -vx "io_method\|wal_compression" "$BATS_TEST_TMPDIR/planned"); do
		none grep -n "^${name}[ =]" "$REPO"/docker/postgres/configs/*.conf "$REPO"/stacks/*/configs/*.conf
	done
}

example() { [ "$1" = primary ] && echo "$REPO/.env.example" || echo "$REPO/stacks/$1/.env.example"; }

@test ".env.example names every variable of its stack, and no other" {
	for stack in primary replica single; do
		grep -v '^x-\|^#' "$REPO/stacks/$stack/compose.yml" | grep -oE '\$\{[A-Z_]+' | tr -d '${' |
			grep -v '_AMBIGUOUS$' | sort -u >"$BATS_TEST_TMPDIR/used"
		sed -n 's/^#\{0,1\}\([A-Z_]*\)=.*/\1/p' "$(example $stack)" | sort -u >"$BATS_TEST_TMPDIR/told"
		diff "$BATS_TEST_TMPDIR/used" "$BATS_TEST_TMPDIR/told"
	done
}

@test ".env.example says the default that compose has" {
	for stack in primary replica single; do
		for pair in $(sed -n 's/^\([A-Z_]*=..*\)$/\1/p' "$(example $stack)"); do
			grep -qF "\${${pair%%=*}:-${pair#*=}}" "$REPO/stacks/$stack/compose.yml" ||
				{ echo "$stack: $pair"; return 1; }
		done
	done
}

@test "no secret in the repository, but in the file for development" {
	cd "$REPO"
	grep -rnE '(PASS|PASSWORD|SECRET|TOKEN)[A-Z_]*[=:] *["'\'']?[A-Za-z0-9]' stacks docker compose.yml compose.dev.yml docker-bake.hcl |
		grep -vE '_USER|_FILE|/run/secrets|\.sh:|: (set|both) ' >"$BATS_TEST_TMPDIR/secrets" || :
	cat "$BATS_TEST_TMPDIR/secrets"
	[ ! -s "$BATS_TEST_TMPDIR/secrets" ]
	grep -q dev_pgbouncer_auth_test_2025 .env.dev
	head -n 1 .env.dev | grep -q 'DEVELOPMENT ONLY'
	grep -qx .env .gitignore
}

@test "the init scripts of the stacks come in an order that works" {
	"$BINARY" check-init "$REPO/docker/postgres/docker-entrypoint-initdb.d"
	"$BINARY" check-init --strict "$REPO/docker/postgres/docker-entrypoint-initdb.d" "$REPO/stacks/primary/configs/initdb"
}

@test "an application role that is another's already is refused before anything is asked of the server" {
	for names in 'POSTGRES_USER=app' 'POSTGRES_APP_USER=monitor' 'PG_REPLICATION_USER=r POSTGRES_APP_USER=r' 'POSTGRES_APP_USER=pgbouncer_auth'; do
		# shellcheck disable=SC2086 # words
		run env -i PATH=/usr/bin:/bin $names POSTGRES_APP_PASSWORD=x sh "$REPO/docker/postgres/docker-entrypoint-initdb.d/04-roles.sh"
		[ "$status" = 1 ]
		[[ $output == *'POSTGRES_APP_USER: the role "'*'is there for something else'* ]]
	done
}

@test "a secret with a DOS line end is refused by name before anything is asked of the server" {
	printf 'typed\r\n' >"$BATS_TEST_TMPDIR/dos"
	for name in POSTGRES_PASSWORD POSTGRES_APP_PASSWORD PG_REPLICATION_PASSWORD PGBOUNCER_AUTH_PASS; do
		for role in primary replica; do
			run env -i PATH=/usr/bin:/bin POSTGRES_ROLE=$role "${name}_FILE=$BATS_TEST_TMPDIR/dos" sh "$REPO/docker/postgres/auth-sync.sh"
			same "$status $output" "1 auth-sync: $name ends in a carriage return: write it with a Unix line end, or none"
		done
	done
}

@test "auth-sync reads a secret's file once, a pipe too, and leaves no copy; one that is not there, or empty, is named" {
	cd "$BATS_TEST_TMPDIR"
	mkdir stubs tmp
	printf '#!/bin/sh\ncase $* in *-w*) exit 2 ;; esac\nexec cat >/dev/null\n' >stubs/psql
	printf '#!/bin/sh\neval "cat \\"\\$${1}_FILE\\"" >>taken\n' >stubs/verifier
	chmod +x stubs/*
	mkfifo pipe
	printf 'once' >pipe &
	# It ends at the init scripts, which are not here.
	output=$(env -i "PATH=$PWD/stubs:/usr/bin:/bin" TMPDIR=tmp POSTGRES_PASSWORD_FILE=pipe timeout 10 sh "$REPO/docker/postgres/auth-sync.sh" 2>&1) || :
	[[ $output == *"the superuser's password is the one"* ]]
	same "$(cat taken)" once
	same "$(ls tmp)" ''
	run env -i PATH=/usr/bin:/bin TMPDIR=tmp PG_REPLICATION_PASSWORD_FILE=/none sh "$REPO/docker/postgres/auth-sync.sh"
	same "$status ${lines[-1]}" '1 auth-sync: PG_REPLICATION_PASSWORD: "/none" cannot be read'
	echo >line
	run env -i PATH=/usr/bin:/bin TMPDIR=tmp PGBOUNCER_AUTH_PASS_FILE=line sh "$REPO/docker/postgres/auth-sync.sh"
	same "$status $output" '1 auth-sync: PGBOUNCER_AUTH_PASS: "line" is empty'
}

@test "prometheus accepts the scrape configuration; alerts fire on what they are for" {
	promtool check config "$REPO/stacks/monitoring/prometheus.yml"
	promtool test rules "$REPO/stacks/monitoring/alerts_test.yml"
	jq -e '.panels | length > 10' "$REPO/stacks/monitoring/grafana/pgtune-auto.json"
}

@test "extensions: another commit, a moved tag, an old libcurl, a failing make: each stops the build and says why" {
	local repo=$BATS_TEST_TMPDIR/repo sha version
	mine() { git -C "$repo" -c user.name=t -c user.email=t@localhost "$@"; }
	builds() { run "$REPO/docker/postgres/extensions.sh" source build "$1" "$repo" "$2" "$3"; }
	git init -q "$repo"
	printf 'all:\ninstall:\n\tmkdir -p $(DESTDIR)/usr && touch $(DESTDIR)/usr/built\n' >"$repo/Makefile"
	mine add .
	mine commit -q -m t
	mine tag -a -m t v0.9.0 # as pgvector's
	mine tag 18.0          # as pgAudit's
	sha=$(mine rev-parse HEAD)
	export STAGED=$BATS_TEST_TMPDIR/staged

	builds vector 0.9.0 "${sha//[0-9]/a}"
	[ "$status" = 1 ]
	[[ $output == *"cannot be fetched"*"$repo/commit/${sha//[0-9]/a}"* ]]
	builds vector 0.8.1 "$sha"
	[ "$status" = 1 ]
	[[ $output == *"the tag of version 0.8.1 is not there, not the commit $sha"*"$repo/commit/$sha"* ]]
	[ ! -e "$STAGED/usr/built" ]
	builds vector 0.9.0 "$sha"
	[ "$status" = 0 ]
	[ -e "$STAGED/usr/built" ]
	builds pgaudit 18.0 "$sha"
	[ "$status" = 0 ]

	mine commit -q --allow-empty -m moved
	mine tag -f -a -m t v0.9.0
	builds vector 0.9.0 "$sha"
	[ "$status" = 1 ]
	[[ $output == *"the tag of version 0.9.0 is $(mine rev-parse HEAD), not the commit $sha"*"$repo/commit/$sha"* ]]

	# pg_net wants a newer libcurl than some distributions have.
	mkdir "$BATS_TEST_TMPDIR/bin"
	PATH=$BATS_TEST_TMPDIR/bin:$PATH
	for version in 7.82.0 7.83.0 8.14.1; do
		printf '#!/bin/sh\necho libcurl %s\n' $version >"$BATS_TEST_TMPDIR/bin/curl-config"
		chmod 755 "$BATS_TEST_TMPDIR/bin/curl-config"
		builds pg_net 18.0 "$sha"
		[ $version != 7.82.0 ] || [[ $status = 1 && $output = *"pg_net needs libcurl 7.83.0, the distribution has 7.82.0"* ]]
	done
	[ "$status" = 0 ]

	printf 'all:\n\tfalse\ninstall:\n' >"$repo/Makefile"
	mine commit -q -a -m broken
	mine tag v1.0
	builds vector 1.0 "$(mine rev-parse HEAD)"
	[ "$status" != 0 ]
}

@test "extensions: a control file without its library stops the build" {
	# shellcheck disable=SC2016 # for the shell in the container
	installs() { docker run --rm --label "$LABEL" -v "$REPO/docker/postgres/extensions.sh:/e:ro" --entrypoint sh "$BASE" -ec "
		cd /usr/share/postgresql/18/extension; lib=/usr/lib/postgresql/18/lib; $1; /e packages install made_up" 2>&1; }
	run installs 'touch made_up.control'
	[[ $status = 1 && $output = *'made_up has no library'* ]]
	run installs 'touch made_up.control; cp $lib/plpgsql.so $lib/made_up.so'
	[ "$status" = 0 ]
}

@test "docker/update finds a newer release and changes version and commit together, and the digests of the base images" {
	local repo=$BATS_TEST_TMPDIR/upstream file
	cp -r "$REPO/docker" "$BATS_TEST_TMPDIR/docker"
	cd "$BATS_TEST_TMPDIR/docker"
	git init -q "$repo"
	git -C "$repo" -c user.name=t -c user.email=t@localhost commit -q --allow-empty -m t
	git -C "$repo" -c user.name=t -c user.email=t@localhost tag -a -m t v18.10.0
	git -C "$repo" tag v9.0
	export PGVECTOR_REPOSITORY=$repo PGCRON_REPOSITORY=$repo PGAUDIT_REPOSITORY=$repo
	sed -i "s#^ARG PGNET_REPOSITORY=.*#ARG PGNET_REPOSITORY=$repo#" postgres/Dockerfile
	# The registry's answer; the tag it is asked for has no digest.
	mkdir "$BATS_TEST_TMPDIR/bin"
	printf '#!/bin/sh\necho sha256:new\nfor image; do :; done\n[ "$image" = "${image#*@}" ]\n' >"$BATS_TEST_TMPDIR/bin/docker"
	chmod 755 "$BATS_TEST_TMPDIR/bin/docker"
	export PATH=$BATS_TEST_TMPDIR/bin:$PATH
	./update >"$BATS_TEST_TMPDIR/says"
	grep -q "PGNET: .* -> 18.10.0 ($repo/commit/" "$BATS_TEST_TMPDIR/says"
	cmp postgres/Dockerfile <(sed "s#^ARG PGNET_REPOSITORY=.*#ARG PGNET_REPOSITORY=$repo#" "$REPO/docker/postgres/Dockerfile")
	./update --write
	grep -qx "ARG PGVECTOR_VERSION=18.10.0" postgres/Dockerfile
	[ "$(grep -cx "ARG PG.*_COMMIT_SHA=$(git -C "$repo" rev-parse HEAD)" postgres/Dockerfile)" = 4 ]
	for file in postgres/Dockerfile postgres/Dockerfile.slim pgbouncer/Dockerfile; do
		[ "$(sed -n 's/^ARG BASE_IMAGE=.*@//p' $file)" = sha256:new ]
	done
	PGCRON_REPOSITORY=$BATS_TEST_TMPDIR/none run ./update
	[ "$status" = 1 ]
	has "$output" "PGCRON: $BATS_TEST_TMPDIR/none does not answer"
	run ./update
	[ "$status" -eq 0 ]
	[[ $output == *"PGVECTOR: 18.10.0 is the newest"* && $output == *"pgbouncer/Dockerfile: debian:trixie-slim@sha256:new is the newest"* ]]
}

# bake [--print] VAR=VALUE... [-- WORD...]: in an empty environment, from the folder that compose.yml is in.
bake() {
	local vars=()
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		vars+=("$1")
		shift
	done
	shift || :
	(cd "$REPO" && env -i PATH="$PATH" HOME="$HOME" DOCKER_CONFIG="$DOCKER_CONFIG" DOCKER_HOST="$DOCKER_HOST" "${vars[@]}" \
		"$("$LIB/rootfs.sh" buildx)" bake -f docker-bake.hcl "$@")
}

@test "bake: both images for two architectures, with SBOM, provenance, labels, and tags that agree with what is built" {
	local postgres pgbouncer
	postgres=$(sed -n 's/^ARG BASE_IMAGE=postgres:\([0-9]*\)\..*@sha256:[0-9a-f]\{64\}$/\1/p' "$REPO/docker/postgres/Dockerfile")
	pgbouncer=$(sed -n 's/^ARG PGBOUNCER_VERSION=//p' "$REPO/docker/pgbouncer/Dockerfile")
	grep -qE '^ARG BASE_IMAGE=debian:.*@sha256:[0-9a-f]{64}$' "$REPO/docker/pgbouncer/Dockerfile"
	bake -- --print | jq -e --arg p "$postgres" --arg b "$pgbouncer" '.target
		| .postgres.tags == ["pgtune-auto/postgres:" + $p, "pgtune-auto/postgres:" + $p + "-dev"]
		and .pgbouncer.tags == ["pgtune-auto/pgbouncer:" + $b, "pgtune-auto/pgbouncer:" + $b + "-dev"]'
	bake REGISTRY=registry.invalid/own VERSION=7.1 SOURCE=https://source.invalid REVISION=c0ffee -- --print |
		jq -e --arg p "$postgres" '(.target | keys) == ["pgbouncer", "postgres"]
			and .target.postgres.tags == ["registry.invalid/own/postgres:" + $p, "registry.invalid/own/postgres:" + $p + "-7.1"]
			and .target.postgres.args.EXTENSIONS == "source"
			and (.target | all(.platforms == ["linux/amd64", "linux/arm64"]
				and ([.attest[] | .type + (.mode // "")] | sort) == ["provenancemax", "sbom"]
				and .labels["org.opencontainers.image.version"] == "7.1"
				and .labels["org.opencontainers.image.source"] == "https://source.invalid"
				and .labels["org.opencontainers.image.revision"] == "c0ffee"))'
}

@test "bake: BuildKit builds both, and what it built runs" {
	bake REGISTRY=pgtune-bake VERSION=7.1 -- --load --sbom=false --provenance=false --set '*.platform=linux/amd64' \
		--set '*.args.PREBUILT=yes' --set postgres.args.EXTENSIONS=packages --set "postgres.args.BASE_IMAGE=$BASE" \
		--set pgbouncer.args.BASE_IMAGE=pgtune-auto/root:18
	docker run --rm --label "$LABEL" -m 1g pgtune-bake/postgres:18-7.1 --dry-run | grep shared_buffers
	docker run --rm --label "$LABEL" --entrypoint pgbouncer pgtune-bake/pgbouncer:1.26.1-7.1 --version | grep -x 'PgBouncer 1.26.1'
	[ "$(docker image inspect -f '{{index .Config.Labels "org.opencontainers.image.version"}} {{index .Config.Labels "org.opencontainers.image.title"}} {{.Config.User}}' \
		pgtune-bake/pgbouncer:1.26.1-7.1)" = '7.1 pgtune-auto PgBouncer 999:999' ]
}

# What `docker buildx bake` without -f does is read compose.yml, which wants passwords.
@test "bake: whoever says how to call it names the file" {
	grep -rn 'buildx bake' "$REPO"/.github "$REPO"/man "$REPO"/README.md "$REPO"/docker-bake.hcl >"$BATS_TEST_TMPDIR/calls"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/calls")" -ge 3 ]
	none grep -v 'buildx bake -f docker-bake.hcl' "$BATS_TEST_TMPDIR/calls"
}

@test "plan --format compose: the service plans as was asked" {
	local pgtune=$REPO/build/pgtune-auto dir=$BATS_TEST_TMPDIR asked=(--workload oltp --storage hdd --wal-level logical --io auto --keep conf
		--connections 150 --backend-memory 6MB --libraries 'auto_explain,pg_cron' --pg 18 --memory 4GB --cpus 1.5
		-c "log_line_prefix=%m \$x \"q\\ é"$'\n' --work-mem=3MB)
	"$pgtune" plan --root "$dir" "${asked[@]}" --format json >"$dir/json"
	"$pgtune" plan --root "$dir" "${asked[@]}" --format compose | sed 's/^  postgres:/&\n    image: x/' >"$dir/compose.yml"
	docker compose -f "$dir/compose.yml" config --format json >"$dir/service"
	python3 - "$pgtune" "$dir" <<-'PYTHON'
		import json, os, subprocess, sys
		pgtune, root = sys.argv[1:]
		service = json.load(open(root + "/service"))["services"]["postgres"]
		told = subprocess.run([pgtune, "--dry-run", "--root", root, "--format", "json", "--pg", "18",
		    "--memory", service["mem_limit"] + "B", "--cpus", str(service["cpus"])]
		    + [word.replace("$$", "$") for word in service["command"]],
		    env=service["environment"], capture_output=True, check=True).stdout
		told, asked = json.loads(told), json.load(open(root + "/json"))
		for part in "settings", "argv", "budget":
		    assert told[part] == asked[part], (part, told[part], asked[part])
		assert "memlock" in service["ulimits"]
	PYTHON
	# an engine without root may not raise memlock: only io_uring needs it
	! "$pgtune" plan --root "$dir" --format compose | grep memlock || false
}
