#!/usr/bin/env bash
# Looks for faults that no test sees: makes a small one at a random place of the sources,
# in a copy of them, builds and runs what tests that folder, and says which lived.
#
#   tests/mutants.sh [PATH...] [--count N] [--seed S] [--list]
#
# PATH     files or folders whose sources are changed; all of the project without any
# --count  how many faults are tried (200)
# --seed   of the random choice; printed, so that a run can be repeated
# --list   only say what would be tried
#
# Which tests see to a folder stands in tests/mutants/table.txt; faults that change nothing
# in tests/mutants/equivalents.txt, with the reason. One takes a minute or
# two: its files are compiled, its tests linked and run.
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 tests/mutants/run.py "$@"
