#!/bin/bash
set -e
bash /docker-entrypoint-initdb.d/tables/lib.sh
if [ -f /docker-entrypoint-initdb.d/60-lib.sh ]; then . /docker-entrypoint-initdb.d/60-lib.sh; fi
/bin/bash -c 'true' /docker-entrypoint-initdb.d/60-lib.sh
