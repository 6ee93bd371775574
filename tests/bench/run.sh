#!/usr/bin/env bash
# Builds the release preset and measures, beside a bare gRPC server, how fast the
# server books; with --slots how long it looks for slots; with --lists how long it
# lists among a million events; with --watch how fast it tells changes; with
# --limits whether a caller notices another that is far over its rate; with
# --overload what is left when far more is asked for than can be done; with
# --backup what a full backup costs those who write meanwhile; or with
# --processes how long people wait for the command line, beside bare programs:
# tests/bench/run.sh [--slots|--lists|--watch|--limits|--overload|--backup|--processes] [flags of
# the bench].
set -euo pipefail
cd "$(dirname "$0")/../.."
bench=booking_bench
case ${1:-} in
  --slots) bench=slots_bench && shift ;;
  --lists) bench=lists_bench && shift ;;
  --limits) bench=limits_bench && shift ;;
  --overload) bench=overload_bench && shift ;;
  --backup) bench=backup_bench && shift ;;
  --watch) bench=watch_bench && shift ;;
  --processes) bench=processes_bench && shift ;;
esac
deploy/install-dependencies.sh build test
cmake --preset release
cmake --build --preset release --target "$bench"
[[ $bench != processes_bench ]] || exec tests/bench/processes.py build/release "$@"
exec "build/release/tests/bench/$bench" "$@"
