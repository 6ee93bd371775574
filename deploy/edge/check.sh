#!/usr/bin/env bash
# Checks an edge before it is used, and whenever its configuration was changed by
# hand: that nginx can read it, that nothing is missing which keeps strangers off, that
# nobody else can read the key or change its files, that its user can reach the server's
# socket and others cannot, and that the server answers behind it. Says a line for each;
# ends with 1 when one failed.
#
#   deploy/edge/check.sh --edge-socket FILE [options]
#
# --edge-socket FILE   taqvimd's --edge-socket
# --site-socket FILE   taqvim-web's --edge-socket, where the edge carries the site, too
# --user NAME          taqvimd's --edge-user; default www-data
# --config FILE        nginx's configuration; default /etc/nginx/nginx.conf
# --address HOST:PORT  where clients reach the edge; without it, it is not called
# --ca FILE            the authorities by which its certificate is checked
# --token-file FILE    a token with which it is called; without one it is enough that
#                      the server refuses the call
# --taqvim FILE        the command line; default taqvim
set -euo pipefail

fail() {
  echo "check.sh: $*" >&2
  exit 2
}

usage() {
  sed -n '2,20s/^# \{0,1\}//p' "$0"
}

declare -A given=(
  [edge-socket]= [user]=www-data [config]=/etc/nginx/nginx.conf [address]= [ca]= [token-file]=
  [taqvim]=taqvim [site-socket]=
)
names=" ${!given[*]} "
while [[ $# -gt 0 ]]; do
  [[ $1 == --help || $1 == -h ]] && usage && exit
  name=${1#--}
  [[ $1 == --* && $names == *" $name "* ]] || fail "unknown option '$1'; see check.sh --help"
  [[ $# -ge 2 ]] || fail "$1 needs a value"
  given[$name]=$2
  shift 2
done
socket=${given[edge-socket]}
site_socket=${given[site-socket]}
[[ -n $socket ]] || fail "--edge-socket is missing; see check.sh --help"
id "${given[user]}" >/dev/null 2>&1 || fail "there is no user ${given[user]}; name one with --user"

failed=0
ok() { echo "ok       $*"; }
bad() { echo "FAILED   $*" && failed=1; }
skipped() { echo "skipped  $*"; }

# Debian has it where ordinary users do not look.
nginx=$(PATH=$PATH:/usr/sbin command -v nginx) || fail "nginx is not installed"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# nginx's configuration with all that it includes, without comments.
check_syntax() {
  if "$nginx" -T -q -c "${given[config]}" >"$scratch/dump" 2>"$scratch/error"; then
    ok "nginx can read ${given[config]}"
    sed -E 's/(^|[[:space:]])#.*//' "$scratch/dump" | tr -s ' \t\n' ' ' >"$scratch/configuration"
  else
    bad "nginx cannot read ${given[config]}: $(tail -n 1 "$scratch/error")"
    return 1
  fi
}

# wants PATTERN WHY: a directive that must be there.
wants() {
  grep -qE "$1" "$scratch/configuration" && return
  bad "$2: no directive is like $1"
  lacking=1
}

check_directives() {
  local lacking=0 escaped
  escaped=$(sed 's|[].+[]|\\&|g' <<<"$socket")
  wants "server unix:$escaped [^;]*max_conns=[0-9]+" "calls do not go to $socket, or any number may"
  wants 'grpc_set_header x-client-cert \$ssl_client_escaped_cert;' "certificates can be forged"
  wants 'grpc_set_header x-client-cert-bin "";' "certificates can be forged"
  wants 'grpc_set_header x-client-verify \$ssl_client_verify;' "certificates can be forged"
  wants 'grpc_set_header x-client-address \$remote_addr;' "addresses can be forged"
  wants 'grpc_set_header grpc-encoding "";' "compressed messages pass"
  wants 'grpc_set_header grpc-accept-encoding "";' "answers may be compressed"
  wants 'if \(\$compressed\) \{ return 415; \}' "compressed messages pass"
  wants 'limit_req_zone \$server_name ' "all addresses together have no limit"
  wants 'limit_req_zone \$binary_remote_addr ' "an address has no limit of calls a second"
  wants 'limit_conn_zone \$binary_remote_addr ' "an address has no limit of calls under way"
  wants 'limit_req zone=all ' "all addresses together have no limit"
  wants 'limit_req zone=rate ' "an address has no limit of calls a second"
  wants 'limit_conn calls ' "an address has no limit of calls under way"
  wants 'limit_conn all_health ' "who asks for health can take all connections"
  wants 'max_headers [0-9]+;' "a call may have any number of headers"
  wants 'client_body_timeout [0-9]+s;' "slow bodies are waited for"
  wants 'client_header_timeout [0-9]+s;' "slow headers are waited for"
  wants 'listen [^;]*so_keepalive=' "clients that are gone are not noticed"
  check_silence
  check_secrets
  [[ -z $site_socket ]] || check_site
  if grep -oE 'grpc_pass [^;]*;' "$scratch/configuration" | grep -qv '^grpc_pass grpc://taqvim;$'; then
    bad "calls go elsewhere than to the upstream of $socket"
    lacking=1
  fi
  [[ $lacking -eq 1 ]] || ok "every directive is there that keeps strangers off"
}

# Secrets stand in addresses of feeds by keys, and where people have put them.
check_secrets() {
  if grep -oE 'log_format [^;]*;' "$scratch/configuration" |
    grep -qE '\$(request|request_uri|uri|args|query_string|arg_[a-z]+|http_referer|http_cookie|http_authorization)\b'; then
    bad "secrets get into a log: a log_format has a path, a query or a header as it came"
    lacking=1
  fi
}

check_site() {
  local escaped
  escaped=$(sed 's|[].+[]|\\&|g' <<<"$site_socket")
  wants "server unix:$escaped [^;]*max_conns=[0-9]+" "the site is not at $site_socket, or any number may ask it"
  wants 'proxy_set_header X-Forwarded-For \$remote_addr;' "addresses can be forged at the site"
  wants 'map "\$uri \$args \$http_referer" \$shows_secret' "secrets get into the log of errors"
  wants 'location @quiet \{ error_log /dev/null ' "secrets get into the log of errors"
  wants 'proxy_buffering off;' "streams of browsers are held back"
  wants 'add_header Strict-Transport-Security ' "browsers may come without TLS"
  if grep -oE 'gzip_types [^;]*;' "$scratch/configuration" | grep -qE 'text/calendar|application/grpc|\*'; then
    bad "calendars or calls are compressed, which Outlook and browsers do not read"
    lacking=1
  fi
  if grep -oE 'proxy_pass [^;]*;' "$scratch/configuration" | grep -qv '^proxy_pass http://site;$'; then
    bad "pages come from elsewhere than from the upstream of $site_socket"
    lacking=1
  fi
}

# A stream may be silent for an hour.
check_silence() {
  local seconds
  for seconds in $(grep -oE 'grpc_read_timeout [0-9]+s;' "$scratch/configuration" | tr -dc '0-9\n'); do
    [[ $seconds -gt 3600 ]] || { bad "grpc_read_timeout ${seconds}s ends streams that are silent" && lacking=1; }
  done
  wants 'grpc_read_timeout [0-9]+s;' "streams that are silent are ended"
}

# files_of PATTERN: the files that directives like that name, each once.
files_of() {
  local file
  grep -oE "(^|[;{} ])($1) [^; ]+;" "$scratch/configuration" | sed -E 's/.* ([^ ]+);$/\1/' | sort -u |
    while read -r file; do
      [[ $file == /* ]] || file=$(dirname "${given[config]}")/$file
      echo "$file"
    done
}

# open_to MODE FILE: whether the file, or what it links to, is so to others.
open_to() {
  [[ -n $(find -L "$2" -maxdepth 0 -perm "/$1" 2>/dev/null) ]]
}

# Who reads the key can pass for the edge; who changes the configuration, or the
# authorities in it, says who calls.
check_files() {
  local file wrong=0
  for file in $(files_of 'ssl_certificate_key'); do
    open_to 007 "$file" || continue
    bad "everybody can read the key $file, or change it: chmod o= $file"
    wrong=1
  done
  for file in $(sed -n 's/^# configuration file \(.*\):$/\1/p' "$scratch/dump") \
    $(files_of 'ssl_certificate|ssl_certificate_key|ssl_client_certificate|ssl_trusted_certificate'); do
    open_to 022 "$file" || continue
    bad "others than its owner can change $file: chmod go-w $file"
    wrong=1
  done
  [[ $wrong -eq 1 ]] || ok "the key and the configuration are out of others' reach"
}

# check_socket SOCKET PROGRAM
check_socket() {
  local mode socket=$1 program=$2 may_write
  [[ -S $socket ]] || { bad "$socket is no socket; is $program running with --edge-socket $socket?" && return; }
  mode=$(stat -c %a "$socket")
  [[ $mode == 660 ]] && ok "$socket is for its user and group alone" ||
    bad "$socket has mode $mode instead of 660; start $program anew"
  if [[ $(id -un) == "${given[user]}" ]]; then
    may_write=(test -w "$socket")
  elif [[ $(id -u) -eq 0 ]]; then
    may_write=(runuser -u "${given[user]}" -- test -w "$socket")
  else
    skipped "whether ${given[user]} reaches $socket: run this as that user or as root"
    return
  fi
  "${may_write[@]}" && ok "${given[user]} reaches $socket" ||
    bad "${given[user]} does not reach $socket: $(namei -l "$socket" | tail -n +2 | tr -s ' ' | tr '\n' ';')"
}

check_user() {
  local user
  user=$(grep -oE '(^|[;} ])user [^; ]+' "$scratch/configuration" | head -n 1 | sed 's/.*user //' || true)
  [[ $user == "${given[user]}" ]] && ok "nginx's workers run as ${given[user]}" ||
    bad "nginx's workers run as ${user:-its default}, and taqvimd lets in ${given[user]}"
}

check_answer() {
  [[ -n ${given[address]} ]] || { skipped "whether the server answers: no --address is given" && return; }
  local context=(--address "${given[address]}" --tls) code=0
  [[ -z ${given[ca]} ]] || context+=(--ca "${given[ca]}")
  [[ -z ${given[token-file]} ]] || context+=(--token-file "${given[token-file]}")
  export XDG_CONFIG_HOME=$scratch
  "${given[taqvim]}" context create edge "${context[@]}" >"$scratch/answer" 2>&1 ||
    fail "the flags above are wrong: $(head -n 1 "$scratch/answer")"
  "${given[taqvim]}" --timeout 10s grants mine >"$scratch/answer" 2>&1 || code=$?
  if [[ $code -eq 0 ]]; then
    ok "the server answers behind ${given[address]}"
  elif [[ $code -eq 1 && -z ${given[token-file]} ]] && grep -q "does not know who calls" "$scratch/answer"; then
    ok "the server behind ${given[address]} refuses who shows nothing"
  else
    bad "a call of ${given[address]} failed: $(head -n 1 "$scratch/answer")"
  fi
}

check_site_answer() {
  local code
  [[ -n ${given[address]} && -n $site_socket ]] || return 0
  command -v curl >/dev/null || { skipped "whether the site answers: curl is not installed" && return; }
  code=$(curl --silent --max-time 10 --output "$scratch/page" --write-out '%{http_code}' \
    ${given[ca]:+--cacert "${given[ca]}"} "https://${given[address]}/health" || true)
  [[ $code == 200 ]] && ok "the site answers behind ${given[address]}: $(head -n 1 "$scratch/page")" ||
    bad "the site behind ${given[address]} answers $code: $(head -n 1 "$scratch/page" 2>/dev/null)"
}

if check_syntax; then
  check_user
  check_directives
  check_files
fi
check_socket "$socket" taqvimd
[[ -z $site_socket ]] || check_socket "$site_socket" taqvim-web
check_answer
check_site_answer
exit $failed
