#!/usr/bin/env bash
# Checks that the sources are as clang-format would write them.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/lint/sources.sh

project_files cc h | xargs -r -d '\n' clang-format --dry-run --Werror
