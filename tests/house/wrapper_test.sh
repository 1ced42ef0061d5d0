#!/usr/bin/env bash
# ./fovea in a scratch checkout, with stand-ins for the package query, cmake and ninja; "ninja" makes a program that
# tells its arguments and ends with status 3.
. "$(dirname "$0")/support.sh"
bin=$scratch/bin tree=$scratch/tree
mkdir "$bin" "$tree" "$tree/scripts"
tool() { printf '#!/bin/sh\n%s\n' "$2" >"$bin/$1"; chmod +x "$bin/$1"; }
cp "$source_dir/fovea" "$tree/"
cp "$source_dir/scripts/install" "$source_dir/scripts/build" "$tree/scripts/"
commit() { git -C "$tree" add . && git -C "$tree" -c user.name=a -c user.email=a@b -c commit.gpgsign=false commit -qm "$1"; }
git -C "$tree" init -q && echo /build/ >"$tree/.gitignore" && commit first

tool dpkg-query 'for p; do case $p in -*) ;; *) [ "$p" = "${MISSING:-}" ] || printf "%s=installed " "$p" ;; esac; done'
tool id 'echo 1000'
tool sudo 'exit 1'
tool cmake 'echo "-- Configuring"; [ -z "${CMAKE_FAILS:-}" ] || { echo "no compiler"; exit 1; }; : >build/$2/build.ninja'
tool ninja '
  echo "[1/2] Building CXX object"; [ -z "${NINJA_FAILS:-}" ] || { echo "a.cpp:1: error: no such thing"; exit 1; }
  echo "[2/2] Linking CXX executable bin/fovea"
  mkdir -p "$2/bin"; printf "%s\n" "#!/bin/sh" "echo program of $(cat source) in \$PWD:" "printf \"[%s]\" \"\$@\"" "exit 3" >"$2/bin/fovea"
  chmod +x "$2/bin/fovea"'
fovea() { run env PATH="$bin:$PATH" "$@"; }
echo one >"$tree/source" && commit one

cd "$scratch" || exit 1
MISSING=libzip-dev fovea tree/fovea train
expect_status "a package is missing and this user may not install" 1
expect_in "a package is missing" "apt-get install --no-install-recommends -y libzip-dev" "$err"
CMAKE_FAILS=1 fovea tree/fovea train
expect_status "cmake fails" 1
expect_in "cmake fails: its words" "no compiler" "$err"
NINJA_FAILS=1 fovea tree/fovea train
expect_status "the compiler fails" 1
expect_in "the compiler fails: its words" "a.cpp:1: error: no such thing" "$err"
expect_equal "the compiler fails: stdout" "" "$out"

fovea tree/fovea train 'a  b' '*'
expect_status "first start: the program's own status" 3
expect_equal "first start: stdout is the program's alone" "program of one in $scratch:"$'\n''[train][a  b][*]' "$out"
expect_in "first start: progress" "building build/release: step 1 of 2" "$err"
expect_not_in "first start: the tools' own words" "Configuring" "$err"

run env PATH=/nonexistent tree/fovea --version
expect_status "once built, no other program is needed" 3
expect_equal "once built, nothing is said" "" "$err"
expect_in "once built" "[--version]" "$out"

ln -s "$tree/fovea" "$scratch/link"
fovea "$scratch/link"
expect_status "through a link" 3

echo two >"$tree/source"
fovea tree/fovea
expect_in "an edited source starts the last build" "program of one" "$out"
commit two
fovea tree/fovea
expect_in "another commit is built first" "program of two" "$out"
expect_in "another commit: says so" "built build/release" "$err"

git -C "$tree" pack-refs --all
echo three >"$tree/source" && commit three && git -C "$tree" pack-refs --all
fovea tree/fovea
expect_in "a packed branch is not looked up" "program of two" "$out"
rm -r "$tree/build/release/bin"
fovea tree/fovea
expect_in "a program that is gone is built again" "program of three" "$out"
finish
