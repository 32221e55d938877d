# The first installation, and what it brings.
# shellcheck shell=bash

package() { (cd "$booted_tree/packages" && printf '/packages/%s' algologd_*.deb); }

check_first_installation() {
  assert "apt installs the package, with what it depends on" install_package "$(package)"
  assert "the service is enabled" inside systemctl is-enabled algologd
  equal "it is not started with the example for a configuration" inactive "$(property ActiveState)"
  equal "and that is no failure" "" "$(inside systemctl list-units --failed --plain --no-legend algologd)"
  assert "the journal says so" inside journalctl --unit algologd --grep 'still the example'
  assert "the user algologd is there" inside getent passwd algologd
  equal "/etc/algologd is for root and the service" "750 root:algologd" \
    "$(inside stat --format '%a %U:%G' /etc/algologd)"
  assert "the programs of the package find their libraries" inside algologd --version
  assert "nothing is left half installed" inside dpkg --audit
  equal "dpkg finds no file changed" "" "$(inside dpkg --verify algologd)"

  configure
  inside useradd --create-home --groups algologd reader
  inside useradd --create-home stranger
  eventually "the simulated cluster answers over TLS" cluster_answers
  assert "the configuration of this test is valid" inside systemd-run --quiet --pipe --wait \
    --property User=algologd --property LoadCredential=api-key:/etc/algologd/api-key \
    algologd check --online
}

check_manual() {
  local page
  for page in algologd.8 algologd.toml.5; do
    if inside sh -c "zcat -f /usr/share/man/man?/$page*" >/dev/null 2>&1; then
      assert "man shows $page" inside man -P cat "${page##*.}" "${page%.*}"
    else
      skip "the package has no $page"
    fi
  done
  if inside test -e /usr/share/bash-completion/completions/algologd; then
    assert "the completion is a script of Bash" inside bash -n /usr/share/bash-completion/completions/algologd
  else
    skip "the package has no completion for Bash"
  fi
}

exposure() { inside systemd-analyze security algologd | sed -n 's/.*exposure level for algologd[^:]*: \([0-9.]*\).*/\1/p'; }

check_sandbox() {
  local found
  assert "systemd-analyze verify finds the unit good" inside systemd-analyze verify algologd.service
  equal "and has nothing to say" "" "$output"
  found=$(exposure)
  output=$(inside systemd-analyze security algologd | grep -v '✓' || true)
  if [[ -z $found ]] || ! awk -v found="$found" 'BEGIN { exit !(found <= 1.5) }'; then
    fail "systemd-analyze security tells of an exposure of at most 1.5, not ${found:-nothing}"
  fi
  ok "systemd-analyze security tells of an exposure of $found"
}
