#!/bin/bash
. /usr/local/bin/docker-entrypoint.official.sh
[ ! -r /opt/docker-entrypoint.sh ] || . /opt/docker-entrypoint.sh
echo /usr/local/bin/docker-entrypoint.sh
