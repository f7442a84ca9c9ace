#!/bin/bash
set -e
. /usr/local/bin/docker-entrypoint.sh
docker_process_sql -c "SELECT 1"
