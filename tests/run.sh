#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test; ends with ctest's
# summary and with the minutes that each step took.
#
#   tests/run.sh [--preset NAME] [--] [ctest options]
#
# --preset  dev (the default), release, asan-ubsan or tsan; each has its own
#           directory below build/
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  sed -n '2,8s/^# \{0,1\}//p' "$0"
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

# Which step took how long, also when one fails.
steps=()
step() {
  local name=$1 from=$SECONDS status=0
  shift
  echo "== $name"
  "$@" || status=$?
  steps+=("$(printf '%-24s %5.1f' "$name" "$(awk "BEGIN { print ($SECONDS - $from) / 60 }")")")
  return "$status"
}
tell_steps() {
  printf '%-24s %5s\n' step minutes
  printf '%s\n' "${steps[@]}"
}
trap tell_steps EXIT

step "Installing" deploy/install-dependencies.sh test
step "Configuring ($preset)" cmake --preset "$preset"
step "Building ($preset)" cmake --build --preset "$preset" --parallel "$(nproc)"
# The thread sanitizer needs the usual layout of memory, which kernels that
# randomise much of it do not give.
steady=()
if [[ $preset == tsan ]] && setarch -R true 2>/dev/null; then steady=(setarch -R); fi
step "Testing ($preset)" "${steady[@]}" ctest --preset "$preset" --output-on-failure "$@"
