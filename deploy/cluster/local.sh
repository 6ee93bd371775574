#!/usr/bin/env bash
# A schedule that outlives any one process, on this machine alone, to try and to learn from: two
# PostgreSQL databases, one of which is the other's standby, two servers of Taqvim on whichever of
# them leads, and HAProxy before the servers.
#
#   deploy/cluster/local.sh start [--patroni]   starts all of that, over a new, empty schedule
#   deploy/cluster/local.sh status              says what runs, and which database leads
#   deploy/cluster/local.sh drill [TIMES]       kills the leading database, 10 times if it is not
#                                               said, while clients write; prints what was
#                                               acknowledged, what of it is lost, and how long
#                                               nothing was written
#   deploy/cluster/local.sh stop                stops it, and deletes what it made
#
# --patroni  Patroni and etcd say which database leads; without it this script does
# --bin DIR  where taqvimd and taqvim are, build/dev/bin if it is not said
#
# Clients call 127.0.0.1:8750, and the command line has a context for it, local-cluster. All else that
# it makes is below build/cluster, but for a temporary folder of databases and sockets. It needs
# Debian's packages postgresql, haproxy and curl, with --patroni also patroni and etcd-server.
# docs/cluster.md says what is otherwise where it counts.
set -euo pipefail
cd "$(dirname "$0")/../.."

run=$PWD/build/cluster
# Of the databases' user, who may not come into this folder, and with a short path: that of a socket
# has 107 bytes at most.
place=$(cat "$run/place" 2>/dev/null || true)
databases=$place/databases
sockets=$place/sockets
bin=$PWD/build/dev/bin
# The ports of the databases a and b.
declare -A port=([a]=8761 [b]=8762)

say() { printf '%s\n' "$*"; }
fail() {
  echo "local.sh: $*" >&2
  exit 1
}
need() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null ||
      fail "$program is not installed; as root: apt-get install postgresql haproxy curl$packages"
  done
}

# launch NAME COMMAND...: runs it in the background; its process id is in NAME.pid, and what it says in
# NAME.log.
launch() {
  local name=$1
  shift
  (cd "$place" && exec nohup setsid "$@" </dev/null >>"$run/$name.log" 2>&1) &
  echo $! >"$run/$name.pid"
  disown
}
# running NAME: its process id, if it runs.
running() {
  local pid
  pid=$(cat "$run/$1.pid" 2>/dev/null) || return 0
  [[ $(ps -o sid= -p "$pid" 2>/dev/null | tr -d ' ') != "$pid" ]] || echo "$pid"
}
# end NAME [SIGNAL]: ends it and what it began, and comes back when it has ended.
end() {
  local pid
  pid=$(running "$1")
  [[ -n $pid ]] || return 0
  kill "-${2:-TERM}" -- "-$pid"
  tail --pid="$pid" -f /dev/null
  rm -f "$run/$1.pid"
}
# until_ok WHAT COMMAND...: asks for up to a minute.
until_ok() {
  local what=$1 last=$((SECONDS + 60))
  shift
  until "$@" >/dev/null 2>&1; do
    [[ $SECONDS -lt $last ]] || fail "$what: a minute was not enough; see the logs in $run"
    sleep 0.2
  done
}

# PostgreSQL refuses to run as root: then it is run as the user that its package makes.
as_postgres=()
if [[ $(id -u) -eq 0 ]]; then
  as_postgres=(setpriv --reuid postgres --regid postgres --clear-groups env "HOME=$databases")
fi
# The programs of the newest PostgreSQL that is installed.
programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
postgres() {
  local program=$1
  shift
  (cd "$databases" && "${as_postgres[@]}" "$programs/$program" "$@")
}
# sql DATABASE STATEMENT: by the socket, as the one to whom all of it belongs.
sql() { postgres psql -qAtX -h "$sockets" -p "${port[$1]}" -d "${3:-postgres}" -c "$2"; }
other_than() { if [[ $1 == a ]]; then echo b; else echo a; fi; }

# --- The servers, and what is before them ---

database_url() {
  echo "postgres://$1@127.0.0.1:${port[a]},127.0.0.1:${port[b]}/taqvim?target_session_attrs=primary"
}

