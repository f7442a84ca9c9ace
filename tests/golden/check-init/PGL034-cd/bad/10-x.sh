cd /tmp
builtin pushd /
