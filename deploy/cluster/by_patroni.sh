# Databases of which Patroni says who leads, by what stands in etcd; a part of local.sh.

need patroni etcd

# rest DATABASE PATH: what Patroni says of it. `/leader` is OK for the one that leads.
rest() { curl --silent --fail --max-time 2 "http://127.0.0.1:$((port[$1] + 10))/$2"; }
leader() {
  local name
  for name in a b; do
    if rest "$name" leader >/dev/null; then echo "$name" && return; fi
  done
  echo none
}

settings_of() {
  cat <<YAML
scope: taqvim
name: $1
restapi: {listen: 127.0.0.1:$((port[$1] + 10)), connect_address: 127.0.0.1:$((port[$1] + 10))}
etcd3: {host: 127.0.0.1:8768}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 5
    # A leader that crashed is not waited for.
    master_start_timeout: 0
    # Who is made the leader has all that was answered. Where no standby is left the leader answers
    # alone; with synchronous_mode_strict it waits for one.
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      parameters: {client_connection_check_interval: 1s, synchronous_commit: "on"}
  initdb: [{encoding: UTF8}, {locale: C.UTF-8}, data-checksums]
postgresql:
  listen: 127.0.0.1:${port[$1]}
  connect_address: 127.0.0.1:${port[$1]}
  data_dir: $databases/$1
  bin_dir: $programs
  pgpass: $databases/$1.pgpass
  parameters: {unix_socket_directories: $sockets}
  pg_hba:
    - local all all peer
    - host replication replicator 127.0.0.1/32 scram-sha-256
    - host all all 127.0.0.1/32 scram-sha-256
  authentication:
    superuser: {username: $superuser, password: $(<"$run/superuser.password")}
    replication: {username: replicator, password: $(<"$run/superuser.password")}
    rewind: {username: rewinder, password: $(<"$run/superuser.password")}
YAML
}

superuser=$("${as_postgres[@]}" id -un)

bring_back() {
  launch "patroni-$1" "${as_postgres[@]}" patroni "$databases/$1.yaml"
  until_ok "Waiting for the standby $1" is_followed
}
# Whether the leader waits for a standby with each commit.
is_followed() { rest "$(other_than "$(leader)")" synchronous; }

start_databases() {
  local name
  (umask 077 && head -c 18 /dev/urandom | base64 | tr -d '/+=' >"$run/superuser.password")
  for name in a b; do
    settings_of "$name" | "${as_postgres[@]}" bash -c 'umask 077 && cat >"$1"' _ "$databases/$name.yaml"
  done
  launch etcd "${as_postgres[@]}" etcd --data-dir "$databases/etcd" \
    --listen-client-urls http://127.0.0.1:8768 --advertise-client-urls http://127.0.0.1:8768 \
    --listen-peer-urls http://127.0.0.1:8769 --initial-advertise-peer-urls http://127.0.0.1:8769 \
    --initial-cluster default=http://127.0.0.1:8769
  launch patroni-a "${as_postgres[@]}" patroni "$databases/a.yaml"
  until_ok "Waiting for the first database" rest a leader
  bring_back b
}

# The machine of the leader is gone, and Patroni with it.
fail_over() {
  local last next
  last=$(leader)
  next=$(other_than "$last")
  end "patroni-$last" KILL
  kill -9 "$("${as_postgres[@]}" head -n 1 "$databases/$last/postmaster.pid")" 2>/dev/null || true
  until_ok "Waiting for $next to lead" rest "$next" leader
}

stop_databases() {
  local name
  for name in patroni-a patroni-b etcd; do end "$name"; done
  for name in a b; do
    postgres pg_ctl -D "$databases/$name" -m immediate stop >/dev/null 2>&1 || true
  done
}
