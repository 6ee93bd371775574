#!/usr/bin/env bash
# How many of the lines of each folder the tests of a build with counters reached:
# tests/coverage.sh BUILD, for the preset coverage, after its tests.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:?tests/coverage.sh: which build?}

gcovr --root . --csv "$build/coverage.csv" --exclude '.*_test\.cc' --exclude 'tests/' \
  --exclude '.*/testing/' --exclude 'build/' --gcov-ignore-parse-errors -j "$(nproc)" "$build" >/dev/null
# filename,line_total,line_covered,...
awk -F, '
  NR > 1 {
    folder = $1
    sub("/[^/]*$", "", folder)
    lines[folder] += $2
    reached[folder] += $3
  }
  END {
    for (folder in lines) {
      if (lines[folder] == 0) continue
      printf "%-28s %6d of %6d lines %5.1f %%\n", folder, reached[folder], lines[folder],
             100 * reached[folder] / lines[folder]
    }
  }' "$build/coverage.csv" | sort
