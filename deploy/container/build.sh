#!/usr/bin/env bash
# Makes a container image of Taqvim from its Debian packages: FROM scratch, with the server, the
# site, the command line and the libraries that they need, without shell and package manager.
#
#   deploy/container/build.sh --packages FOLDER [options]
#
# --packages FOLDER  where taqvimd_*.deb, taqvim-web_*.deb and taqvim_*.deb are
# --image NAME       default taqvim
# --mirror URL       default http://deb.debian.org/debian
# --security URL     default http://security.debian.org/debian-security
#
# The image runs `taqvimd` with the flags that it is given, or with its settings. A new schedule is made
# once, on its volume:
#
#   container=$(buildah from --volume "$PWD/schedule:/var/lib/taqvim" taqvim)
#   buildah run --isolation chroot "$container" -- /usr/sbin/taqvimd init --config /etc/taqvim/taqvimd.toml
#   buildah run --isolation chroot "$container" -- /usr/sbin/taqvimd --config /etc/taqvim/taqvimd.toml
#
# The folder belongs to the user 990. Other machines reach it with TLS, or by an edge beside it in the
# same network; docs/operations.md has how.
set -euo pipefail

fail() {
  echo "build.sh: $*" >&2
  exit 2
}

declare -A given=(
  [packages]= [image]=taqvim [mirror]=http://deb.debian.org/debian
  [security]=http://security.debian.org/debian-security
)
names=" ${!given[*]} "
while [[ $# -gt 0 ]]; do
  [[ $1 == --help || $1 == -h ]] && sed -n '2,22s/^# \{0,1\}//p' "$0" && exit
  name=${1#--}
  [[ $1 == --* && $names == *" $name "* ]] || fail "unknown option '$1'; see build.sh --help"
  [[ $# -ge 2 ]] || fail "$1 needs a value"
  given[$name]=$2
  shift 2
done
for program in mmdebstrap buildah dpkg-scanpackages; do
  command -v "$program" >/dev/null ||
    fail "$program is not installed: apt-get install mmdebstrap buildah dpkg-dev"
done

scratch=$(mktemp -d)
container=
finish() {
  [[ -z $container ]] || buildah rm "$container" >/dev/null
  rm -rf "$scratch"
}
trap finish EXIT
mkdir "$scratch/packages"
for package in taqvimd taqvim-web taqvim; do
  cp "${given[packages]}/${package}"_*.deb "$scratch/packages" ||
    fail "${given[packages]} has no ${package}_*.deb; cpack makes them"
done
(cd "$scratch/packages" && dpkg-scanpackages --multiversion . >Packages 2>/dev/null)

# What the packages' scripts would do, and the image has no programs for: its user, its folders,
# and one file of the authorities that the command line trusts.
cat >"$scratch/finish" <<'FINISH'
set -eu
cd "$1"
mkdir -p var/lib/taqvim etc/ssl/certs tmp
cat >etc/passwd <<'PASSWD'
root:x:0:0:root:/root:/usr/sbin/nologin
taqvim:x:990:990:Taqvim:/var/lib/taqvim:/usr/sbin/nologin
PASSWD
printf 'root:x:0:\ntaqvim:x:990:\n' >etc/group
chmod 1777 tmp
chown 990:990 var/lib/taqvim
chmod 700 var/lib/taqvim
cat usr/share/ca-certificates/mozilla/*.crt >etc/ssl/certs/ca-certificates.crt
rm -rf var/lib/apt var/lib/dpkg var/cache usr/share/man usr/share/doc-base usr/share/lintian
find bin usr/bin usr/sbin ! -type d ! -name 'taqvim*' -delete
find usr/share/doc -type f ! -name copyright -delete
FINISH

# Extracted alone: no script of a package runs, and what only scripts need can be left out.
mmdebstrap --quiet --variant=extract --include=taqvimd,taqvim-web,taqvim,ca-certificates,systemd-standalone-sysusers \
  --extract-hook="sh $scratch/finish \"\$1\"" \
  bookworm "$scratch/root.tar" \
  "deb ${given[mirror]} bookworm main" \
  "deb ${given[mirror]} bookworm-updates main" \
  "deb ${given[security]} bookworm-security main" \
  "deb [trusted=yes] copy:$scratch/packages ./"

container=$(buildah from scratch)
buildah add --quiet "$container" "$scratch/root.tar" / >/dev/null
buildah config --user 990:990 --port 8750 --volume /var/lib/taqvim --workingdir /var/lib/taqvim \
  --stop-signal SIGTERM --entrypoint '["/usr/sbin/taqvimd"]' \
  --cmd '--config /etc/taqvim/taqvimd.toml' "$container"
buildah commit --quiet "$container" "${given[image]}" >/dev/null
echo "Made the image ${given[image]}."
