#!/usr/bin/env bash
# Installs the packages of a build on a bare Debian 12 that systemd runs, and does there what
# docs/installing.md tells an operator to do: behind the edge, with the site, rotating a
# certificate, revoking a token, upgrading, losing the data file, removing all. Needs root and
# Debian's archive; leaves nothing behind.
#
#   tests/packages/bare_debian.sh BUILD [MIRROR]
set -euo pipefail
cd "$(dirname "$0")/../.."

build=$(realpath "${1:?tests/packages/bare_debian.sh: name the folder of a build}")
mirror=${2:-http://deb.debian.org/debian}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cpack --config "$build/CPackConfig.cmake" -B "$scratch/packages" \
  -D CPACK_DEBIAN_COMPRESSION_TYPE=gzip >"$scratch/log" ||
  { cat "$scratch/log" >&2 && exit 1; }
mkdir "$scratch/trial"
cp "$scratch"/packages/*.deb tests/packages/operator.sh "$scratch/trial"
cat >"$scratch/trial/fetch.sh" <<'FETCH'
exec apt-get install -qq --download-only -y --no-install-recommends \
  -o APT::Keep-Downloaded-Packages=true nginx openssl curl /trial/*.deb
FETCH
cat >"$scratch/trial.service" <<'UNIT'
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/trial/operator.sh
StandardOutput=file:/trial/log
StandardError=file:/trial/log
ExecStopPost=systemctl --no-block poweroff
[Install]
WantedBy=graphical.target
UNIT

# What the packages need is fetched while there is a network, and installed without one.
mmdebstrap --quiet --variant=apt --include=systemd,systemd-sysv,dbus,ca-certificates \
  --customize-hook="copy-in $scratch/trial /" \
  --customize-hook="upload $scratch/trial.service /etc/systemd/system/trial.service" \
  --customize-hook='chroot "$1" systemctl --quiet enable trial.service' \
  --customize-hook='chroot "$1" systemctl --quiet set-default graphical.target' \
  --customize-hook='chroot "$1" sh /trial/fetch.sh' \
  --skip=cleanup/apt \
  bookworm "$scratch/root" "$mirror"
systemd-nspawn --quiet --directory="$scratch/root" --boot --private-network --register=no \
  --keep-unit --timezone=off --console=pipe >"$scratch/console" 2>&1 || true
cat "$scratch/root/trial/log"
grep -qx "All was as the documentation says." "$scratch/root/trial/log"
