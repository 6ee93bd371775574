#!/usr/bin/env bash
# What bash, fish and zsh themselves make of `taqvim completion SHELL`, with a server that has a
# venue.
#
#   tests/e2e/completion_test.sh TAQVIM TAQVIMD
set -euo pipefail

PATH=$(cd "$(dirname "$1")" && pwd):$PATH
taqvimd=$(realpath "$2")

folder=$(mktemp -d)
cd "$folder"
export HOME=$folder XDG_CONFIG_HOME=$folder/config TERM=dumb LC_ALL=C.UTF-8
"$taqvimd" init --data schedule.db >/dev/null
coproc server { exec "$taqvimd" --data schedule.db --listen 127.0.0.1:0 --anonymous-role admin 2>log; }
pid=$!
trap 'kill "$pid" 2>/dev/null; wait "$pid" || true; rm -rf "$folder"' EXIT
read -r announcement <&"${server[0]}" || { cat log >&2; exit 1; }
export TAQVIM_SERVER=${announcement#listening on }
taqvim venues create academic-library --title en="Academic Library" --country KZ --city Astana \
  --time-zone Asia/Almaty >/dev/null
for context in work home; do taqvim -q context create "$context" --address 127.0.0.1:1; done
: >wanted-file.yaml
for shell in bash fish zsh; do taqvim completion "$shell" >"script.$shell"; done

# in_bash WORD...: what the last word can become. Words are given as bash breaks them: a word
# that goes on the one before begins with a plus sign.
in_bash() {
  bash --norc --noprofile -c '
    source script.bash
    COMP_WORDS=() COMP_LINE=""
    for word in taqvim "$@"; do
      if [[ $word == +* ]]; then word=${word#+}; else COMP_LINE+=${COMP_LINE:+ }; fi
      COMP_LINE+=$word COMP_WORDS+=("$word")
    done
    COMP_POINT=${#COMP_LINE} COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _taqvim taqvim "${COMP_WORDS[COMP_CWORD]}" ""
    printf "%s\n" "${COMPREPLY[@]}"' bash "$@" 2>/dev/null
}

# in_fish LINE: the words that fish offers, without what is said of them.
in_fish() { fish --no-config -c 'source script.fish; complete -C $argv[1]' "$1" | cut -f1; }

# in_zsh LINE: the line after the tabulator key, typed into a zsh on a terminal of its own.
# The key that asks for it is none that a terminal takes for itself before zsh has it.
in_zsh() {
  timeout 20 zsh -f -c '
    zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell "unsetopt beep; autoload -U compinit; compinit -u -d $HOME/dump; source script.zsh"
    zpty -w shell "tell() { print -r -- \"<\"\"<\$BUFFER>\"\">\"; BUFFER= }; zle -N tell; bindkey \"^Xt\" tell"
    zpty -w shell "print rea\"\"dy"
    zpty -r -m shell seen "*ready*"
    zpty -w -n shell "$1"$'"'\\t'"'
    zpty -w -n shell $'"'\\x18t'"'
    zpty -r -m shell seen "*<<*>>*"
    line=${${seen##*<<}%%>>*}
    print -r -- "[$line]"
    zpty -d shell' zsh "$1"
}

# expect WHAT COMMAND...: that the command prints the line. What a server is asked for is asked
# again for a while: a shell goes without what does not come at once.
expect() {
  local wanted=$1 got='' try
  shift
  for try in {1..20}; do
    got=$("$@") || true
    if grep -qxF -e "$wanted" <<<"$got"; then
      echo "ok: $*"
      return
    fi
  done
  echo "FAILED: $*" >&2
  printf 'expected the line %q in:\n%s\n' "$wanted" "$got" >&2
  exit 1
}

expect events in_bash ev
expect confirm in_bash events conf
expect confirm in_bash --server x:1 events conf
expect --booking in_bash events create --boo
expect confirmed in_bash events list --state c
expect json in_bash events list --output += +js
expect work in_bash context use w
expect home in_bash events list --context h
expect space= in_bash events create --booking sp
expect academic-library in_bash venues get aca
expect academic-library in_bash events create --booking venue += +aca
expect wanted-file.yaml in_bash apply wanted
expect Astana in_bash agenda --city As
expect name,title in_bash venues list --columns name,tit
expect bookings.space in_bash events list --fields bookings.sp
expect Asia/Almaty in_bash timeline --time-zone Asia/Alm
expect halls in_bash hal

expect events in_fish 'taqvim ev'
expect confirm in_fish 'taqvim --server x:1 events conf'
expect confirmed in_fish 'taqvim events list --state c'
expect --output=json in_fish 'taqvim events list --output=js'
expect home in_fish 'taqvim --context h'
expect space= in_fish 'taqvim events create --booking sp'
expect academic-library in_fish 'taqvim venues get aca'
expect wanted-file.yaml in_fish 'taqvim apply wanted'
expect Astana in_fish 'taqvim agenda --city As'
expect name,title in_fish 'taqvim venues list --columns name,tit'

expect '[taqvim timeline ]' in_zsh 'taqvim timel'
expect '[taqvim --server x:1 events confirm ]' in_zsh 'taqvim --server x:1 events conf'
expect '[taqvim events list --state tentative ]' in_zsh 'taqvim events list --state t'
expect '[taqvim events list --output=json ]' in_zsh 'taqvim events list --output=js'
expect '[taqvim context use work ]' in_zsh 'taqvim context use w'
expect '[taqvim events create --booking space=]' in_zsh 'taqvim events create --booking sp'
expect '[taqvim venues get academic-library ]' in_zsh 'taqvim venues get aca'
expect '[taqvim apply wanted-file.yaml ]' in_zsh 'taqvim apply wanted'
expect '[taqvim agenda --city Astana ]' in_zsh 'taqvim agenda --city As'
expect '[taqvim venues list --columns name,title ]' in_zsh 'taqvim venues list --columns name,tit'
echo "all shells agree"
