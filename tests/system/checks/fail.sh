# What goes wrong with a process, and what systemd makes of it.
# shellcheck shell=bash

check_crash() {
  local before count
  drop_in quick <<<'RestartSec=1s'
  before=$(process) count=$(restarts)
  inside systemctl kill --signal SEGV algologd
  eventually "after a crash it is started again" another_than "$before"
  equal "once" $((count + 1)) "$(restarts)"
  new_error_is_stored acme/first
}

# The watchdog of the unit is for real machines and would make a long test.
check_watchdog_of_the_loop() {
  local before
  assert "the unit has a watchdog" test "$(property WatchdogUSec)" != 0
  drop_in watchdog <<<$'WatchdogSec=5s\nTimeoutAbortSec=5s'
  inside systemctl restart algologd
  before=$(process)
  mark_journal
  inside systemctl kill --signal STOP algologd
  eventually "the watchdog finds a process that hangs" said 'Watchdog timeout'
  eventually "it is started again" another_than "$before"
  new_error_is_stored acme/first
}

check_watchdog_of_the_store() {
  local before hang=/var/lib/algologd/hang
  drop_in hang <<<"Environment=LD_PRELOAD=/opt/cluster/libhanging_calls.so HANGING_SYNC=$hang"
  inside systemctl restart algologd
  before=$(process)
  mark_journal
  inside touch "$hang"
  fail_again acme/first
  eventually "the store hangs in a disk that does not answer" inside test -e "$hang.hangs"
  inside rm "$hang"  # the next process has a disk that does
  eventually "the watchdog finds the thread that hangs" said 'Watchdog timeout'
  eventually "it is started again" another_than "$before"
  no_drop_in hang
  no_drop_in watchdog
  inside systemctl restart algologd
  inside rm "$hang.hangs"
  new_error_is_stored acme/first
  nothing_twice
}

check_wrong_configuration() {
  change_configuration 's/^timeout = .*/timeout = "soon"/'
  refute "with a wrong configuration it does not start" inside systemctl restart algologd
  equal "its exit code is EX_CONFIG" 78 "$(property ExecMainStatus)"
  equal "it is not tried again" failed "$(property SubState)"
  equal "not once" 0 "$(restarts)"
  change_configuration 's/^timeout = .*/timeout = "5s"/'
  assert "with a right one it does" inside systemctl start algologd
  no_drop_in quick
  new_error_is_stored acme/first
}
