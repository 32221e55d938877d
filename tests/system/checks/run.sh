# The service at work: readiness, rows, journal, key, readers, reload, stop.
# shellcheck shell=bash

silence_cluster() { inside systemctl kill --signal STOP cluster; }
wake_cluster() { inside systemctl kill --signal CONT cluster; }

check_readiness() {
  silence_cluster
  change_configuration 's/^timeout = .*/timeout = "10m"/'
  mark_journal
  inside systemctl start --no-block algologd
  eventually "algologd begins to watch" said 'watches'
  sleep 2  # a READY that came too early would be here by now
  equal "it is not active before the cluster was tried" activating "$(property ActiveState)"
  wake_cluster
  eventually "it is once the cluster has answered" active

  inside systemctl stop algologd
  silence_cluster
  change_configuration 's/^timeout = .*/timeout = "3s"/'
  assert "a cluster that never answers does not keep it from starting" inside timeout 120 systemctl start algologd
  assert "it is active" active
  wake_cluster
  change_configuration 's/^timeout = .*/timeout = "5s"/'
  inside systemctl restart algologd
  eventually "systemctl status shows what it does" has_status
  say "      $output"
}

has_status() { property StatusText | grep '^6 targets, last commit'; }

builds_as_true() {
  local wanted found
  wanted=$(true_list /_truth/builds "SELECT value ->> '$.record.build_id' FROM truth
    WHERE value ->> '$.algorithm' IN ('acme/first', 'acme/second') ORDER BY 1")
  found=$(sql 'SELECT build_id FROM builds ORDER BY 1')
  [[ -n $wanted && $wanted == "$found" ]]
}

check_rows() {
  eventually "every error of acme/first is stored, once" stored_as_true acme/first
  eventually "every error of acme/second is stored, once" stored_as_true acme/second
  eventually "every build is stored, once" builds_as_true
  equal "nothing of acme/third, which is not configured" "" "$(stored_of acme/third)"
  fail_again acme/first
  eventually "a new error is stored" stored_as_true acme/first
  equal "there is no gap" 0 "$(sql 'SELECT count(*) FROM gaps')"
  equal "nothing is in quarantine" 0 "$(sql 'SELECT count(*) FROM quarantine')"
}

# entries FIELD=VALUE...: of algologd, since the mark.
entries() { journal --output json --all "$@" | grep .; }

check_journal() {
  local fields=(CLUSTER=test ALGORITHM=acme/first COLLECTION=errors)
  mark_journal
  fail_again acme/first
  eventually "the journal finds news of one algorithm" entries "${fields[@]}" PRIORITY=6
  assert "in words, too" said 'acme/first.*new'
  refute "but nothing of one that is not watched" entries ALGORITHM=acme/third
  mark_journal
  silence_cluster
  eventually "a cluster that does not answer is a warning" entries CLUSTER=test PRIORITY=4
  wake_cluster
  eventually "that it answers again is said" said 'works again'
  refute "no priority is left in a message" said '^<[0-7]>'
}

# ask PATH: of the status server.
ask() { inside curl --silent --show-error --fail --max-time 30 "http://127.0.0.1:9464$1"; }

# metric NAME: its value, or that of the first with that name.
metric() { ask /metrics | awk -v name="$1" '$1 ~ "^" name "($|[{])" && !seen++ { print $2 }'; }

# in_json EXPRESSION COMMAND...: EXPRESSION of SQLite, where `it` is the JSON that COMMAND prints.
in_json() {
  "${@:2}" | inside tee /tmp/it.json >/dev/null
  inside sqlite3 -bail :memory: "SELECT $1 FROM (SELECT CAST(readfile('/tmp/it.json') AS TEXT) AS it)"
}

status_of_reader() { as reader algologd status --json; }

page_says() { [[ $(ask /) == *"$1"* ]]; }

check_status_server() {
  local digest
  eventually "/healthz answers" ask /healthz
  eventually "/readyz answers" ask /readyz
  eventually "the page has a verdict" page_says 'Losing nothing: 6 targets'
  equal "/metrics has the version" "$(inside algologd --version | awk 'NR == 1 { print $2 }')" \
    "$(ask /metrics | sed -n 's/^algologd_build_info{version="\([^"]*\)"} 1$/\1/p')"
  digest=$(inside sha256sum "$configuration")
  equal "and the digest of the configuration" "${digest%% *}" \
    "$(ask /metrics | sed -n 's/^algologd_config_info{digest="\([^"]*\)"} 1$/\1/p')"

  assert "a member of the group sees the status" as reader algologd status
  equal "in JSON, too, from the daemon" 1 "$(in_json "it ->> '$.live'" status_of_reader)"
  equal "with its targets" 6 "$(in_json "json_array_length(it, '$.targets')" status_of_reader)"
  equal "and that digest" "${digest%% *}" "$(in_json "it ->> '$.config_digest'" status_of_reader)"
  equal "both know of as many gaps" "$(metric algologd_gaps_total)" "$(in_json "it ->> '$.gaps'" status_of_reader)"
}

# key_in FILE...: which of them have the key in them. It is read from a file, for not to be found here.
key_in() { inside sh -c 'grep -alF -f /etc/algologd/api-key "$@" 2>/dev/null' key_in "$@"; }
key_in_journal() { inside sh -c 'journalctl --all --output export | grep -aF -f /etc/algologd/api-key'; }

# shellcheck disable=SC2016
key_in_processes() {
  inside sh -c 'grep -alF -f /etc/algologd/api-key /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null'
}

check_secrecy() {
  local credential=/run/credentials/algologd.service/api-key
  assert "who looks for the key finds it in its file" key_in /etc/algologd/api-key
  refute "it is not in the journal" key_in_journal
  refute "nor in any process's arguments or environment" key_in_processes
  refute "nor in the database" key_in "$database" "$database-wal"
  equal "its file is root's alone" "600 root" "$(inside stat --format '%a %U' /etc/algologd/api-key)"
  assert "the service has it as a credential" inside test -e "$credential"
  local user
  for user in reader stranger; do
    refute "$user reads neither the file" as "$user" cat /etc/algologd/api-key
    refute "nor the credential" as "$user" cat "$credential"
    refute "nor the environment of the service" as "$user" cat "/proc/$(process)/environ"
  done
  refute "stranger does not read the configuration" as stranger cat "$configuration"
}

check_refused_key() {
  mark_journal
  put /opt/cluster/token 600 <<<'another key'
  eventually "a refused key is told" said 'does not accept the key|asking again'
  assert "the service stays up" active
  refute "and the key is not told" key_in_journal
  put /opt/cluster/token 600 <<<"$key"
  inside systemctl restart algologd
  fail_again acme/first
  eventually "with the right one it goes on" stored_as_true acme/first
}

# readers_read WHEN
readers_read() {
  local query='SELECT count(*) FROM v_errors' first second
  first=$(truth_of acme/first | wc -l) second=$(truth_of acme/second | wc -l)
  assert "a member of the group reads $1" as reader sqlite3 -readonly -bail "$database" "$query"
  equal "and sees every row" $((first + second)) "$output"
  refute "nobody else does" as stranger sqlite3 -readonly -bail "$database" "$query"
}

check_readers() {
  eventually "everything is stored" stored_as_true acme/second
  readers_read "while it runs"
  refute "but does not write" as reader sqlite3 "$database" 'DELETE FROM errors'
  inside systemctl stop algologd
  readers_read "after it was stopped"
  equal "and sees the status, from the database" 0 "$(in_json "it ->> '$.live'" status_of_reader)"
  inside systemctl start algologd
  drop_in no-restart <<<'Restart=no'
  fail_again acme/first
  eventually "a new error is stored" stored_as_true acme/first
  inside systemctl kill --signal KILL algologd
  eventually "it is dead" is ActiveState failed
  readers_read "after kill -9"
  no_drop_in no-restart
  inside systemctl reset-failed algologd
  inside systemctl start algologd
  readers_read "when it is there again"
}

digest_is_current() { ask /metrics | grep "digest=\"$(inside sha256sum "$configuration" | cut -d ' ' -f 1)\""; }

check_reload() {
  local before
  before=$(process)
  change_configuration 's|"acme/second"]|"acme/second", "acme/third"]|'
  assert "systemctl reload returns" inside timeout 120 systemctl reload algologd
  eventually "the algorithm that was added is polled" stored_as_true acme/third
  equal "by the same process" "$before" "$(process)"
  assert "which is active" active
  eventually "and has the digest of the new configuration" digest_is_current
}

test_metric() { [[ $(metric "$1") == "$2" ]]; }

check_mistaken_reload() {
  local before
  before=$(process)
  change_configuration 's/^timeout = .*/timeout = "soon"/'
  mark_journal
  output=$(inside timeout 120 systemctl reload algologd 2>&1) || true
  eventually "a mistake in the configuration is told" said 'timeout.*soon|soon.*timeout'
  eventually "and shown by the metrics" test_metric algologd_config_last_reload_successful 0
  assert "the service stays up" active
  equal "with the same process" "$before" "$(process)"
  fail_again acme/third
  eventually "and polls as before" stored_as_true acme/third
  change_configuration 's/^timeout = .*/timeout = "5s"/'
  assert "the mended configuration is taken" inside timeout 120 systemctl reload algologd
  eventually "which the metrics show" test_metric algologd_config_last_reload_successful 1
  fail_again acme/third
  eventually "and polled with" stored_as_true acme/third
}

check_stop_and_restart() {
  local begun taken before
  before=$(errors)
  begun=${EPOCHREALTIME/./}
  inside systemctl stop algologd
  taken=$((${EPOCHREALTIME/./} - begun))
  output="it took $((taken / 1000)) ms"
  ((taken < 5000000)) || fail "systemctl stop takes less than 5 seconds"
  ok "systemctl stop takes less than 5 seconds: $((taken / 1000)) ms"
  equal "it ends with 0" 0 "$(property ExecMainStatus)"
  equal "which is a success" success "$(property Result)"
  inside systemctl start algologd
  new_error_is_stored acme/first
  equal "no row was lost, none came twice" $((before + 1)) "$(errors)"
  nothing_twice
}
