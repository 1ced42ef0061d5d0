#!/usr/bin/env bash
# Installs a build into a scratch prefix and uses it as strangers would: find_package, pkg-config, C, and the program.
#
#   install_test.sh BUILD_FOLDER
. "$(dirname "$0")/../house/support.sh"
build=$1 prefix=$scratch/prefix
here=$source_dir/tests/install
step() { run "$@"; expect_status "$*" 0; }

step cmake --install "$build" --prefix "$prefix" --strip
lib=$(dirname "$(find "$prefix" -name 'libfovea.so')")
step "$prefix/bin/fovea" --version
expect_in "the installed program" "fovea " "$out"

# Sizes of what is installed to run, beside the system's libraries.
bytes=$(stat -Lc %s "$prefix/bin/fovea" "$lib/libfovea.so" "$lib/libfovea_runtime.so" | awk '{sum += $1} END {print sum}')
echo "program and libraries: $bytes bytes"
[ "$bytes" -lt 15000000 ] || complain "program and libraries stay under 15 MB"

# Headers that stand alone: no library of ours in them, no internals.
headers=$(cd "$prefix/include" && find fovea -name '*.h' | sort)
for wanted in fovea/runtime/classifier.h fovea/runtime/fovea.h fovea/models/model.h fovea/layers/core/dense.h; do
  expect_in "headers" "$wanted" "$headers"
done
for unwanted in native/ onednn/ reference/ hdf5/ -inl test_support; do expect_not_in "headers" "$unwanted" "$headers"; done
printf '#include "%s"\n' $headers >"$scratch/headers.cpp"
echo 'int main() {}' >>"$scratch/headers.cpp"

# What the libraries need and show.
runtime_needs=$(readelf -d "$lib/libfovea_runtime.so" | grep NEEDED)
for unwanted in curl crypto ssl cairo hdf5 jpeg png; do expect_not_in "the runtime's libraries" "$unwanted" "$runtime_needs"; done
run ldd "$lib/libfovea_runtime.so"
expect_not_in "the runtime's libraries and theirs" curl "$out"
expect_equal "soname" "libfovea_runtime.so.0" "$(readelf -d "$lib/libfovea_runtime.so" | sed -n 's/.*soname: \[\(.*\)\]/\1/p')"
for library in libfovea.so libfovea_runtime.so; do
  symbols=$(nm -DC --defined-only "$lib/$library" | cut -c20-)
  expect_in "$library" "fovea::" "$symbols"
  strange=$(printf '%s\n' "$symbols" | grep -vE '^((vtable|VTT|typeinfo|typeinfo name|guard variable) for |(non-virtual|virtual) thunk to )?fovea(::|_)' | head -3)
  expect_equal "$library shows only fovea's names" "" "$strange"
  inner=$(printf '%s\n' "$symbols" | grep -E '^fovea::(native|onednn|hdf5|passes|N_[A-Z0-9_]+)::' | head -3)
  expect_equal "$library hides its inner names" "" "$inner"
done

step cmake -S "$here" -B "$scratch/consumer" -DCMAKE_PREFIX_PATH="$prefix" -DHEADERS_SOURCE="$scratch/headers.cpp" -DCMAKE_BUILD_TYPE=Release
step cmake --build "$scratch/consumer" -j 2
step "$scratch/consumer/headers"
step "$scratch/consumer/train" "$scratch/model.keras"
printf '%s\n' "$out"
for row in 0 3 9; do
  step "$scratch/consumer/classify" "$scratch/model.keras" $row
  expect_in "classify row $row" "r$row " "$out"
  from_cpp=$out
  step "$scratch/consumer/classify_c" "$scratch/model.keras" $row
  expect_equal "the same from C" "$from_cpp" "$out"
done
run "$scratch/consumer/classify_c" "$scratch/gone.keras" 0
expect_status "a missing file, from C" 3
expect_in "a missing file, from C" gone.keras "$err"
step "$prefix/bin/fovea" summary "$scratch/model.keras"

sed 's/find_package(fovea 0.1/find_package(fovea 9.1/' "$here/CMakeLists.txt" >"$scratch/CMakeLists.txt"
run cmake -S "$scratch" -B "$scratch/newer" -DCMAKE_PREFIX_PATH="$prefix"
[ "$status" != 0 ] || complain "find_package(fovea 9.1) must fail"

# By pkg-config, from a tree that was moved.
mv "$prefix" "$scratch/moved"
lib=${lib/#$prefix/$scratch/moved}
export PKG_CONFIG_PATH=$lib/pkgconfig
step pkg-config --cflags --libs fovea_runtime
flags=$out
step cc -Wall -Wextra -Werror "$here/classify.c" -o "$scratch/by_pkg_config" $flags "-Wl,-rpath,$lib"
step "$scratch/by_pkg_config" "$scratch/model.keras" 3
expect_in "by pkg-config" "r3 " "$out"
step pkg-config --cflags --libs fovea
step c++ -std=c++20 "$here/train.cpp" -o "$scratch/train" $out "-Wl,-rpath,$lib"
step "$scratch/moved/bin/fovea" --version
finish
