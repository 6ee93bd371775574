#!/usr/bin/env bash
# Installs what a bare Debian 12 lacks to build and test Taqvim: Debian's
# packages, and the npm packages that proto and client/web/timeline name, and for tests
# those of tests/edge, tests/festival and tests/web. What is there already is left alone; when nothing is
# missing, nothing is asked of the network and no rights are needed.
#
#   deploy/install-dependencies.sh [build|test|nightly]
#
# build    what it takes to build and run the server and the command line
# test     the same and what the tests need besides; the default
# nightly  the same and what tests/nightly.sh needs besides
set -euo pipefail
cd "$(dirname "$0")/.."

build_packages=(
  ca-certificates tzdata git
  cmake ninja-build g++ ccache mold pkg-config
  protobuf-compiler protobuf-compiler-grpc libprotobuf-dev libprotoc-dev
  libgrpc++-dev libgrpc-dev libabsl-dev
  libsqlite3-dev libssl-dev libxxhash-dev libjemalloc-dev libyaml-cpp-dev libcli11-dev
  libpq-dev libicu-dev libboost1.81-dev libqrencode-dev prometheus-cpp-dev
  help2man
)
test_packages=(
  libgtest-dev libgmock-dev librapidcheck-dev zlib1g-dev libnghttp2-dev libical-dev
  sqlite3 postgresql clang clang-format clang-tidy
  python3-grpcio python3-protobuf python3-dateutil python3-icalendar khal vdirsyncer
  nginx haproxy curl openssl prometheus
  chromium fonts-noto-core poppler-utils
  zsh fish mandoc age
  lintian dpkg-dev file systemd
)
nightly_packages=(libclang-rt-dev gcovr mmdebstrap systemd-container buildah)

fail() {
  echo "install-dependencies: $*" >&2
  exit 1
}

# Which of the packages given are not installed, one a line.
missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
      echo "$package"
  done
}

# Runs a command as root.
as_root() {
  if [[ $(id -u) -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "installing packages needs root: run this as root, or install sudo. Missing: ${missing[*]}"
  fi
}

install_debian_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  # Another Node.js than Debian's is as good; asking for Debian's would replace it.
  command -v node >/dev/null || missing+=(nodejs)
  command -v npm >/dev/null || missing+=(npm)
  if [[ ${#missing[@]} -eq 0 ]]; then
    echo "Debian packages: nothing is missing."
    return
  fi
  echo "Debian packages: installing ${missing[*]}"
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# promtool, which reads rules, comes with Prometheus alone, whose service would begin to listen for
# other machines by being installed. Where one is there already it is left alone.
keep_prometheus_from_starting() {
  local missing
  mapfile -t missing < <(missing_packages prometheus)
  [[ ${#missing[@]} -gt 0 && -d /run/systemd/system ]] || return 0
  echo "Debian packages: Prometheus is installed for promtool, and its service masked;" \
    "systemctl unmask prometheus.service lets it run."
  as_root systemctl mask --quiet prometheus.service
}

# PostgreSQL is installed for its programs, with which tests make clusters of their own; where it is
# there already its clusters are left alone.
keep_postgresql_from_making_a_cluster() {
  local missing config=/etc/postgresql-common/createcluster.d/taqvim.conf
  mapfile -t missing < <(missing_packages postgresql)
  [[ ${#missing[@]} -gt 0 ]] || return 0
  as_root mkdir -p "${config%/*}"
  echo 'create_main_cluster = false' | as_root tee "$config" >/dev/null
}

# Those of a folder. The lock that node_modules was installed from is kept beside what it
# installed.
install_npm_packages() {
  local folder=$1 installed=$1/node_modules/.taqvim-installed-lock
  if cmp -s "$folder/package-lock.json" "$installed"; then
    echo "npm packages of $folder: nothing is missing."
    return
  fi
  echo "npm packages: installing what $folder/package-lock.json names"
  npm ci --ignore-scripts --no-audit --no-fund --prefix "$folder"
  cp "$folder/package-lock.json" "$installed"
}

check_system() {
  command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
    fail "this is made for Debian 12, and apt is not here. On another system install by hand" \
      "what this file lists, then run: npm ci --ignore-scripts --prefix proto" \
      "and the same with client/web/timeline"
  local name version
  name=$(. /etc/os-release && echo "${ID:-}")
  version=$(. /etc/os-release && echo "${VERSION_ID:-}")
  [[ $name == debian && $version == 12 ]] ||
    echo "install-dependencies: made for Debian 12, this is ${name:-unknown} ${version};" \
      "trying all the same" >&2
}

main() {
  local group=${1:-test}
  local packages=("${build_packages[@]}") npm_folders=(proto client/web/timeline) folder
  case $group in
    build) ;;
    test | nightly)
      packages+=("${test_packages[@]}")
      npm_folders+=(tests/edge tests/festival tests/web)
      ;;&
    nightly) packages+=("${nightly_packages[@]}") ;;
    test) ;;
    *) fail "there is no group '$group'; there are: build, test, nightly" ;;
  esac
  check_system
  case $group in
    test | nightly)
      keep_prometheus_from_starting
      keep_postgresql_from_making_a_cluster
      ;;
  esac
  install_debian_packages "${packages[@]}"
  for folder in "${npm_folders[@]}"; do install_npm_packages "$folder"; done
}

main "$@"
