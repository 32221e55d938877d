# What tests/system/run prints, and how it asserts.
# shellcheck shell=bash

asserted=0
skipped=()
release=''
output=''     # of the last command that was asserted
broken_at=''  # the command that ended the test, when that was none of those

say() { printf '%4ds  %s\n' "$SECONDS" "$*"; }

ok() {
  asserted=$((asserted + 1))
  say "   $1"
}

# skip WHAT: said here and in the summary, so that nobody takes it for tested.
skip() {
  skipped+=("$release: $1")
  say "   skipped: $1"
}

# What the booted tree can tell about a failure.
explain() {
  booted || return 0
  echo "---- systemctl status"
  inside systemctl --no-pager --full --lines 0 status algologd cluster || true
  echo "---- the end of the journal"
  inside journalctl --no-pager --lines 100 || true
}

# fail WHAT: ends the test.
fail() {
  trap - ERR
  broken_at=''
  {
    say "   FAILED: $1"
    if [[ -n $output ]]; then echo "         | ${output//$'\n'/$'\n'         | }"; fi
    explain
    echo "tests/system/run: $release: not so: $1"
  } >&2
  exit 1
}

# assert WHAT COMMAND...: COMMAND succeeds.
assert() {
  local what=$1
  shift
  output=$("$@" 2>&1) || fail "$what"
  ok "$what"
}

# refute WHAT COMMAND...: COMMAND fails.
refute() {
  local what=$1
  shift
  if output=$("$@" 2>&1); then fail "$what"; fi
  ok "$what"
}

# equal WHAT WANTED FOUND
equal() {
  output="wanted: $2"$'\n'"found:  $3"
  [[ $2 == "$3" ]] || fail "$1"
  ok "$1"
}

# within SECONDS COMMAND...: waits until COMMAND succeeds.
within() {
  local end=$((SECONDS + $1))
  shift
  until output=$("$@" 2>&1); do
    if ((SECONDS >= end)); then return 1; fi
    sleep 0.2
  done
}

# eventually WHAT COMMAND...: COMMAND succeeds within two minutes. That is long, because only a failure
# takes it, and machines are slow at times.
eventually() {
  local what=$1
  shift
  within 120 "$@" || fail "$what"
  ok "$what"
}

summary() {
  local line
  for line in "${skipped[@]}"; do echo "skipped on $line"; done
  echo "tests/system/run: ${releases[*]}: $asserted assertions hold, ${#skipped[@]} skipped; $SECONDS seconds"
}