# The tables belong to one user, and the servers log in as another, who may not change what they are.
make_schedule() {
  local leader user
  leader=$(leader)
  for user in taqvim_owner taqvim; do
    (umask 077 && head -c 18 /dev/urandom | base64 >"$run/$user.password")
    sql "$leader" "CREATE ROLE $user LOGIN PASSWORD '$(<"$run/$user.password")'"
  done
  sql "$leader" "CREATE DATABASE taqvim OWNER taqvim_owner"
  sql "$leader" "CREATE EXTENSION btree_gist" taqvim
  "$bin/taqvimd" init --store "$(database_url taqvim_owner)" \
    --store-password-file "$run/taqvim_owner.password" --server-role taqvim
}

# A server that ends, as one does whose database has another history, is begun anew.
start_server() {
  launch "server$1" bash -c 'while true; do "$@" || true; sleep 1; done' server \
    "$bin/taqvimd" --store "$(database_url taqvim)" --store-password-file "$run/taqvim.password" \
    --listen "127.0.0.1:875$1" --metrics-listen "127.0.0.1:877$1" --operator-socket "$sockets/server$1"
}

is_ready() { curl --silent --fail "http://127.0.0.1:877$1/ready"; }

start_servers() {
  local number
  for number in 1 2; do start_server "$number"; done
  for number in 1 2; do until_ok "Waiting for server $number" is_ready "$number"; done
  launch haproxy haproxy -f "$PWD/deploy/cluster/haproxy.cfg" -db
  "$bin/taqvim" context delete local-cluster >/dev/null 2>&1 || true
  (umask 077 && "$bin/taqvimd" token create --operator-socket "$sockets/server1" \
    --principal organizer --role admin --purpose deploy/cluster/local.sh >"$run/token" 2>>"$run/token.log")
  "$bin/taqvim" context create local-cluster --address 127.0.0.1:8750 --token-file "$run/token" \
    >/dev/null 2>&1
}

# --- What one asks for ---

start() {
  need haproxy curl "$bin/taqvimd" "$bin/taqvim" "$programs/initdb"
  [[ ! -d $run ]] || fail "it is there already; stop it first: deploy/cluster/local.sh stop"
  mkdir -p "$run"
  place=$(mktemp -d) databases=$place/databases sockets=$place/sockets
  echo "$place" >"$run/place"
  chmod 755 "$place"
  mkdir "$databases" "$sockets"
  [[ ${#as_postgres[@]} -eq 0 ]] || chown postgres "$databases" "$sockets"
  chmod 700 "$databases"
  echo "$way" >"$run/way"
  say "Starting two databases"
  start_databases
  say "Making an empty schedule"
  make_schedule
  say "Starting two servers, and HAProxy"
  start_servers
  cat <<END
The schedule is at 127.0.0.1:8750, and the command line's context local-cluster has a token for it:
  taqvim --context local-cluster apply -f deploy/demo/directory.yaml
  taqvim --context local-cluster organizations list
  deploy/cluster/local.sh drill
END
}

status() {
  local name
  [[ -d $run ]] || fail "there is nothing; start it first: deploy/cluster/local.sh start"
  say "The leading database is $(leader)."
  for name in server1 server2 haproxy; do
    say "$name: $(if [[ -n $(running "$name") ]]; then echo runs; else echo "does not run"; fi)"
  done
  for name in 1 2; do say "server $name says: $(is_ready "$name" || echo "it is not ready")"; done
}

stop() {
  [[ -d $run ]] || fail "there is nothing to stop"
  local name
  for name in drill haproxy server1 server2; do end "$name"; done
  stop_databases
  "$bin/taqvim" context delete local-cluster >/dev/null 2>&1 || true
  rm -rf "$run" "$place"
  say "It is stopped, and what it made is deleted."
}

command=${1:-} way=by_hand packages= times=10
[[ $# -eq 0 ]] || shift
while [[ $# -gt 0 ]]; do
  case $1 in
    --patroni) way=by_patroni packages=" patroni etcd-server" && shift ;;
    --bin) bin=$(realpath "${2:?local.sh: --bin needs a folder}") && shift 2 ;;
    -*) fail "unknown option '$1'; see deploy/cluster/local.sh --help" ;;
    *) times=$1 && shift ;;
  esac
done
[[ ! -f $run/way ]] || way=$(<"$run/way")
. "deploy/cluster/$way.sh"
case $command in
  start) start ;;
  status) status ;;
  drill) . deploy/cluster/drill.sh && drill "$times" ;;
  stop) stop ;;
  -h | --help | "") sed -n '2,22s/^# \{0,1\}//p' "$0" ;;
  *) fail "unknown command '$command'; see deploy/cluster/local.sh --help" ;;
esac
