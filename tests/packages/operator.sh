#!/usr/bin/env bash
# What bare_debian.sh runs on the system that it made: an operator's way through
# docs/installing.md and docs/operations.md, with a line for each thing that holds. Ends at the first that does not.
set -euo pipefail
cd /trial
export DEBIAN_FRONTEND=noninteractive HOME=/trial LC_ALL=C.UTF-8
trap 'echo "FAILED at line $LINENO: $BASH_COMMAND"; journalctl --no-pager -n 40 -u taqvimd -u taqvim-web || true' ERR

data=/var/lib/taqvim/schedule.db
ok() { echo "ok       $*"; }
# refuses COMMAND...: it fails, and what it says is kept.
refuses() { if "$@" >said 2>&1; then return 1; fi; }
property() { systemctl show --value --property="$2" "$1"; }
install_packages() {
  apt-get install -qq -y --no-install-recommends "$@" >apt.log 2>&1 ||
    { cat apt.log && return 1; }
}

install_packages nginx openssl curl
install_packages /trial/taqvimd_*.deb /trial/taqvim-web_*.deb /trial/taqvim_*.deb
[[ $(property taqvimd ActiveState) == active && $(property taqvimd UnitFileState) == enabled ]]
ok "the server runs after its installation, and after the next start of the machine"
[[ $(stat -c '%U %a' "$data") == "taqvim 600" && $(stat -c '%U %a' /var/lib/taqvim) == "taqvim 700" ]]
ok "the schedule is its user's alone"
[[ $(property taqvim-web ActiveState) == inactive && $(property taqvim-backup.timer ActiveState) == inactive ]]
ok "the site and the timer of backups wait until they are asked for"

taqvim context create operator --address "unix:$data.socket" >/dev/null
taqvim organizations create library --title en=Library --country KZ >/dev/null
ok "the operator's socket is open to root"

# A certificate of an authority of one's own, for schedule.example.
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=ca \
  2>/dev/null
certificate() { # certificate SERIAL
  openssl req -newkey rsa:2048 -nodes -keyout server.key.new -out server.csr \
    -subj /CN=schedule.example 2>/dev/null
  openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -set_serial "$1" -days 30 \
    -extfile <(echo "subjectAltName=DNS:schedule.example") -out server.pem.new 2>/dev/null
  install -m 600 server.key.new /etc/taqvim/server.key.new
  install -m 644 server.pem.new /etc/taqvim/server.pem.new
  mv /etc/taqvim/server.key.new /etc/taqvim/server.key
  mv /etc/taqvim/server.pem.new /etc/taqvim/server.pem
}
certificate 101
echo "127.0.0.1 schedule.example" >>/etc/hosts

sed -i 's/^#edge-socket/edge-socket/' /etc/taqvim/taqvimd.toml
sed -i 's/^#edge-socket/edge-socket/; s/^#public-address/public-address/' /etc/taqvim/taqvim-web.toml
systemctl restart taqvimd
taqvimd token create --data "$data" --principal site --role public --cap public \
  --expires 3650d --purpose "the site" 2>/dev/null | install -o taqvim-web -m 600 /dev/stdin /etc/taqvim/site.token
systemctl enable --quiet --now taqvim-web
edge=/usr/share/taqvimd/edge
sockets=(--edge-socket /run/taqvim/edge.socket --site-socket /run/taqvim-web/edge.socket)
"$edge/configure.sh" --server-name schedule.example "${sockets[@]}" \
  --certificate /etc/taqvim/server.pem --key /etc/taqvim/server.key >/etc/nginx/nginx.conf
systemctl restart nginx
taqvimd token create --data "$data" --principal website --role viewer --expires 90d \
  --purpose "the website" 2>/dev/null >website.token
"$edge/check.sh" "${sockets[@]}" --address schedule.example:443 --ca ca.pem \
  --token-file website.token >said || { cat said && exit 1; }
ok "the server and the site answer behind the edge"

serial() {
  openssl s_client -connect 127.0.0.1:443 -servername schedule.example </dev/null 2>/dev/null |
    openssl x509 -noout -serial
}
[[ $(serial) == serial=65 ]]
certificate 102
systemctl reload nginx
# Its old workers take no new connection once the new ones are there.
until [[ $(serial) == serial=66 ]]; do :; done
ok "another certificate takes the place of the first"

taqvim context create website --address schedule.example:443 --ca ca.pem --token-file website.token \
  >/dev/null
taqvim --context website organizations list -o name >said
token=$(taqvim access-tokens list --principal website -o name)
taqvimd token revoke --data "$data" "$token" >/dev/null
refuses taqvim --context website organizations list
ok "a token that is revoked counts no more"

[[ $(property taqvimd WatchdogUSec) == 1min && $(property taqvimd MemoryMax) == 4294967296 ]]
[[ $(property taqvimd LimitNOFILE) == 65536 ]]
ok "the server is watched, and its memory and descriptors are bounded"
# A server that hangs is ended, which a stopped one is like; systemd waits for less than usual here.
mkdir -p /run/systemd/system/taqvimd.service.d
printf '[Service]\nWatchdogSec=2\n' >/run/systemd/system/taqvimd.service.d/trial.conf
systemctl daemon-reload
systemctl restart taqvimd
kill -STOP "$(property taqvimd MainPID)"
until [[ $(property taqvimd NRestarts) == 1 && $(property taqvimd ActiveState) == active ]]; do :; done
taqvim organizations get library >/dev/null
ok "a server that hangs is started again, and has what it had"
rm -r /run/systemd/system/taqvimd.service.d
systemctl daemon-reload

before=$(property taqvimd MainPID)
install_packages --reinstall /trial/taqvimd_*.deb
[[ $(property taqvimd ActiveState) == active && $(property taqvimd MainPID) != "$before" ]]
grep -q '^edge-socket' /etc/taqvim/taqvimd.toml
taqvim organizations get library >/dev/null
ok "an upgrade starts the server anew, and leaves settings and schedule"

systemctl stop taqvimd
mkdir /trial/lost
mv "$data" /trial/lost
install_packages --reinstall /trial/taqvimd_*.deb
[[ ! -e $data && $(property taqvimd ActiveState) == failed && $(property taqvimd ExecMainStatus) == 2 ]]
[[ $(property taqvimd NRestarts) == 0 ]]
ok "no empty schedule comes in the place of one that is lost"
mv /trial/lost/schedule.db "$data"
systemctl start taqvimd
taqvim organizations get library >/dev/null
ok "what was put back is served"

systemctl start taqvim-backup
taqvim organizations create too-late --title en=Late --country KZ >/dev/null
systemctl stop taqvimd
mv /var/lib/taqvim/schedule.db* /trial/lost
setpriv --reuid=taqvim --regid=taqvim --clear-groups \
  taqvimd restore /var/backups/taqvim --data "$data" >/dev/null
systemctl start taqvimd
taqvim organizations get library >/dev/null
refuses taqvim organizations get too-late
ok "a backup is made by its unit, and restored to what was then"

apt-get purge -qq -y taqvimd taqvim-web taqvim >apt.log 2>&1 || { cat apt.log && exit 1; }
[[ -e $data && ! -e /etc/taqvim/taqvimd.toml ]]
install_packages /trial/taqvimd_*.deb /trial/taqvim_*.deb
taqvim organizations get library >/dev/null
ok "the schedule stays where the packages are purged, and is there where they come again"
echo "All was as the documentation says."
