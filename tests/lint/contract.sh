#!/usr/bin/env bash
# Holds the contract against its rules: buf's lint and format, and that nothing in it
# breaks who uses it, by the baseline that was last committed.
#
#   tests/lint/contract.sh [--renew]
#
# --renew  makes proto/baseline.binpb of the contract as it is. A commit that contains it
#          says in a line `Contract: why` what it breaks and why.
set -euo pipefail
cd "$(dirname "$0")/../../proto"

case ${1-} in
  -h | --help) sed -n '2,8s/^# \{0,1\}//p' "../tests/lint/$(basename "$0")" && exit ;;
esac
buf=node_modules/.bin/buf
baseline=baseline.binpb
if [[ ${1-} == --renew ]]; then
  exec "$buf" build . --path taqvim --exclude-source-info -o "$baseline"
fi

"$buf" lint
if ! "$buf" format --diff --exit-code --path taqvim; then
  echo "Format the contract: (cd proto && $buf format -w --path taqvim)"
  exit 1
fi
if ! "$buf" breaking . --path taqvim --against "$baseline"; then
  echo "Who uses the contract would break. Add instead of changing; or, if it must be, run"
  echo "tests/lint/contract.sh --renew, and say why in the commit: a line 'Contract: ...'"
  exit 1
fi
# Where the whole history is there, the commit that renewed the baseline says why.
renewed=
if [[ $(git rev-parse --is-shallow-repository 2>/dev/null) == false ]]; then
  renewed=$(git log -1 --format=%H -- "$baseline")
fi
if [[ -n $renewed ]] && ! git log -1 --format=%B "$renewed" | grep -q '^Contract: .'; then
  echo "Commit $renewed renews proto/$baseline without a line 'Contract: why'."
  exit 1
fi
echo "The contract keeps to its rules, and breaks nobody."
