#!/usr/bin/env bats
# The bad folders that are about failure, mounted into a container: our own first boot logs the finding
# and fails in the way it says, on PostgreSQL 18 with the real extensions.
load lib/common
load lib/boot

setup_file() { engine_up && image_up; }
teardown_file() { engine_down; }

# fails CASE RULE TEXT: the log has the rule's finding and then the server's error; no server follows.
fails() {
	local folder=$BATS_TEST_TMPDIR/$1
	cp -RL "$BATS_TEST_DIRNAME/../golden/check-init/$1/bad" "$folder"
	chmod -R a+rX "$folder"
	run once -e POSTGRES_PASSWORD=x ${NAMES:+-e POSTGRES_USER=admin -e POSTGRES_DB=app} ${LIBRARIES:+-e POSTGRES_SHARED_PRELOAD_LIBRARIES=$LIBRARIES} -v "$folder:/docker-entrypoint-initdb.d:ro" --
	[ "$status" -ne 0 ] || { echo "$1 ended with 0"; return 1; }
	[[ $output = *"error:"*"[$2]"*"$3"* ]] || { echo "$1: $output"; return 1; }
	[[ $output != *"init process complete"* ]]
}

@test "uses before creation: the finding, then the server's error, and no server" {
	fails PGL001-forbidden PGL001 'type "vector" does not exist'
	fails PGL010-extension PGL010 'type "vector" does not exist'
	fails PGL011-role PGL011 'role "app" does not exist'
	fails PGL012-function PGL012 'function next_code() does not exist'
	fails PGL013-schema PGL013 'schema "app" does not exist'
	fails PGL014-database PGL014 'database "ghost" does not exist'
	fails PGL022-relation PGL022 'relation "users" does not exist'
}

@test "text that ends too early, a sourced exit, another language that is sourced" {
	fails PGL021-unterminated PGL021 'unterminated quoted string'
	fails PGL023-heredoc PGL023 'syntax error at or near'
	fails PGL031-exit PGL031 'ended the shell it was sourced by'
	fails PGL045-language PGL045 'syntax error near unexpected token'
	fails PGL047-semicolon PGL047 'invalid command \gexec;'
	fails PGL048-block PGL048 'CREATE DATABASE cannot be executed from a function'
	fails PGL049-hash PGL049 'syntax error at or near "#"'
	NAMES=y fails PGL051-made PGL051 'role "admin" already exists'
}

@test "a file that is not where it is looked for, the database of the init files dropped, the entrypoint sourced" {
	fails PGL025-include PGL025 'tables/users.sql: No such file or directory'
	fails PGL026-drop PGL026 'cannot drop the currently open database'
	fails PGL044-entrypoint PGL044 'cannot execute binary file'
}

@test "an extension whose library is not preloaded" {
	LIBRARIES=auto_explain fails PGL016-not-preloaded PGL016 'unrecognized configuration parameter "cron.database_name"'
}
