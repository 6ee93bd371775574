#!/usr/bin/env bash
# Writes an nginx configuration for the edge of a Taqvim server to standard output.
#
#   deploy/edge/configure.sh --server-name NAME --certificate FILE --key FILE
#       --edge-socket FILE [options] >/etc/nginx/nginx.conf
#
# --server-name NAME    by which clients know it
# --certificate FILE    the certificate of that name, with what leads to its authority
# --key FILE            its key
# --edge-socket FILE    taqvimd's --edge-socket
# --site-socket FILE    taqvim-web's --edge-socket: the site beside gRPC under the same name;
#                       without it, gRPC alone
# --http-listen ADDRESS for the site: where who comes without TLS is sent on to it, such as 80;
#                       without it nothing listens there
# --clients-ca FILE     authorities of clients, which may then show certificates: the
#                       file of taqvimd's --tls-client-ca; without it, tokens alone
# --listen ADDRESS      default 443: the port, on all addresses of IPv4
# --user NAME           as whom nginx's workers run: taqvimd's --edge-user; default
#                       www-data
# --rate NUMBER         calls a second of one address; default 100, twice that at once
# --total-rate NUMBER   calls a second of all addresses; default 3000. Keep one: see
#                       docs/operations.md
# --calls NUMBER        calls under way of one address, streams among them; default 100
# --log FOLDER          default /var/log/nginx
# --pid FILE            default /run/nginx.pid
# --temporary FOLDER    for bodies that are larger than memory; default /var/lib/nginx
set -euo pipefail

fail() {
  echo "configure.sh: $*" >&2
  exit 2
}

usage() {
  sed -n '2,30s/^# \{0,1\}//p' "$0"
}

declare -A given=(
  [listen]=443 [user]=www-data [rate]=100 [total-rate]=3000 [calls]=100
  [log]=/var/log/nginx [pid]=/run/nginx.pid [temporary]=/var/lib/nginx [clients-ca]= [site-socket]= [http-listen]=
)
names=" server-name certificate key edge-socket ${!given[*]} "
while [[ $# -gt 0 ]]; do
  [[ $1 == --help || $1 == -h ]] && usage && exit
  name=${1#--}
  [[ $1 == --* && $names == *" $name "* ]] || fail "unknown option '$1'; see configure.sh --help"
  [[ $# -ge 2 ]] || fail "$1 needs a value"
  given[$name]=$2
  shift 2
done

for name in server-name certificate key edge-socket; do
  [[ -n ${given[$name]:-} ]] || fail "--$name is missing; see configure.sh --help"
done
# What nginx would read otherwise than it is meant has other characters.
plain='^[]A-Za-z0-9_./:@[+-]*$'
for name in "${!given[@]}"; do
  [[ ${given[$name]} =~ $plain ]] ||
    fail "--$name ${given[$name]} has a character that cannot stand in an nginx configuration"
done
for name in edge-socket site-socket certificate key clients-ca log pid temporary; do
  [[ -z ${given[$name]} || ${given[$name]} == /* ]] || fail "--$name must be an absolute path"
done
for name in rate total-rate calls; do
  [[ ${given[$name]} =~ ^[1-9][0-9]*$ ]] || fail "--$name must be a number above 0"
done

# Who shows a certificate of another authority is refused here, who shows none is not.
clients="ssl_verify_client off;"
if [[ -n ${given[clients-ca]} ]]; then
  clients="ssl_client_certificate ${given[clients-ca]};
    ssl_verify_client optional;
    ssl_verify_depth 2;"
fi

[[ -z ${given[http-listen]} || -n ${given[site-socket]} ]] ||
  fail "--http-listen is for a site; name its --site-socket"

# What is there with a site alone stands between #site{ and #}site, without one between
# #nosite{ and #}nosite, and so on.
declare -A has=([site]=${given[site-socket]} [http]=${given[http-listen]} [nosite]=)
[[ -n ${has[site]} ]] || has[nosite]=yes
edits=()
for part in "${!has[@]}"; do
  [[ -n ${has[$part]} ]] || edits+=(-e "/^ *#$part\{$/,/^ *#\}$part$/d")
  edits+=(-e "/^ *#[{}]?$part[{]?$/d")
done
template=$(sed -E "${edits[@]}" "$(dirname "$0")/nginx.conf.in")
fill() { template=${template//"@$1@"/"$2"}; }
fill CLIENTS "$clients"
fill SERVER_NAME "${given[server-name]}"
fill CERTIFICATE "${given[certificate]}"
fill KEY "${given[key]}"
fill EDGE_SOCKET "${given[edge-socket]}"
fill SITE_SOCKET "${given[site-socket]}"
fill HTTP_LISTEN "${given[http-listen]}"
fill LISTEN "${given[listen]}"
fill USER "${given[user]}"
fill RATE "${given[rate]}"
fill BURST "$((2 * given[rate]))"
fill TOTAL_RATE "${given[total-rate]}"
fill CALLS "${given[calls]}"
fill LOG "${given[log]}"
fill PID "${given[pid]}"
fill TEMPORARY "${given[temporary]}"
printf '%s\n' "$template"
