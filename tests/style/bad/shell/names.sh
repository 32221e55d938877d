#!/usr/bin/env bash
set -eu
cd "$(dirname "$0")"
ls *.log | while read line; do echo "$line"; done
