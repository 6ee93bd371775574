# Databases of which the script itself says who leads; a part of local.sh.

readonly leader_file=$run/leader
leader() { cat "$leader_file"; }

settings_of() {
  cat <<CONF
listen_addresses = '127.0.0.1'
port = ${port[$1]}
unix_socket_directories = '$sockets'
cluster_name = '$1'
# Who writes is answered when it stands on the standby, too.
synchronous_commit = on
# What a server has locked that is gone is let go of.
client_connection_check_interval = '1s'
CONF
}

begin() {
  postgres pg_ctl -D "$databases/$1" -l "$databases/$1.log" -w -t 60 start >/dev/null ||
    fail "the database $1 does not start; see $databases/$1.log"
}

# set_standby LEADER NAME: whom each commit waits for; nobody if it is empty.
set_standby() {
  sql "$1" "ALTER SYSTEM SET synchronous_standby_names = '$2'"
  sql "$1" "SELECT pg_reload_conf()" >/dev/null
}

# Makes it anew as a copy that follows the leader. Comes back when it has all that the leader has.
bring_back() {
  local leader
  leader=$(leader)
  "${as_postgres[@]}" rm -rf "$databases/$1"
  postgres pg_basebackup -h "$sockets" -p "${port[$leader]}" -D "$databases/$1" -R -X stream -c fast
  # Of a setting that is there twice the last counts.
  settings_of "$1" | "${as_postgres[@]}" tee -a "$databases/$1/postgresql.conf" >/dev/null
  begin "$1"
  set_standby "$leader" "$1"
  sql "$leader" "CREATE TABLE waited(); DROP TABLE waited"
}

start_databases() {
  postgres initdb -D "$databases/a" --auth-local=peer --auth-host=scram-sha-256 --encoding=UTF8 \
    --locale=C.UTF-8 --data-checksums >"$run/initdb.log"
  settings_of a | "${as_postgres[@]}" tee -a "$databases/a/postgresql.conf" >/dev/null
  begin a
  echo a >"$leader_file"
  bring_back b
}

# The standby has all that was answered, as each commit waited for it. It answers alone until another
# follows it.
fail_over() {
  local next
  next=$(other_than "$(leader)")
  kill -9 "$("${as_postgres[@]}" head -n 1 "$databases/$(leader)/postmaster.pid")"
  postgres pg_ctl -D "$databases/$next" -w -t 60 promote >/dev/null
  set_standby "$next" ""
  echo "$next" >"$leader_file"
}

stop_databases() {
  local name
  for name in a b; do
    postgres pg_ctl -D "$databases/$name" -m immediate stop >/dev/null 2>&1 || true
  done
}
