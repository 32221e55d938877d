# algologd as the operator of the booted tree sees it.
# shellcheck shell=bash

database=/var/lib/algologd/algolog.db
configuration=/etc/algologd/algologd.toml
mark=''    # where the journal was, see mark_journal
newest=''  # the request_id of the newest error, see fail_again

install_package() { inside apt-get -q -y "${@:2}" install "$1"; }

# put FILE MODE: what is read from here becomes FILE in the tree, root's.
put() {
  local text
  text=$(cat)
  inside install -D -m "$2" /dev/stdin "$1" <<<"$text"
}

configure() {
  put "$configuration" 644 <"$here/files/algologd.toml"
  inside install -m 644 /opt/cluster/tls/ca.pem /etc/algologd/ca.pem
  put /etc/algologd/api-key 600 <<<"$key"
  drop_in credential <<<'LoadCredential=api-key:/etc/algologd/api-key'
}

# change_configuration SED-SCRIPT
change_configuration() { inside sed -i "$1" "$configuration"; }

# drop_in NAME: lines of [Service].
drop_in() {
  { echo '[Service]' && cat; } | put "/etc/systemd/system/algologd.service.d/$1.conf" 644
  inside systemctl daemon-reload
}

no_drop_in() {
  inside rm "/etc/systemd/system/algologd.service.d/$1.conf"
  inside systemctl daemon-reload
}

property() { inside systemctl show --property "$1" --value "${2:-algologd.service}"; }
is() { [[ $(property "$1") == "$2" ]]; }
active() { is ActiveState active; }
process() { property MainPID; }
restarts() { property NRestarts; }

# another_than PID: the service is active with another process.
another_than() { active && [[ $(process) != "$1" ]]; }

# journal OPTION...: of algologd, or of systemd about it, since the mark.
journal() { inside journalctl --unit algologd --no-pager ${mark:+--after-cursor "$mark"} "$@"; }
said() { journal --output cat | grep -E "$1"; }

# The mark is an entry of the same unit: after any other journalctl of Debian 12 skips one.
mark_journal() {
  mark=$(inside journalctl --unit algologd --lines 0 --show-cursor | sed -n 's/^-- cursor: //p')
}

sql() { inside sqlite3 -readonly -bail "$database" "$1"; }

# as USER COMMAND...
as() { inside runuser -u "$1" -- "${@:2}"; }

# cluster ROUTE [JSON]: what the simulated cluster knows, see tests/cluster/README.md.
cluster() {
  inside curl --silent --show-error --fail --max-time 30 --cacert /opt/cluster/tls/ca.pem \
    "https://localhost:8443$1" ${2:+--data "$2"}
}

cluster_answers() { cluster /_truth/counters; }

# true_list ROUTE QUERY: the answer as rows of `truth`, one for each element, in the column `value`.
true_list() {
  inside rm -f /tmp/truth.json
  cluster "$1" | inside tee /tmp/truth.json >/dev/null
  inside sqlite3 -bail :memory: "
    CREATE TEMP VIEW truth AS SELECT value FROM json_each(CAST(readfile('/tmp/truth.json') AS TEXT)); $2"
}

# truth_of ALGORITHM: all errors that it ever had, a line for each.
truth_of() {
  true_list "/_truth/errors?algorithm=$1" \
    "SELECT value ->> '$.record.request_id', value ->> '$.record.created_at' FROM truth ORDER BY 1"
}

stored_of() {
  sql "SELECT request_id, created_at FROM v_algorithms JOIN errors USING (algorithm_id)
       WHERE algorithm = '$1' ORDER BY 1"
}

# Nothing lost, nothing twice.
stored_as_true() {
  local wanted found
  wanted=$(truth_of "$1") found=$(stored_of "$1")
  if [[ -n $wanted && $wanted == "$found" ]]; then return; fi
  echo "the cluster has $(wc -l <<<"$wanted") errors of $1, the database $(wc -l <<<"$found"); they differ in"
  diff <(echo "$wanted") <(echo "$found") | head -n 20
  return 1
}

# fail_again ALGORITHM: another error, made now as the cluster takes it.
fail_again() {
  local owner=${1%/*} name=${1#*/}
  newest=req-$(</proc/sys/kernel/random/uuid)
  cluster /_control/errors "{\"algorithm\": \"$1\", \"errors\": [{\"request_id\": \"$newest\",
    \"created_at\": $(<"$booted_tree/opt/cluster/start"), \"username\": \"$owner\", \"algoname\": \"$name\",
    \"error\": \"error:\\nfailed again\", \"error_type\": \"AlgorithmError\"}]}" >/dev/null
}

errors() { sql 'SELECT count(*) FROM errors'; }
has_error() { [[ $(sql "SELECT count(*) FROM errors WHERE request_id = '$1'") == 1 ]]; }

# For when the cluster was started again and has forgotten what was added to it.
new_error_is_stored() {
  fail_again "$1"
  eventually "a new error is stored" has_error "$newest"
}

nothing_twice() {
  equal "no execution is stored twice" 0 \
    "$(sql 'SELECT count(*) - count(DISTINCT request_id || username || algoname) FROM errors')"
}

shell_inside() {
  install_package "$(package)" >/dev/null
  configure
  inside systemctl start --no-block algologd
  say "systemctl status algologd; sqlite3 -readonly $database; curl -k https://localhost:8443/_truth/counters"
  inside bash -l || true
}
