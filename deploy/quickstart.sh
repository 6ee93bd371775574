#!/usr/bin/env bash
# From nothing to a schedule: installs what is missing, builds, starts a server
# on this machine over a new data file, books the programmes of deploy/demo and one
# that comes, shows them, publishes them, and starts taqvim-web, which shows them to
# browsers and calendars. Run again, it takes seconds and changes nothing; in another
# month it adds the programme that comes by then.
#
#   deploy/quickstart.sh           all of that
#   deploy/quickstart.sh --stop    stops what it started
#   deploy/quickstart.sh --reset   stops it and deletes its data file
#
# Everything that it makes is below build/quickstart, but for the context
# `quickstart` of the command line, which holds a token that lets you do
# everything. The server listens on 127.0.0.1:8750, the site on 127.0.0.1:8780, or on
# others when other programs have those.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly build=build/quickstart
readonly run=$PWD/$build/run
readonly server=$PWD/$build/bin/taqvimd
readonly taqvim=$PWD/$build/bin/taqvim
readonly site=$PWD/$build/bin/taqvim-web
readonly data=$run/schedule.db
readonly pid_file=$run/taqvimd.pid
readonly port_file=$run/taqvimd.port
readonly log=$run/taqvimd.log
readonly site_token=$run/site.token
readonly site_pid_file=$run/taqvim-web.pid
readonly site_log=$run/taqvim-web.log
coming=$(deploy/demo/coming.sh --name)
readonly coming

say() { printf '\n== %s\n' "$*"; }
fail() {
  echo "quickstart: $*" >&2
  exit 1
}

# our_process PID_FILE ARGUMENT: prints the process id that an earlier run wrote, if that
# process runs, with the argument on its command line.
our_process() {
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 0
  # Another process may have got the id since.
  if tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qxF -- "$2"; then
    echo "$pid"
  fi
}
our_server() { our_process "$pid_file" "$data"; }
our_site() { our_process "$site_pid_file" "$site_token"; }

# stop_process PID WHAT LOG
stop_process() {
  if [[ -z $1 ]]; then
    echo "No $2 of quickstart runs."
    return
  fi
  kill -TERM "$1"
  timeout 60 tail --pid="$1" -f /dev/null || fail "the $2 (process $1) does not stop; see $3"
  echo "The $2 has stopped."
}

stop_server() {
  stop_process "$(our_server)" server "$log"
  rm -f "$pid_file" "$port_file"
}

stop_site() {
  stop_process "$(our_site)" site "$site_log"
  rm -f "$site_pid_file"
}

build_all() {
  say "Building; the first time takes twenty minutes and more on two cores"
  [[ -f $build/build.ninja ]] || cmake --preset quickstart
  cmake --build --preset quickstart --parallel "$(nproc)" --target all taqvim_timeline
}

is_port_taken() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# launch PID_FILE LOG COMMAND...: starts a program in the background, which says on its standard
# output when it listens; prints where. A pipe hands that over without polling, and ends when
# the program does.
launch() {
  local pid_of=$1 log_of=$2 ready=$run/ready line=
  shift 2
  rm -f "$ready"
  mkfifo "$ready"
  nohup setsid "$@" </dev/null >"$ready" 2>>"$log_of" &
  echo $! >"$pid_of"
  read -r line <"$ready" || true
  rm -f "$ready"
  if [[ -z $line ]]; then
    rm -f "$pid_of"
    tail -n 5 "$log_of" >&2
    fail "$(basename "$1") did not start; the lines above, from $log_of, say why"
  fi
  echo "${line#listening on }"
}

# free_address PORT: that port of this machine, or any where another program has it.
free_address() {
  if is_port_taken "$1"; then echo 127.0.0.1:0; else echo "127.0.0.1:$1"; fi
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
    launch "$pid_file" "$log" "$server" --data "$data" --listen "$(free_address 8750)" \
      --port-file "$port_file" >/dev/null
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
  echo "The context keeps that secret for you; it was shown to nobody."
}

show() {
  printf '\n$ taqvim %s\n' "$*"
  "$taqvim" "$@"
}

book_demo() {
  say "Booking the demo programmes, all or nothing; their days are over, as the notes say"
  local files=() file
  for file in deploy/demo/*.yaml; do files+=(-f "$file"); done
  show apply "${files[@]}"
  say "And one that comes in some weeks, as of today"
  deploy/demo/coming.sh >"$run/coming.yaml"
  show apply -f "$run/coming.yaml"
}

# What the site reads with is worth nothing to anybody: it counts for what the public sees.
make_site_token() {
  [[ ! -s $site_token ]] || return 0
  (umask 077 && "$server" token create --data "$data" --principal website --role public \
    --purpose "deploy/quickstart.sh" >"$site_token" 2>>"$site_log")
}

publish_demo() {
  say "Publishing the programmes: from now on everybody may know of them"
  local programme
  for programme in $("$taqvim" culture-days list --state confirmed -o name); do
    "$taqvim" events publish --programme "$programme" -o name >/dev/null
    echo "$programme"
  done
}

start_site() {
  say "Starting the site, for browsers and calendars"
  local pid port
  pid=$(our_site)
  if [[ -n $pid && $(readlink "/proc/$pid/exe") == "$site" ]]; then
    echo "It runs already (process $pid)."
    return
  fi
  [[ -z $pid ]] || stop_site
  make_site_token
  for port in 8780 8781 8782 8783; do
    is_port_taken "$port" || break
  done
  launch "$site_pid_file" "$site_log" "$site" --server "$address" --token-file "$site_token" \
    --listen "127.0.0.1:$port" >"$run/site.address"
}

show_timeline() {
  say "The days of culture that come, those that were in Astana, and an exhibition in Baku"
  show timeline --programme "$coming"
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

The programmes, in a browser:                  http://$(<"$run/site.address")/
the one that comes:                            http://$(<"$run/site.address")/programmes/$coming
to subscribe to:                               http://$(<"$run/site.address")/calendar/programmes/$coming
(by a calendar on this machine: Google and Microsoft reach only a site that is on the internet)
The timeline of those who plan:                http://$(<"$run/site.address")/timeline?view=month&day=${coming#baku-}-01
where you sign in by the secret that this prints: taqvim access invite planner --grant role=organizer

How to stop: deploy/quickstart.sh --stop       (--reset deletes the schedule, too)
END
}

main() {
  case ${1:-} in
    "") ;;
    --stop) stop_site && stop_server && exit ;;
    --reset)
      stop_site
      stop_server
      rm -f "$data" "$data"-{wal,shm,lock} "$data".{lock,socket} "$log" "$site_token" "$site_log" \
        "$run/site.address" "$run/coming.yaml"
      [[ ! -d $run ]] || rmdir --ignore-fail-on-non-empty "$run"
      "$taqvim" context delete quickstart >/dev/null 2>&1 || true
      echo "The data file is deleted, and the context."
      exit
      ;;
    -h | --help) sed -n '2,16s/^# \{0,1\}//p' "$0" && exit ;;
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
  publish_demo
  start_site
  say_how_to_go_on
}

main "$@"
