# Steps of a script, with the minutes that each took; sourced by tests/run.sh and
# tests/nightly.sh.

# Which step took how long, also when one fails.
steps=()
# step NAME COMMAND...
step() {
  local name=$1 from=$SECONDS status=0
  shift
  echo "== $name"
  "$@" || status=$?
  local minutes outcome=
  minutes=$(awk "BEGIN { print ($SECONDS - $from) / 60 }")
  [[ $status -eq 0 ]] || outcome=" failed"
  steps+=("$(printf '%-32s %5.1f%s' "$name" "$minutes" "$outcome")")
  return "$status"
}

# The table of what was run.
tell_steps() {
  printf '%-32s %5s\n' step minutes
  [[ ${#steps[@]} -eq 0 ]] || printf '%s\n' "${steps[@]}"
}
trap tell_steps EXIT

# The thread sanitizer needs the usual layout of memory, which kernels that
# randomise much of it do not give.
# run_tests PRESET [ctest options]
run_tests() {
  local preset=$1 steady=()
  shift
  if [[ $preset == tsan ]] && setarch -R true 2>/dev/null; then steady=(setarch -R); fi
  "${steady[@]}" ctest --preset "$preset" --output-on-failure --parallel "$(nproc)" "$@"
}

# build PRESET [cmake's options]
build() {
  local preset=$1
  shift
  cmake --build --preset "$preset" --parallel "$(nproc)" "$@"
}
