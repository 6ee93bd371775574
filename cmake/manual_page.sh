#!/usr/bin/env bash
# Writes the manual page of a program, or of one of its commands, from its help; compressed.
#
#   cmake/manual_page.sh FOLDER VERSION PROGRAM [COMMAND]
set -euo pipefail

folder=$1 version=$2 program=$3 command=${4-}
name=$(basename "$program")${command:+-$command}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# CLI11 begins with what the program is for, up to an empty line or its usage.
"$program" ${command:+"$command"} --help >"$scratch/help"
about=$(sed '/^$/q; /^Usage:/q' "$scratch/help" | grep -v '^Usage:' | tr '\n' ' ')
about=${about%%. *}
# What help2man runs is this, so that a command has a page of its own, too.
cat >"$scratch/$name" <<SCRIPT
#!/bin/sh
cat "$scratch/help"
SCRIPT
chmod +x "$scratch/$name"

cat >"$scratch/more" <<'SEE'
[see also]
.BR taqvimd (8),
.BR taqvimd\-backup (8),
.BR taqvimd\-check (8),
.BR taqvimd\-init (8),
.BR taqvimd\-repair\-clock (8),
.BR taqvimd\-restore (8),
.BR taqvimd\-token (8),
.BR taqvim\-web (8),
.BR taqvim (1);
.I operations.md
and
.I recovery.md
in
.I /usr/share/doc/taqvimd
SEE
help2man --no-info --section=8 --locale=C.UTF-8 --source="Taqvim $version" \
  --manual="Taqvim" --version-string="$version" --name="${about,}" \
  --include="$scratch/more" --output="$scratch/$name.8" "$scratch/$name"
gzip -9n <"$scratch/$name.8" >"$folder/$name.8.gz"
