#!/usr/bin/env bash
# Measures the timeline in the browser, of 60 rooms by 1,500 bookings, beside a bare page with the
# same blocks, in one run: the first paint, and frames while it is scrolled.
#
#   tests/web/measure.sh [PRESET]
#
# PRESET  release (the default) or dev; it has to be built
set -euo pipefail
cd "$(dirname "$0")/../.."

preset=${1:-release}
bin=$PWD/build/$preset/bin
node=$(ls -d tests/festival/node_modules/node-linux-*/bin/node 2>/dev/null | head -n 1)
[[ -n $node ]] || {
  echo "measure: no Node.js is installed; run: deploy/install-dependencies.sh test" >&2
  exit 1
}
[[ -d $bin/timeline ]] || {
  echo "measure: build/$preset has no timeline; run: cmake --build --preset $preset" >&2
  exit 1
}
TAQVIM=$bin/taqvim TAQVIMD=$bin/taqvimd TAQVIM_WEB=$bin/taqvim-web \
  "$node" tests/web/browser/measure.mjs
