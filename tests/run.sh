#!/usr/bin/env bash
# Installs what is missing, builds, lets clang read what changed lately, and runs every
# test; ends with ctest's summary and with the minutes that each step took. Clang takes some
# five of them; it is left out where ctest is given options, or another preset than dev.
#
#   tests/run.sh [--preset NAME] [--] [ctest options]
#
# --preset  dev (the default), release, asan-ubsan or tsan; each has its own
#           directory below build/
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  sed -n '2,10s/^# \{0,1\}//p' "$0"
}

preset=dev
while [[ $# -gt 0 ]]; do
  case $1 in
    --preset)
      preset=${2:?tests/run.sh: --preset needs a name}
      shift 2
      ;;
    --preset=*) preset=${1#*=} && shift ;;
    -h | --help) usage && exit ;;
    --) shift && break ;;
    *) echo "tests/run.sh: unknown argument '$1'; see tests/run.sh --help" >&2 && exit 2 ;;
  esac
done

. tests/steps.sh

step "Installing" deploy/install-dependencies.sh test
step "Configuring ($preset)" cmake --preset "$preset"
step "Building ($preset)" build "$preset"
if [[ $preset == dev && $# -eq 0 ]]; then step "Reading with clang" tests/lint/clang.sh; fi
step "Testing ($preset)" run_tests "$preset" "$@"
