#!/usr/bin/env bash
# scripts/install with stand-ins for dpkg-query, apt-get, apt-cache, id and sudo that write down how they were called.
. "$(dirname "$0")/support.sh"
bin=$scratch/bin
mkdir "$bin"
for tool in sh cat env grep head mktemp rm true; do ln -s "$(type -P $tool)" "$bin/$tool"; done
tool() { printf '#!/bin/sh\n%s\n' "$2" >"$bin/$1"; chmod +x "$bin/$1"; }
install_with() { : >"$scratch/calls"; run env -i PATH="$bin" S="$scratch" "$source_dir/scripts/install" "$@"; calls=$(cat "$scratch/calls"); }

# Everything is there but what the file `missing` names; apt knows all but what `unknown` names, until it is updated.
tool dpkg-query 'for p; do case $p in -*) ;; *) grep -qx "$p" "$S/missing" || printf "%s=installed " "$p" ;; esac; done'
tool apt-cache 'for p; do :; done; ! grep -qx "$p" "$S/unknown"'
tool apt-get 'echo "apt-get $*" >>"$S/calls"; case $* in *update*) : >"$S/unknown" ;; *) [ ! -e "$S/broken" ] || { echo "E: no route"; exit 100; } ;; esac'
tool id 'cat "$S/uid"'
tool sudo '[ -e "$S/may-sudo" ] && [ "$1" = -n ] && shift && echo "sudo $1" >>"$S/calls" && exec "$@"'
missing() { : >"$scratch/missing"; : >"$scratch/unknown"; [ $# = 0 ] || printf '%s\n' "$@" >"$scratch/missing"; }
echo 0 >"$scratch/uid"

missing
install_with --tests
expect_status "nothing missing" 0
expect_equal "nothing missing: calls" "" "$calls"
expect_equal "nothing missing: words" "" "$err"

missing libfmt-dev cmake libgtest-dev
install_with
expect_status "two missing" 0
expect_in "says what it installs" "installing from Debian: cmake libfmt-dev" "$err"
expect_in "only these" "install --no-install-recommends cmake libfmt-dev" "$calls"
expect_not_in "tests were not asked for" libgtest-dev "$calls"
expect_not_in "known packages need no new lists" update "$calls"
expect_equal "stdout stays empty" "" "$out"
install_with --tests
expect_in "tests were asked for" "cmake libfmt-dev libgtest-dev" "$calls"

echo libfmt-dev >"$scratch/unknown"
install_with
expect_status "lists never fetched" 0
expect_in "lists are fetched first" "update" "${calls%%install*}"

touch "$scratch/broken"
install_with
expect_status "apt fails" 1
expect_in "apt fails: its words" "E: no route" "$err"
expect_in "apt fails: once more with new lists" "update" "${calls#*install}"
rm "$scratch/broken"

echo 1000 >"$scratch/uid"
install_with
expect_status "not root" 1
expect_in "not root: the line to run" "apt-get install --no-install-recommends -y cmake libfmt-dev" "$err"
expect_equal "not root: calls" "" "$calls"
touch "$scratch/may-sudo"
install_with
expect_status "sudo without password" 0
expect_in "sudo without password" "sudo env" "$calls"

rm "$bin/apt-get"
install_with
expect_status "no apt-get" 1
expect_in "no apt-get" "not a Debian system" "$err"
expect_in "no apt-get: what to install" " libdnnl-dev " "$err"
finish
