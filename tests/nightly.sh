#!/usr/bin/env bash
# What takes too long for every change: all that tests/run.sh leaves out. Every step is
# run, whatever became of those before it; ends with the minutes that each took.
#
#   tests/nightly.sh [--fuzz-seconds N] [STEP...]
#
# STEP  tidy          clang reads all sources
#       asan-ubsan    the tests under the address and undefined-behaviour sanitizers
#       tsan          the tests under the thread sanitizer
#       coverage      each source compiled by itself with counters, the tests, and how much of
#                     each folder they reach
#       festival      a festival as a whole, before a hundred audiences
#       soak          a server for an hour while its machine goes wrong
#       fuzz          each fuzz target for a minute (--fuzz-seconds)
#       packages      the packages on a bare Debian that systemd runs, and in a container; as root
#       contributing  the steps of CONTRIBUTING.md, followed in a copy of the tree
#       All of them without any.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
case ${1-} in
  -h | --help) sed -n '2,20s/^# \{0,1\}//p' "$0" && exit ;;
esac
. tests/steps.sh

fuzz_seconds=60
if [[ ${1-} == --fuzz-seconds ]]; then fuzz_seconds=${2:?tests/nightly.sh: --fuzz-seconds needs a number} && shift 2; fi
chosen=("$@")
[[ ${#chosen[@]} -gt 0 ]] ||
  chosen=(tidy asan-ubsan tsan coverage festival soak fuzz packages contributing)

build_and_test() {
  cmake --preset "$1" && build "$1" && run_tests "$1"
}

# Sources that lack an include are told all at once; counters of tests that failed say what they
# reached all the same.
coverage() {
  cmake --preset coverage && build coverage -- -k 0 || return
  local status=0
  run_tests coverage || status=1
  tests/coverage.sh build/coverage || status=1
  return "$status"
}

# The suite has it before a few.
festival() {
  cmake --preset dev && cmake --build --preset dev --parallel "$(nproc)" --target whole_festival_test &&
    TAQVIM_PATIENCE=1200 build/dev/tests/festival/whole_festival_test
}

# On the dev build, whose packages the suite makes, too.
packages() {
  cmake --preset dev && build dev && tests/packages/bare_debian.sh build/dev &&
    tests/packages/container.sh build/dev
}

# Looks for inputs that end a target; what it finds is kept below build/fuzz/found.
fuzz_one() {
  local target=$1 found=build/fuzz/found/$1 corpus=build/fuzz/corpus/$1
  mkdir -p "$found" "$corpus"
  build/fuzz/tests/fuzz/fuzz_"$target" -max_total_time="$fuzz_seconds" -timeout=10 \
    -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 -artifact_prefix="$found/" \
    "$corpus" "tests/fuzz/corpus/$target"
}
fuzz() {
  cmake --preset fuzz && build fuzz || return
  local corpus status=0
  for corpus in tests/fuzz/corpus/*/; do
    step "  $(basename "$corpus")" fuzz_one "$(basename "$corpus")" || status=1
  done
  return "$status"
}

failed=0
step "Installing" deploy/install-dependencies.sh nightly || exit
for name in "${chosen[@]}"; do
  case $name in
    tidy) step "Reading all with clang" tests/lint/clang.sh --all ;;
    asan-ubsan | tsan) step "Testing ($name)" build_and_test "$name" ;;
    coverage) step "Coverage" coverage ;;
    festival) step "A festival as a whole" festival ;;
    soak) step "An hour of trouble" tests/soak/run.sh --hours 1 ;;
    fuzz) step "Fuzzing" fuzz ;;
    packages) step "Installing on a bare Debian" packages ;;
    contributing) step "Following CONTRIBUTING.md" tests/contributing/follow.sh ;;
    *) echo "tests/nightly.sh: there is no step '$name'; see --help" >&2 && false ;;
  esac || failed=1
done
exit $failed
