#!/usr/bin/env bash
# Makes the container image of a build's packages, and runs it: a schedule is made once, served,
# asked for, and none comes in the place of one that is lost. Needs root and Debian's archive.
#
#   tests/packages/container.sh BUILD [MIRROR]
set -euo pipefail
cd "$(dirname "$0")/../.."

build=$(realpath "${1:?tests/packages/container.sh: name the folder of a build}")
scratch=$(mktemp -d)
container= server=
# Images of this test stand in its folder alone.
export STORAGE_DRIVER=vfs CONTAINERS_STORAGE_CONF=$scratch/storage.conf
cat >"$scratch/storage.conf" <<CONF
[storage]
driver = "vfs"
graphroot = "$scratch/images"
runroot = "$scratch/run"
CONF
finish() {
  [[ -z $server ]] || kill "$server" 2>/dev/null || true
  [[ -z $container ]] || buildah rm "$container" >/dev/null || true
  rm -rf "$scratch"
}
trap finish EXIT

cpack --config "$build/CPackConfig.cmake" -B "$scratch/packages" \
  -D CPACK_DEBIAN_COMPRESSION_TYPE=gzip >"$scratch/log" ||
  { cat "$scratch/log" >&2 && exit 1; }
deploy/container/build.sh --packages "$scratch/packages" --image taqvim-test ${2:+--mirror "$2"}
install -d -o 990 -g 990 -m 700 "$scratch/schedule"
container=$(buildah from --volume "$scratch/schedule:/var/lib/taqvim" taqvim-test)
# What runs in it has the network of this machine.
run=(buildah run --isolation chroot "$container" --)
taqvimd=(/usr/sbin/taqvimd --data /var/lib/taqvim/schedule.db)

if "${run[@]}" "${taqvimd[@]}" --listen 127.0.0.1:0 2>"$scratch/said"; then exit 1; fi
echo "ok       starting it makes no schedule: $(head -n 1 "$scratch/said")"
"${run[@]}" /usr/sbin/taqvimd init --data /var/lib/taqvim/schedule.db
"${run[@]}" "${taqvimd[@]}" --listen 127.0.0.1:0 >"$scratch/announced" 2>"$scratch/server-log" &
server=$!
until [[ -s $scratch/announced ]]; do kill -0 "$server"; done
operator=unix:/var/lib/taqvim/schedule.db.socket
"${run[@]}" /usr/bin/taqvim --server "$operator" organizations create library --title en=Library \
  --country KZ >/dev/null
"${run[@]}" /usr/bin/taqvim --server "$operator" organizations get library >"$scratch/said"
grep -q Library "$scratch/said"
[[ $(stat -c '%u %a' "$scratch/schedule/schedule.db") == "990 600" ]]
echo "ok       a schedule is served, and is its user's alone"
if "${run[@]}" /bin/sh -c true 2>/dev/null; then exit 1; fi
echo "ok       there is no shell"
