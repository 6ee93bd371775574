# Kills the leading database again and again while clients write; a part of local.sh.

# An organization after another, each with a request id of its own, so that one whose answer was lost
# is asked for again and made once. Writes the time and the id of each that was acknowledged.
write_on() {
  local number=0 id
  while [[ ! -e $run/drill/over ]]; do
    id=drill-$1-$number
    if "$bin/taqvim" --context local-cluster --timeout 10s --quiet \
      organizations create "$id" --title "en=$id" --country AZ --request-id "$id" -o name \
      >/dev/null 2>>"$run/drill/refused-$1"; then
      echo "$EPOCHREALTIME $id" >>"$run/drill/acknowledged-$1"
      number=$((number + 1))
    fi
  done
}

# What one of the servers has of it, by a context that nobody else sees.
ids_at() {
  export XDG_CONFIG_HOME=$run/drill/config
  "$bin/taqvim" context create "server$1" --address "127.0.0.1:875$1" --token-file "$run/token" \
    >/dev/null 2>&1
  "$bin/taqvim" --context "server$1" --quiet \
    organizations list -o name | sed -n 's|^\(organizations/\)\?\(drill-.*\)|\2|p' | sort
}

drill() {
  local times=$1 writer round last started writers=()
  [[ -d $run ]] || fail "there is nothing; start it first: deploy/cluster/local.sh start"
  rm -rf "$run/drill"
  mkdir "$run/drill"
  for writer in 1 2 3 4; do
    write_on "$writer" &
    writers+=($!)
  done
  for ((round = 1; round <= times; ++round)); do
    last=$(leader) started=$EPOCHREALTIME
    fail_over
    say "$(printf 'round %2d: %s was killed, %s leads after %.1f s' "$round" "$last" "$(leader)" \
      "$(awk "BEGIN { print $EPOCHREALTIME - $started }")")"
    bring_back "$last"
  done
  touch "$run/drill/over"
  wait "${writers[@]}"
  tell
}

tell() {
  local number lost=0
  sort -n "$run"/drill/acknowledged-* >"$run/drill/acknowledged"
  cut -d ' ' -f 2 "$run/drill/acknowledged" | sort >"$run/drill/ids"
  for number in 1 2; do
    (ids_at "$number") >"$run/drill/there-$number"
    lost=$((lost + $(comm -23 "$run/drill/ids" "$run/drill/there-$number" | wc -l)))
  done
  say "acknowledged   $(wc -l <"$run/drill/ids")"
  say "lost           $lost"
  say "made twice     $(uniq -d "$run/drill/there-1" | wc -l)"
  say "longest pause  $(awk 'NR > 1 && $1 - last > most { most = $1 - last } { last = $1 }
    END { printf "%.1f s", most }' "$run/drill/acknowledged")"
  [[ $lost -eq 0 ]]
}
