#!/usr/bin/env bash
# Builds the dev preset and runs a server for hours, in rounds in which clients write to it while
# it is killed, stopped, restored, and its disk, clock and time zone data go wrong; what must hold
# is looked at after each. Ends with a table, and with 1 at the first round in which something did
# not hold: then it says the seed, the round, and the folder with what was there.
#
#   tests/soak/run.sh [--hours N] [flags of build/dev/tests/soak/soak]
#
# --hours  for how long, 1 if it is not said. `soak --help` has the other flags; --rounds and
#          --minutes say how long in another way.
set -euo pipefail
cd "$(dirname "$0")/../.."

hours=1 given=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --hours) hours=${2:?tests/soak/run.sh: --hours needs a number} && shift 2 ;;
    --hours=*) hours=${1#*=} && shift ;;
    --rounds* | --minutes*) hours= && given+=("$1") && shift ;;
    -h | --help) sed -n '2,11s/^# \{0,1\}//p' "$0" && exit ;;
    *) given+=("$1") && shift ;;
  esac
done
if [[ -n $hours ]]; then
  given+=(--minutes "$(awk -v hours="$hours" 'BEGIN { print hours * 60 }')")
fi

deploy/install-dependencies.sh test
cmake --preset dev
cmake --build --preset dev --target soak
exec build/dev/tests/soak/soak "${given[@]}"
