#!/usr/bin/env bash
# cmake/build.sh PRESET [TARGET...]: configures and builds, and says what a person wants to see of
# it: progress, warnings and errors. Called by ./quickstart and tests/run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
preset=$1
shift
build=(cmake --build --preset "$preset" --parallel "$(nproc)")
if (($#)); then build+=(--target "$@"); fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! cmake --preset "$preset" >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi

# On a terminal Ninja draws its progress over itself; elsewhere one line in ten percent is enough.
tenths() {
  local line shown=-1
  while IFS= read -r line; do
    if [[ $line == '[0/'* ]]; then continue; fi
    if [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]; then
      local tenth=$((10 * BASH_REMATCH[1] / BASH_REMATCH[2]))
      if ((tenth == shown)); then continue; fi
      shown=$tenth
      line=${line/Building CXX object /}
    fi
    printf '%s\n' "$line"
  done
}

if [[ -t 1 ]]; then
  "${build[@]}"
else
  "${build[@]}" 2>&1 | tenths
fi
