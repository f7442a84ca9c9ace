#!/bin/sh
# Functions that src/ never calls: unbounded, locale or time-zone bound, or starting a shell.
banned='strcpy|strcat|stpcpy|sprintf|vsprintf|gets|strtok|strtok_r|atoi|atol|atof|system|popen|gmtime|localtime|ctime|asctime|tmpnam|tempnam|mktemp|alloca|rand|strncpy|strncat'
# shellcheck disable=SC2046 # file names, one a word
! grep -nE "(^|[^a-zA-Z0-9_])($banned)\(" $(find src -name '*.[ch]') | grep -vE ':[[:space:]]*(/?\*|//)' >&2
