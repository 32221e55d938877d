#!/usr/bin/env bash
# poll_shell.sh BASE ALGORITHMS DATABASE SECONDS: what cron would run. Polls the errors routes of
# bench/a000000, … in turn with curl and sqlite-utils. Prints polls a second, as JSON.
set -euo pipefail
base=$1 algorithms=$2 database=$3 seconds=$4

poll() {
  curl --silent --fail --header "Authorization: Simple secret" "$base/v1/algorithms/bench/$1/errors" |
    sqlite-utils insert "$database" errors - --pk request_id --pk algoname --ignore
}

sqlite-utils create-database "$database" --enable-wal
poll a000000
polls=0 began=$EPOCHREALTIME
for ((end = SECONDS + seconds; SECONDS < end; polls++)); do
  poll "$(printf 'a%06d' $((polls % algorithms)))"
done
awk -v polls="$polls" -v began="$began" -v ended="$EPOCHREALTIME" \
  'BEGIN { printf "{\"rate\": %f}\n", polls / (ended - began) }'
