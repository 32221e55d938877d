# What comes over the years: backups, reboots, upgrades, removal.
# shellcheck shell=bash

newest_backup() { inside sh -c 'ls /var/backups/algologd/algolog-*.db | tail -n 1'; }

check_backup() {
  local copy before n
  refute "backups are made when asked for" inside systemctl is-enabled algologd-backup.timer
  assert "their timer can be enabled" inside systemctl --quiet enable --now algologd-backup.timer
  assert "and has a next time" inside sh -c 'systemctl list-timers --no-legend algologd-backup.timer | grep .'
  new_error_is_stored acme/first
  before=$(process)
  assert "a backup is made while the service runs" inside systemctl start algologd-backup.service
  copy=$(newest_backup)
  output=$copy
  [[ -n $copy ]] || fail "it is in /var/backups/algologd"
  equal "it is whole" ok "$(inside sqlite3 -readonly "$copy" 'PRAGMA integrity_check')"
  equal "it has every row" "$(errors)" "$(inside sqlite3 -readonly "$copy" 'SELECT count(*) FROM errors')"
  equal "it is for the service and its group" "640 algologd:algologd" "$(inside stat --format '%a %U:%G' "$copy")"
  assert "a member of the group can copy it elsewhere" as reader cat "$copy"
  refute "stranger cannot" as stranger cat "$copy"
  for n in 1 2 3 4 5 6 7 8; do inside cp -p "$copy" "/var/backups/algologd/algolog-2000010${n}T000000Z.db"; done
  inside touch /var/backups/algologd/algolog-19990101T000000Z.db
  inside touch /var/backups/algologd/mine.db
  sleep 1.1  # they are named after the second
  assert "another one can be made" inside systemctl start algologd-backup.service
  equal "the newest seven are kept" 7 "$(inside sh -c 'ls /var/backups/algologd/algolog-2*.db | wc -l')"
  assert "another database's copy is left alone" inside test -e /var/backups/algologd/algolog-19990101T000000Z.db
  assert "with files of other names" inside test -e /var/backups/algologd/mine.db
  equal "by the same process" "$before" "$(process)"

  copy=$(newest_backup)
  inside systemctl stop algologd
  inside sh -c "rm $database* && install -m 640 -o algologd -g algologd $copy $database"
  inside systemctl start algologd
  eventually "with a backup in the database's place everything is there" stored_as_true acme/first
}

check_reboot() {
  local before
  new_error_is_stored acme/first
  before=$(errors)
  power_off
  boot
  eventually "after a reboot the service comes by itself" active
  eventually "and the second instance" inside systemctl is-active algologd@lab
  eventually "the simulated cluster is there, too" cluster_answers
  new_error_is_stored acme/first
  equal "no row was lost, none came twice" $((before + 1)) "$(errors)"
  nothing_twice
}

# newer_package: the same with a higher version, and with another example of a configuration.
newer_package() {
  local folder=$booted_tree/packages/newer
  dpkg-deb --raw-extract "$booted_tree$(package)" "$folder"
  sed -i 's/^Version: .*/&+newer/' "$folder/DEBIAN/control"
  echo '# The example of the newer version.' >>"$folder$configuration"
  sed -i '\| etc/algologd/algologd.toml$|d' "$folder/DEBIAN/md5sums"
  dpkg-deb --build "$folder" "$booted_tree/packages/newer.deb" >/dev/null
  rm -rf "$folder"
}

# shellcheck disable=SC2016
version_of_package() { inside dpkg-query --show --showformat '${Version}' algologd; }

check_upgrade() {
  local before rows version sum lab
  lab=$(property MainPID algologd@lab)
  before=$(process) rows=$(errors) version=$(version_of_package) sum=$(inside sha256sum "$configuration")
  newer_package
  assert "apt installs a newer package" install_package /packages/newer.deb -o Dpkg::Options::=--force-confold
  equal "it is that" "$version+newer" "$(version_of_package)"
  assert "the service is active" active
  assert "with another process" test "$(process)" != "$before"
  assert "and so is the second instance" inside systemctl is-active algologd@lab
  assert "with another one" test "$(property MainPID algologd@lab)" != "$lab"
  equal "the configuration is the operator's" "$sum" "$(inside sha256sum "$configuration")"
  assert "the package's is beside it" inside test -e "$configuration.dpkg-dist"
  assert "it is still enabled" inside systemctl is-enabled algologd
  new_error_is_stored acme/first
  equal "no row was lost, none came twice" $((rows + 1)) "$(errors)"

  inside systemctl --quiet disable --now algologd
  assert "apt installs it over a service that is disabled" install_package /packages/newer.deb --reinstall
  equal "and it stays disabled" disabled "$(inside systemctl is-enabled algologd || true)"
  equal "and stopped" inactive "$(property ActiveState)"
  assert "until it is enabled again" inside systemctl --quiet enable --now algologd
}

user_version() { inside sqlite3 -readonly "$1" 'PRAGMA user_version'; }

