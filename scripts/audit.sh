#!/bin/sh
# Known holes in what is built with and bundled: exit code 1 if there are any. Some mirrors of the registry have no
# endpoint for that: then "skipped: ..." says so, and the exit code is 3.
set -u
cd "$(dirname "$0")/.."
said=$(npm audit --audit=true --audit-level=low 2>&1)
code=$?
case $said in
*'audit endpoint returned an error'* | *'network request'*)
  echo "skipped: the registry does not answer npm audit: $(echo "$said" | grep -m 1 -o '[0-9][0-9][0-9] .* - POST.*\|network request.*')" >&2
  exit 3
  ;;
esac
echo "$said"
exit "$code"
