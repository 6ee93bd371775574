#!/usr/bin/env bash
# Follows the steps of CONTRIBUTING.md for a kind of event and a method in a copy of the
# tree, builds it, and runs what holds the contract: a newcomer would find the same.
#
#   tests/contributing/follow.sh [--only-edit]
#
# --only-edit  makes the copy, build/contributing, and the edits, and builds nothing
set -euo pipefail
cd "$(dirname "$0")/../.."
copy=$PWD/build/contributing

# A build that is there is gone on with; ccache has what the steps do not change.
mkdir -p "$copy"
find "$copy" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
git ls-files -z --cached --others --exclude-standard |
  while IFS= read -r -d '' file; do [[ ! -f $file ]] || printf '%s\0' "$file"; done |
  tar --null --files-from=- --create | tar --extract --directory "$copy"
for folder in proto tests/edge tests/festival; do ln -s "$PWD/$folder/node_modules" "$copy/$folder/node_modules"; done
python3 tests/contributing/steps.py "$copy" kind method
[[ ${1-} != --only-edit ]] || exit 0

cd "$copy"
cmake --preset dev
tests=(access_test rpc_access_test schedule_checks_test schedule_resources_test privacy_test
  taqvim_cli_test)
cmake --build --preset dev --parallel "$(nproc)" --target "${tests[@]}"
pattern=$(IFS='|' && echo "${tests[*]}")
ctest --preset dev --output-on-failure -R "^($pattern|lint\..*)\$"
