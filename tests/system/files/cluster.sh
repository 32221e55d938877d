#!/bin/sh
# Beside the simulated cluster, in the tree: starts it, with an authority of its own from the first time on.
cd /opt/cluster || exit 1
if [ -e tls/cert.pem ]; then
  identity='--tls-cert tls/cert.pem --tls-key tls/key.pem'
else
  mkdir -p tls
  identity='--make-tls tls'
fi
# shellcheck disable=SC2086
LD_LIBRARY_PATH=lib exec ./algologd-cluster --scenario cluster.json --start-ms "$(cat start)" \
  --listen 127.0.0.1:8443 $identity
