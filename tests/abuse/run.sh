#!/usr/bin/env bash
# Builds the release preset and shows what hostile callers cost a server and others whom
# it serves, directly and through the edge; some minutes for all attacks:
# tests/abuse/run.sh [flags] [ATTACK...]; --list says which there are.
set -euo pipefail
cd "$(dirname "$0")/../.."
deploy/install-dependencies.sh build test
cmake --preset release
cmake --build --preset release --target abuse
exec build/release/tests/abuse/abuse "$@"
