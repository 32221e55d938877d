# The trees of files that tests/system/run builds in and boots, made with debootstrap and kept:
#   base-RELEASE     as debootstrap leaves it
#   build-RELEASE    base, what algologd is built with, and the build in /build
#   service-RELEASE  base, systemd and what the checks look with; never booted, but copied
#   test-RELEASE     that copy: one test's
# shellcheck shell=bash

trees=${ALGOLOGD_TREES:-${XDG_CACHE_HOME:-$HOME/.cache}/algologd/system}
service_packages=(systemd systemd-sysv dbus libpam-systemd ca-certificates sqlite3 curl openssl man-db)

take_lock() {
  mkdir -p "$trees"
  exec {lock}>"$trees/lock"
  flock --nonblock "$lock" || fail "no other test is at work in $trees"
}

# in_tree TREE COMMAND...: with this machine's network, this source as /src, and /packages.
in_tree() {
  local tree=$1
  shift
  mkdir -p "$tree"/{src,packages,ccache} "$trees/packages-$release"
  cp -L /etc/resolv.conf "$tree/etc/resolv.conf"
  # shellcheck disable=SC2016
  unshare --mount --pid --fork --kill-child bash -euc '
    tree=$1 packages=$2 ccache=$3
    shift 3
    mount --bind /dev "$tree/dev"
    mount -t proc proc "$tree/proc"
    mount --bind "$PWD" "$tree/src"
    mount -o remount,bind,ro "$tree/src"
    mount --bind "$packages" "$tree/packages"
    if [[ -n $ccache ]]; then mount --bind "$ccache" "$tree/ccache"; fi
    exec chroot "$tree" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
      DEBIAN_FRONTEND=noninteractive ${ccache:+CCACHE_DIR=/ccache} "$@"
  ' in_tree "$tree" "$trees/packages-$release" "${CCACHE_DIR:-}" "$@" </dev/null
}

# logged WHAT COMMAND...: silent, unless it fails.
logged() {
  local what=$1 log=$trees/$release.log
  shift
  say "   $what"
  if ! "$@" >"$log" 2>&1; then
    output=$(tail -n 40 "$log")
    fail "$what"
  fi
}

get() { in_tree "$1" apt-get -q -y -o Acquire::Retries=3 "${@:2}"; }

make_base() {
  local tree=$trees/base-$release
  [[ ! -d $tree ]] || return 0
  rm -rf "$tree.new"
  logged "debootstrap" debootstrap --variant=minbase "$release" "$tree.new" \
    "${DEBIAN_MIRROR:-http://deb.debian.org/debian}"
  mv "$tree.new" "$tree"
}

install_service_packages() {
  get "$1" update && get "$1" install --no-install-recommends "${service_packages[@]}"
}

make_service_tree() {
  local tree=$trees/service-$release
  if [[ -d $tree && $(<"$tree/opt/packages") == "${service_packages[*]}" ]]; then return 0; fi
  rm -rf "$tree" "$tree.new"
  cp -a "$trees/base-$release" "$tree.new"
  logged "a tree with systemd" install_service_packages "$tree.new"
  echo "${service_packages[*]}" >"$tree.new/opt/packages"
  mv "$tree.new" "$tree"
}

make_build_tree() {
  local tree=$trees/build-$release more=(dpkg-dev file man-db)
  if [[ -n ${CCACHE_DIR:-} ]]; then more+=(ccache); fi
  if [[ ! -d $tree ]]; then
    rm -rf "$tree.new"
    cp -a "$trees/base-$release" "$tree.new"
    mv "$tree.new" "$tree"
  fi
  logged "a tree with compiler and libraries" in_tree "$tree" /src/cmake/packages.sh --also "${more[@]}"
}

# The package is built without tests, as its makers do. The simulated cluster comes from the same
# folder, for what both have in common, and brings its libraries along: in the booted tree the package
# must not find any that it forgot to ask for.
build_package() {
  # shellcheck disable=SC2016
  in_tree "$trees/build-$release" bash -euxc '
    launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER= -DCMAKE_DISABLE_PRECOMPILE_HEADERS=OFF)
    if [[ -n ${CCACHE_DIR:-} ]]; then
      launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON)
    fi
    cd /src
    cmake --preset package -B /build -DBUILD_TESTING=OFF "${launcher[@]}"
    cmake --build /build
    cd /build
    rm -rf algologd*.deb /packages/*
    cpack -G DEB
    cp algologd_*.deb /packages/

    cmake -DBUILD_TESTING=ON /build
    cmake --build /build --target algologd-cluster hanging_calls
    mkdir /packages/cluster /packages/cluster/lib
    cp tests/cluster/algologd-cluster tests/e2e/libhanging_calls.so /packages/cluster/
    ldd tests/cluster/algologd-cluster | grep -o "/[^ ]*" |
      grep -vE "/(ld-linux|libc|libm|libgcc_s)[-.]" | xargs cp -Lt /packages/cluster/lib
  '
}

download_dependencies() {
  local into=$trees/service-$release package
  package=$(basename "$trees/packages-$release"/algologd_*.deb)
  get "$into" install --download-only "/packages/$package" ||
    { get "$into" update && get "$into" install --download-only "/packages/$package"; }
}

# What files/cluster.sh finds beside itself in the tree.
install_cluster() {
  local there=$booted_tree/opt/cluster units=$booted_tree/etc/systemd/system
  mkdir -p "$there" "$units/multi-user.target.wants"
  cp -a "$trees/packages-$release/cluster/." "$there/"
  cp "$here"/files/cluster.{json,sh} "$there/"
  chmod 755 "$there/cluster.sh"
  (umask 077 && echo "$key" >"$there/token")
  date +%s000 >"$there/start"
  cp "$here/files/cluster.service" "$units/"
  ln -s ../cluster.service "$units/multi-user.target.wants/"
}

# The key is another one in each test, so that no text has it by chance.
prepare_trees() {
  local name
  key=system-test-$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
  if [[ $fresh == yes ]]; then
    for name in base build service; do rm -rf "${trees:?}/$name-$release"; done
  fi
  make_base
  make_service_tree
  if [[ $build == yes ]]; then
    make_build_tree
    logged "the package and the simulated cluster" build_package
  fi
  logged "what the package depends on" download_dependencies
  booted_tree=$trees/test-$release
  rm -rf "$booted_tree"
  cp -a "$trees/service-$release" "$booted_tree"
  cp "$trees/packages-$release"/algologd_*.deb "$booted_tree/packages/"
  install_cluster
  printf '127.0.0.1 localhost\n::1 localhost\n' >"$booted_tree/etc/hosts"
  echo algologd-test >"$booted_tree/etc/hostname"
  rm -f "$booted_tree/etc/resolv.conf"  # no names but these are to be had in there
}
