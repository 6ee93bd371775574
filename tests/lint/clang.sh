#!/usr/bin/env bash
# Lets clang read sources: clang-tidy with the checks of .clang-tidy, and what mutexes
# guard (-Wthread-safety). Any finding fails.
#
#   tests/lint/clang.sh [--all | --most N | FILE...]
#
# Without arguments those of the files changed in the last 20 commits and others, which the
# commit's hash chooses, 60 in all (--most). Nothing is built for it but the sources that
# protoc makes.
set -euo pipefail
cd "$(dirname "$0")/../.."

case ${1-} in
  -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0" && exit ;;
esac
cmake --preset clang >/dev/null
cmake --build --preset clang --parallel "$(nproc)" >/dev/null
exec python3 tests/lint/clang.py "$@"
