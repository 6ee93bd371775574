#!/usr/bin/env bash
# A cluster on this machine, of which the leading database is killed twice while clients write.
#
#   tests/cluster/local_test.sh BIN
set -euo pipefail
cd "$(dirname "$0")/../.."

bin=${1:?local_test.sh: where are the programs?}
# The command line's contexts of whoever runs this stay as they are.
XDG_CONFIG_HOME=$(mktemp -d)
export XDG_CONFIG_HOME
trap 'deploy/cluster/local.sh stop --bin "$bin" || true; rm -rf "$XDG_CONFIG_HOME"' EXIT

deploy/cluster/local.sh start --bin "$bin"
told=$(deploy/cluster/local.sh drill 2 --bin "$bin")
echo "$told"
grep -Eq '^acknowledged +[1-9]' <<<"$told"
grep -Eq '^lost +0$' <<<"$told"
grep -Eq '^made twice +0$' <<<"$told"
[[ $(deploy/cluster/local.sh status --bin "$bin" | grep -c 'Callers should come') -eq 2 ]]
