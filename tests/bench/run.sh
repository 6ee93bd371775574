#!/usr/bin/env bash
# Builds the release preset and measures how fast the server books, beside a
# bare gRPC echo: tests/bench/run.sh [flags of booking_bench].
set -euo pipefail
cd "$(dirname "$0")/../.."
deploy/install-dependencies.sh build test
cmake --preset release
cmake --build --preset release --target booking_bench
exec build/release/tests/bench/booking_bench "$@"
