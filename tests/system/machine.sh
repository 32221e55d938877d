# A tree, booted: systemd is the first process of namespaces of its own.
# shellcheck shell=bash

booted_tree=''  # where its files are
group=''        # the cgroup that the booted tree takes for the root
unshared=''     # the process that made the namespaces
init=''         # systemd, as this machine numbers it

booted() { [[ -n $init ]] && kill -0 "$init" 2>/dev/null; }

# inside COMMAND...: as root in the booted tree.
inside() {
  nsenter --target "$init" --all env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
    SYSTEMD_PAGER='' DEBIAN_FRONTEND=noninteractive TERM="${TERM:-dumb}" "$@"
}

# Without a cgroup of its own a booted tree would rearrange this machine's.
make_group() {
  local root own
  root=$(findmnt --noheadings --types cgroup2 --output TARGET | head -n 1)
  [[ -n $root ]] || fail "cgroup v2 is mounted"
  own=$(sed -n 's/^0:://p' /proc/self/cgroup)
  group=${root%/}${own%/}/algologd-test-$$
  mkdir -p "$group"
}

remove_group() {
  [[ -d $group ]] || return 0
  find "$group" -depth -type d -exec rmdir {} + 2>/dev/null
}

# In a session of its own: Ctrl-C is for this script, and systemd would take it for a reboot.
boot() {
  make_group
  (
    echo "$BASHPID" >"$group/cgroup.procs"
    exec {lock}>&-
    exec setsid unshare --pid --fork --kill-child --mount --uts --ipc --cgroup --net \
      bash "$here/init" "$booted_tree" </dev/null >"$trees/console-$release.log" 2>&1
  ) &
  unshared=$!
  within 60 systemd_of || no_boot
  init=$output
  within 120 up || no_boot
  ok "the tree is up: Debian $(<"$booted_tree/etc/debian_version"), $(inside systemctl --version | head -n 1)"
}

systemd_of() {
  local child
  child=$(pgrep --parent "$unshared")
  [[ $(readlink "/proc/$child/exe") == */systemd ]] && echo "$child"
}

up() { [[ $(inside systemctl is-system-running) =~ ^(running|degraded)$ ]]; }

no_boot() {
  output+=$'\n'$(tail -n 40 "$trees/console-$release.log")
  fail "the tree boots"
}

gone() { ! kill -0 "$unshared" 2>/dev/null; }

power_off() {
  booted || return 0
  kill -RTMIN+4 "$init"
  within 120 gone || fail "the tree shuts down"
  wait "$unshared" 2>/dev/null || true
  init='' unshared=''
  within 10 remove_group || fail "nothing is left of the tree's processes"
}

# However the test ended. Mounts and processes end with the namespaces, and these with systemd.
clean_up() {
  local status=$?
  if ((status)) && [[ -n $broken_at ]]; then
    explain >&2
    echo "tests/system/run: $release: $broken_at: failed" >&2
  fi
  if [[ -n $unshared ]]; then
    kill -KILL ${init:+"$init"} "$unshared" 2>/dev/null || true
    wait "$unshared" 2>/dev/null || true
    init='' unshared=''
    within 10 remove_group || true
  fi
  if [[ -n $booted_tree && $keep == yes ]]; then
    echo "The tree is in $booted_tree, its journal: journalctl --directory $booted_tree/var/log/journal"
  elif [[ -n $booted_tree ]]; then
    rm -rf --one-file-system "$booted_tree"
  fi
  booted_tree=''
  return "$status"
}
