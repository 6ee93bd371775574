#!/usr/bin/env bash
# From nothing to a schedule: installs what is missing, builds, starts a server
# on this machine over a new data file, books the programmes of deploy/demo, and
# shows them. Run again, it changes nothing and takes seconds.
#
#   deploy/quickstart.sh           all of that
#   deploy/quickstart.sh --stop    stops the server that it started
#   deploy/quickstart.sh --reset   stops it and deletes its data file
#
# Everything that it makes is below build/quickstart, but for the context
# `quickstart` of the command line, which holds a token that lets you do
# everything. The server listens on 127.0.0.1:8750, or on a free port when another
# program has that one.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly build=build/quickstart
readonly run=$PWD/$build/run
readonly server=$PWD/$build/bin/taqvimd
readonly taqvim=$PWD/$build/bin/taqvim
readonly data=$run/schedule.db
readonly pid_file=$run/taqvimd.pid
readonly port_file=$run/taqvimd.port
readonly log=$run/taqvimd.log

say() { printf '\n== %s\n' "$*"; }
fail() {
  echo "quickstart: $*" >&2
  exit 1
}

# Prints the process id of the server that an earlier run started, if it runs.
our_server() {
  local pid
  pid=$(cat "$pid_file" 2>/dev/null) || return 0
  # Another process may have got the id since.
  if tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qxF -- "$data"; then
    echo "$pid"
  fi
}

stop_server() {
  local pid
  pid=$(our_server)
  if [[ -n $pid ]]; then
    kill -TERM "$pid"
    timeout 60 tail --pid="$pid" -f /dev/null ||
      fail "the server (process $pid) does not stop; see $log"
    echo "The server has stopped."
  else
    echo "No server of quickstart runs."
  fi
  rm -f "$pid_file" "$port_file"
}

build_all() {
  say "Building; the first time takes some minutes"
  [[ -f $build/build.ninja ]] || cmake --preset quickstart
  cmake --build --preset quickstart --parallel "$(nproc)"
}

is_port_taken() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# The server says on its standard output when it listens; a pipe hands that over
# without polling, and ends when the server does.
launch_server() {
  local listen=127.0.0.1:8750 ready=$run/ready
  is_port_taken 8750 && listen=127.0.0.1:0
  rm -f "$ready"
  mkfifo "$ready"
  nohup setsid "$server" --data "$data" --listen "$listen" --port-file "$port_file" \
    </dev/null >"$ready" 2>>"$log" &
  echo $! >"$pid_file"
  local line=
  read -r line <"$ready" || true
  rm -f "$ready"
  if [[ -z $line ]]; then
    rm -f "$pid_file"
    tail -n 5 "$log" >&2
    fail "the server did not start; the lines above, from $log, say why"
  fi
}

start_server() {
  say "Starting the server"
  # A folder that is there had a schedule: where its file is gone, the server says so.
  if [[ ! -d $run ]]; then
    mkdir -p "$run"
    "$server" init --data "$data"
  fi
  local pid
  pid=$(our_server)
  # A rebuilt server replaces the one that runs.
  if [[ -n $pid && $(readlink "/proc/$pid/exe") != "$server" ]]; then
    stop_server
    pid=
  fi
  if [[ -n $pid ]]; then
    echo "It runs already (process $pid)."
  else
    launch_server
  fi
  address=127.0.0.1:$(<"$port_file")
  echo "It listens on $address and keeps the schedule in $data"
}

# The token goes from the server to the context through a pipe; it stands on no
# command line and in no other file.
make_context() {
  local verb=create
  "$taqvim" context show quickstart >/dev/null 2>&1 && verb=update
  if [[ $verb == update ]]; then
    "$taqvim" context update quickstart --address "$address" >/dev/null
  fi
  export TAQVIM_CONTEXT=quickstart
  [[ $verb == update ]] && "$taqvim" organizations list >/dev/null 2>&1 && return
  say "Making a token for you, and a context of the command line that shows it"
  "$server" token create --data "$data" --principal quickstart --role admin \
    --purpose "deploy/quickstart.sh" |
    TAQVIM_CONTEXT= "$taqvim" context "$verb" quickstart --address "$address" --token-file -
}

show() {
  printf '\n$ taqvim %s\n' "$*"
  "$taqvim" "$@"
}

book_demo() {
  say "Booking the demo programmes, all or nothing"
  local files=() file
  for file in deploy/demo/*.yaml; do files+=(-f "$file"); done
  show apply "${files[@]}"
}

show_timeline() {
  say "The days of culture in Astana, and the exhibition in Baku"
  show timeline --programme astana-2025
  show timeline --venue heydar-aliyev-centre --from 2024-09-09 --to 2024-09-22
}

show_refusal() {
  say "A double booking: the hall, the ensemble, the hours and the seats are all in its way"
  local code=0
  show activities create \
    --title en="Another concert" \
    --owner kazakhstan-writers-union \
    --form concert \
    --start 2025-10-10T19:00 --end 2025-10-10T23:00 \
    --booking space=kazakhstan-national-academic-library/concert-hall-stalls,expected_attendance=500 \
    --booking participant=azerbaijani-concert-ensemble || code=$?
  [[ $code -eq 1 ]] || fail "that should have been refused (exit code 1), and was not: $code"
}

say_how_to_go_on() {
  say "How to go on"
  cat <<END
  export PATH=\$PATH:$PWD/$build/bin TAQVIM_CONTEXT=quickstart
  taqvim help                                  what there is
  taqvim context whoami                        as whom you call, and which roles you have
  taqvim exhibitions list                      what is on the schedule
  taqvim timeline --programme astana-2025 --by hour
  taqvim apply -f deploy/demo/astana-2025.yaml --dry-run
  README.md                                    a first booking by hand

How to stop: deploy/quickstart.sh --stop       (--reset deletes the schedule, too)
END
}

main() {
  case ${1:-} in
    "") ;;
    --stop) stop_server && exit ;;
    --reset)
      stop_server
      rm -f "$data" "$data"-{wal,shm,lock} "$data".{lock,socket} "$log"
      [[ ! -d $run ]] || rmdir --ignore-fail-on-non-empty "$run"
      "$taqvim" context delete quickstart >/dev/null 2>&1 || true
      echo "The data file is deleted, and the context."
      exit
      ;;
    -h | --help) sed -n '2,13s/^# \{0,1\}//p' "$0" && exit ;;
    *) fail "unknown argument '$1'; see deploy/quickstart.sh --help" ;;
  esac
  say "Installing what is missing"
  deploy/install-dependencies.sh build
  build_all
  start_server
  make_context
  book_demo
  show_timeline
  show_refusal
  say_how_to_go_on
}

main "$@"
