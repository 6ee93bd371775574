#!/usr/bin/env bash
# Builds the release preset and measures, beside a bare gRPC echo, how fast the
# server books, or with --slots how long it looks for slots:
# tests/bench/run.sh [--slots] [flags of booking_bench or slots_bench].
set -euo pipefail
cd "$(dirname "$0")/../.."
bench=booking_bench
if [[ ${1:-} == --slots ]]; then bench=slots_bench && shift; fi
deploy/install-dependencies.sh build test
cmake --preset release
cmake --build --preset release --target "$bench"
exec "build/release/tests/bench/$bench" "$@"
