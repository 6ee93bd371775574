#!/usr/bin/env bash
# Whether what `taqvim man` writes is well-formed and reads as manual pages.
#
#   tests/e2e/manual_test.sh TAQVIM
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" man "$folder"
mandoc -T lint -W error "$folder"/man*/*
mandoc -T utf8 "$folder/man1/taqvim-events-create.1" | col -b >"$folder/page"
grep -q -e '--booking FIELD=VALUE' "$folder/page"
