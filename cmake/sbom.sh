#!/usr/bin/env bash
# cmake/sbom.sh PROGRAM VERSION BUILD_FOLDER: the Debian packages that are in PROGRAM or linked with it,
# as CycloneDX 1.5. Shared libraries are found by ldd, headers and static libraries by what Ninja noted
# while it compiled lib/ and daemon/ in BUILD_FOLDER. The same input makes the same bytes.
set -euo pipefail
program=$1 version=$2 build=$3
export LC_ALL=C
architecture=$(dpkg --print-architecture)
# shellcheck source=/dev/null
release=$(. /etc/os-release && echo "$ID-$VERSION_ID")

# owners: of the files that are read, the packages, as NAME<tab>VERSION, each once. A file of /lib may
# be known to dpkg below /usr/lib, or the other way round.
owners() {
  sort -u | while IFS= read -r file; do
    printf '%s\n' "$file"
    if [[ $file == /usr/* ]]; then printf '%s\n' "${file#/usr}"; else printf '%s\n' "/usr$file"; fi
  done | { xargs -r dpkg-query --search 2>/dev/null || true; } | sed -n 's/^\([^ ,:]*\)[^ ]*: .*/\1/p' | sort -u |
    while IFS= read -r package; do
      dpkg-query --show --showformat '${Package}\t${Version}\n' "$package" | sort -u
    done
}
# libc is always among them, so that nothing found is a failure.
shared() { ldd "$program" | grep -o '/[^ ]*' | xargs -r readlink -f | owners; }
compiled_in() (
  cd "$build"
  if [[ ! -e build.ninja ]]; then exit 0; fi
  ninja -t deps | awk '/^[^ ]/ { ours = /^(lib|daemon)\// } ours && /^ / { print $1 }' | sort -u |
    xargs -r readlink -f | { grep '^/usr/' || true; } | owners
)

# purl NAME VERSION: https://github.com/package-url/purl-spec, type deb.
purl() {
  local of=${2//+/%2B}
  printf 'pkg:deb/debian/%s@%s?arch=%s&distro=%s' "${1//+/%2B}" "${of//:/%3A}" "$architecture" "$release"
}

libraries=$(shared)
headers=$(compiled_in)
separator=''
component() {
  printf '%s\n    {"type": "library", "bom-ref": "%s:%s", "name": "%s", "version": "%s",\n' \
    "$separator" "$3" "$1" "$1" "$2"
  printf '     "purl": "%s",\n' "$(purl "$1" "$2")"
  printf '     "properties": [{"name": "algologd:linkage", "value": "%s"}]}' "$3"
  separator=,
}

made=$(date -u -d "@${SOURCE_DATE_EPOCH:-$(date +%s)}" +%Y-%m-%dT%H:%M:%SZ)
cat <<EOF
{
  "bomFormat": "CycloneDX",
  "specVersion": "1.5",
  "version": 1,
  "metadata": {
    "timestamp": "$made",
    "component": {"type": "application", "bom-ref": "algologd", "name": "algologd", "version": "$version",
      "licenses": [{"license": {"id": "Apache-2.0"}}]}
  },
EOF
printf '  "components": ['
while IFS=$'\t' read -r name of; do component "$name" "$of" shared; done <<<"$libraries"
if [[ -n $headers ]]; then
  while IFS=$'\t' read -r name of; do component "$name" "$of" compiled-in; done <<<"$headers"
fi
printf '\n  ]\n}\n'
