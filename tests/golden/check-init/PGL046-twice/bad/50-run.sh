#!/bin/bash
set -e
bash -e /docker-entrypoint-initdb.d/60-lib.sh
. /docker-entrypoint-initdb.d/60-lib.sh
/docker-entrypoint-initdb.d/60-lib.sh
