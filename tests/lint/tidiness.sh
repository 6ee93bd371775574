#!/usr/bin/env bash
# Checks what the project promises its readers: no file over 600 lines, no
# function over 70, nothing left half done, nothing that only one machine has.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/lint/sources.sh

max_file_lines=600
max_function_lines=70
failed=0

# Prints what stands on standard input under a headline, if anything does, and
# remembers that.
complain() {
  local found
  found=$(cat)
  [[ -n $found ]] || return 0
  echo "$1"
  sed 's/^/  /' <<<"$found"
  failed=1
}

long_files() {
  project_files cc h proto sh awk cmake txt md yaml |
    xargs -d '\n' wc -l |
    awk -v limit=$max_file_lines '$2 != "total" && $1 > limit { print $2 ": " $1 " lines" }'
}

long_functions() {
  project_files cc h | xargs -r -d '\n' awk -v limit=$max_function_lines -f tests/lint/function_length.awk
}

# This folder names what it looks for.
sources() {
  project_files cc h proto sh cmake txt yaml | grep -v '^tests/lint/'
}

unfinished_work() {
  sources | xargs -d '\n' grep -nEi \
    '\b(TODO|FIXME|XXX|HACK|for now|not implemented|stubbed|DISABLED_)\b' || true
}

machine_paths() {
  { sources && project_files md; } | xargs -d '\n' grep -nE '(^|[^A-Za-z0-9._$}-])/(work|home|root|tmp)/[a-z]' || true
}

tabs_and_trailing_blanks() {
  project_files cc h proto sh cmake txt yaml | xargs -d '\n' grep -nP '\t| +$' || true
}

complain "Files that are too long; split them by what they are about:" < <(long_files)
complain "Functions that are too long; split them:" < <(long_functions)
complain "Work that is not done; do it, or write it down elsewhere:" < <(unfinished_work)
complain "Paths that only one machine has:" < <(machine_paths)
complain "Tabs or blanks at the end of a line:" < <(tabs_and_trailing_blanks)
[[ $failed -eq 0 ]] && echo "Everything is tidy."
exit $failed
