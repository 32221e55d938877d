#!/usr/bin/env bash
# The Debian packages that building, testing and trying algologd takes; installs those that are
# missing. Called by ./quickstart, tests/run and tests/fuzz/run.
set -euo pipefail

if [[ ${1:-} == --help || ${1:-} == -h ]]; then
  cat <<'EOF'
Usage: cmake/packages.sh [--with-fuzz] [--list | --also PACKAGE...]

Installs what algologd is built, tested and tried with, as far as it is missing, with apt-get as
root or through sudo. Knows Debian 12 and 13; elsewhere it names the packages and leaves the rest
to you.

  --list           print the names of the packages, install nothing
  --with-fuzz      what tests/fuzz/run takes too: Clang with its sanitizers and libFuzzer
  --also PACKAGE   these too: what one script needs and the build does not
EOF
  exit 0
fi

with_fuzz=no
if [[ ${1:-} == --with-fuzz ]]; then
  with_fuzz=yes
  shift
fi

common=(g++ cmake ninja-build pkg-config
  libssl-dev libsqlite3-dev libsqlitecpp-dev libspdlog-dev libfmt-dev libtomlplusplus-dev
  libcli11-dev libhowardhinnant-date-dev libsystemd-dev libxxhash-dev zlib1g-dev prometheus-cpp-dev catch2
  sqlite3 ca-certificates)

# Debian 12 has two Boosts and its unversioned packages mean 1.74, which is too old.
boost_of() {
  local version=$1 name
  for name in libboost libboost-json libboost-url; do printf '%s%s-dev\n' "$name" "$version"; done
}

# shellcheck source=/dev/null
release=$(if . /etc/os-release; then echo "${ID:-}-${VERSION_ID:-}"; fi 2>/dev/null)
case $release in
  debian-12) known=yes; mapfile -t boost < <(boost_of 1.81) ;;
  debian-13) known=yes; mapfile -t boost < <(boost_of '') ;;
  *)         known=no;  mapfile -t boost < <(boost_of '') ;;
esac
packages=("${common[@]}" "${boost[@]}")
if [[ $with_fuzz == yes ]]; then
  # The runtime's version is that of the release's Clang; llvm brings the names into stack traces.
  case $release in
    debian-12) packages+=(clang libclang-rt-14-dev llvm) ;;
    *)         packages+=(clang libclang-rt-19-dev llvm) ;;
  esac
fi

if [[ ${1:-} == --list ]]; then
  printf '%s\n' "${packages[@]}"
  exit 0
elif [[ ${1:-} == --also ]]; then
  shift
  packages+=("$@")
elif (($#)); then
  echo "cmake/packages.sh: unknown argument '$1', see --help" >&2
  exit 64
fi

if [[ $known == no ]]; then
  {
    echo "This is neither Debian 12 nor Debian 13, so nothing is installed. Where cmake misses"
    echo "something, these are the Debian 13 names of what is needed (Boost 1.81 or newer):"
    echo "  ${packages[*]}" | fold -s -w 78
    echo
  } >&2
  exit 0
fi

installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }
missing=()
for package in "${packages[@]}"; do installed "$package" || missing+=("$package"); done
if ((${#missing[@]} == 0)); then
  echo "All ${#packages[@]} packages that the build needs are here already."
  exit 0
fi

as_root=()
if ((EUID != 0)); then
  if ! command -v sudo >/dev/null; then
    {
      echo "cmake/packages.sh: packages are missing, and this is neither root nor is there sudo."
      echo "Have them installed, then start again:"
      echo "  apt-get install --no-install-recommends ${missing[*]}"
    } >&2
    exit 77
  fi
  as_root=(sudo)
fi

echo "Installing ${#missing[@]} Debian packages that the build needs (compiler, CMake, libraries);" \
  "takes a minute or two."
echo "  ${missing[*]}" | fold -s -w 96 | sed '2,$s/^/  /'
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt_get() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0 \
    -o Acquire::Retries=3 -o DPkg::Lock::Timeout=120 "$@" </dev/null >>"$log" 2>&1
}
if ! { apt_get update && apt_get install -y --no-install-recommends "${missing[@]}"; }; then
  {
    echo "cmake/packages.sh: apt-get failed:"
    tail -n 20 "$log"
  } >&2
  exit 69
fi