# A database as the first version left it, with one error that the cluster has forgotten since.
make_first_database() {
  {
    echo 'PRAGMA journal_mode = WAL;'
    cat schema/0001_*.sql
    cat <<'SQL'
      INSERT INTO algorithms (cluster, owner, name, first_seen_at)
      VALUES ('test', 'acme', 'first', 1600000000000);
      INSERT INTO errors (cluster, request_id, algorithm_id, created_at, username, algoname, observed_at, backfilled)
      VALUES ('test', 'req-old', 1, 1600000000000, 'acme', 'first', 1600000000000, 0);
      PRAGMA user_version = 1;
SQL
  } | inside sqlite3 -bail "$database" >/dev/null
  inside sh -c "chown algologd:algologd $database* && chmod 640 $database*"
}

check_older_database() {
  local current copy migrations=(schema/[0-9]*.sql)
  current=$((10#$(basename "${migrations[-1]}" | cut -d _ -f 1)))
  inside systemctl stop algologd
  inside sh -c "mkdir /var/lib/before && mv $database* /var/lib/before/"
  make_first_database
  assert "the service starts with a database of the first version" inside timeout 120 systemctl start algologd
  equal "which is migrated" "$current" "$(user_version "$database")"
  equal "and has what it had" 1 "$(sql "SELECT count(*) FROM v_errors WHERE request_id = 'req-old'")"
  assert "nothing is wrong with it" test "$(sql 'PRAGMA integrity_check')" = ok
  new_error_is_stored acme/first
  copy=$(inside sh -c "ls $database.before-v* 2>/dev/null" || true)
  equal "the database as it was is kept" "$database.before-v$current" "$copy"
  equal "in its version" 1 "$(user_version "$copy")"
  equal "with what it had" req-old "$(inside sqlite3 -readonly "$copy" 'SELECT request_id FROM errors')"
  refute "stranger does not read it" as stranger cat "$copy"
  inside systemctl stop algologd
  inside sh -c "rm $database* && mv /var/lib/before/* /var/lib/algologd/ && rmdir /var/lib/before"
  inside systemctl start algologd
  new_error_is_stored acme/first
}

has_as_many() { [[ $(inside sqlite3 -readonly "$1" 'SELECT count(*) FROM errors') == "$(errors)" ]]; }

# Another team's: its own configuration, database, port and credential.
check_second_instance() {
  local lab=/etc/algologd/lab.toml there=/var/lib/algologd/lab/algolog.db
  inside cp --preserve "$configuration" "$lab"
  put /etc/systemd/system/algologd@lab.service.d/credential.conf 644 \
    <<<$'[Service]\nLoadCredential=api-key:/etc/algologd/api-key'
  inside systemctl daemon-reload
  refute "an instance does not write the other's database" inside timeout 120 systemctl start algologd@lab
  inside systemctl stop algologd@lab
  printf '\n[store]\npath = "%s"\n\n[status]\nlisten = "127.0.0.1:9465"\n' "$there" | inside tee -a "$lab" >/dev/null
  assert "it starts with one of its own" inside timeout 120 systemctl enable --now algologd@lab
  eventually "which gets every row" has_as_many "$there"
  assert "it serves its own status" inside curl --silent --fail http://127.0.0.1:9465/readyz
  assert "a member of the group reads it" as reader algologd status --config "$lab"
  refute "stranger does not" as stranger sqlite3 -readonly "$there" 'SELECT count(*) FROM errors'
  assert "the first instance is as it was" active
}

check_removal() {
  local rows
  rows=$(errors)
  assert "an instance runs, too" inside systemctl is-active algologd@lab
  assert "apt removes the package" inside apt-get -q -y remove algologd
  equal "the service is stopped" inactive "$(property ActiveState)"
  refute "its unit is gone" inside test -e /lib/systemd/system/algologd.service
  refute "no process is left" inside pgrep --exact algologd
  assert "the configuration is there" inside test -e "$configuration"
  equal "and every row" "$rows" "$(errors)"
  assert "apt installs it again" install_package /packages/newer.deb -o Dpkg::Options::=--force-confold
  eventually "it goes on by itself" active
  new_error_is_stored acme/first
}

leftovers() {
  inside sh -c 'find /etc /lib/systemd /usr/bin /usr/share /var/lib/systemd /run/systemd -name "*algolog*" \
    -not -path "/etc/systemd/system/algologd.service.d*"'
}

drop_ins() {
  inside sh -c 'find /etc/systemd/system -path "*/algologd*.d*"'
}

check_purge() {
  assert "apt purges the package" inside apt-get -q -y purge algologd
  refute "the configuration is gone, with the key" inside test -e /etc/algologd
  refute "and the database" inside test -e /var/lib/algologd
  refute "dpkg knows nothing of it" inside dpkg-query --show algologd
  equal "no drop-in of its units is left" "" "$(drop_ins)"
  inside systemctl daemon-reload
  equal "systemd knows nothing of it" not-found "$(property LoadState)"
  equal "no file of it is left" "" "$(leftovers)"
}

check_second_installation() {
  assert "apt installs the package" install_package "$(package)"
  equal "it is not started with the example for a configuration" inactive "$(property ActiveState)"
  configure
  assert "it starts with a configuration" inside timeout 120 systemctl start algologd
  eventually "and stores every error, once" stored_as_true acme/first
}
