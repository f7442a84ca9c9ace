#!/bin/sh
# pgtune-auto: allow PGL003 both belong to step 10
# pgtune-auto: allow PGL030 this one may fail
# on a server without the extension
psql -f /sql/optional.sql
