#!/bin/bash
# it's a comment
echo "it's" 'a "b' $'it\'s' "\"" \' "$(echo ")'" 'x')" "${x:-'}'}" `echo "it's"`
case $1 in "'") ;; esac
: <<'EOF'
it's text
EOF
