#!/usr/bin/env bash
# Breaks each rule of scripts/check_tree once in a scratch checkout and looks whether it is caught, and where.
. "$(dirname "$0")/support.sh"
tree=$scratch/tree
mkdir "$tree" && git -C "$tree" init -q

clean_tree() {
  find "$tree" -mindepth 1 -maxdepth 1 ! -name .git -exec rm -rf {} +
  mkdir -p "$tree/docs"
  put src/fovea/base/json.cpp '#include <nlohmann/json.hpp>'
  put src/fovea/base/threads.cpp '#include <omp.h>' '#pragma omp parallel'
  put src/fovea/kernels/onednn/engine.h '#include <dnnl.hpp>' '#include "fovea/base/json.h"'
  put src/fovea/kernels/conv.h '#pragma once' '#include "fovea/base/array.h"'
  put src/fovea/kernels/simd.cpp '#define HWY_DISABLED_TARGETS 0' '#include "hwy/highway.h"'
  put src/fovea/data/folder.cpp '#include <zip.h>' '#include <curl/curl.h>' '#include <fmt/format.h>'
  put src/fovea/formats/keras.cpp '#include "fovea/models/model.h"' '#include <hdf5.h>'
  put src/fovea/pictures/curve.cpp '#include <cairo/cairo.h>' 'const char* example = "photos/work/a.png";'
  put src/fovea/graph/passes.cpp '#include "fovea/kernels/conv.h"'
  put src/fovea/models/model.h '#include "fovea/data/folder.h"' '#include "fovea/layers/conv.h"'
  put cli/main.cpp '#include <CLI/CLI.hpp>' '#include "fovea/training/run.h"'
  put README.md '[a page](docs/page.md#top), [web](https://a.example/b), `[x](y)`' '```' '[sample](none.md)' '```'
  put docs/page.md '[back](../README.md)'
}
put() { mkdir -p "$tree/$(dirname "$1")"; printf '%s\n' "${@:2}" >"$tree/$1"; }
numbers() { seq -f '// line %g' "$1"; }

check() { run "$source_dir/scripts/check_tree" "$tree"; }

# caught FAULT FILE LINE...: with FILE made of these lines, check_tree fails and its one fault begins with FAULT.
caught() {
  clean_tree
  put "${@:2}"
  check
  expect_status "$2" 1
  expect_in "$2" "$1" "$out"
  expect_in "$2" ", 1 faults" "$out"
}

clean_tree
check
expect_status "a clean tree" 0
expect_in "a clean tree" "no faults" "$out"

caught 'src/fovea/base/a.h:2: base must not include kernels' src/fovea/base/a.h '' '#include "fovea/kernels/conv.h"'
caught 'src/fovea/layers/a.cpp:1: layers must not include objectives' src/fovea/layers/a.cpp '#include "fovea/objectives/a.h"'
caught 'src/fovea/data/a.cpp:1: data must not include graph' src/fovea/data/a.cpp '#include <fovea/graph/a.h>'
caught 'src/fovea/formats/a_test.cpp:1: formats must not include training' src/fovea/formats/a_test.cpp '#  include "fovea/training/a.h"'
caught "src/fovea/misc/a.cpp:1: the folder 'misc' has no place" src/fovea/misc/a.cpp '#include <string>'
caught 'src/fovea/graph/a.cpp:1: write "fovea/graph/' src/fovea/graph/a.cpp '#include "a.h"'
caught 'src/fovea/graph/a.cpp:1: write "fovea/graph/' src/fovea/graph/a.cpp '#include "graph/b.h"'

caught 'src/fovea/graph/a.cpp:1: oneDNN' src/fovea/graph/a.cpp '#include <oneapi/dnnl/dnnl.hpp>'
caught 'src/fovea/kernels/a.h:1: oneDNN (dnnl.hpp) must not stand in a header' src/fovea/kernels/a.h '#include <dnnl.hpp>'
caught 'src/fovea/data/a.cpp:1: HDF5' src/fovea/data/a.cpp '#include <hdf5.h>'
caught 'src/fovea/formats/a.h:1: HDF5' src/fovea/formats/a.h '#include <H5Fpublic.h>'
caught 'src/fovea/models/a.cpp:1: libzip' src/fovea/models/a.cpp '#include <zip.h>'
caught 'src/fovea/data/a.cpp:1: libpng' src/fovea/data/a.cpp '#include <png.h>'
caught 'src/fovea/formats/a.cpp:1: curl' src/fovea/formats/a.cpp '#include <curl/curl.h>'
caught 'src/fovea/data/a.h:1: curl' src/fovea/data/a.h '#include <curl/curl.h>'
caught 'cli/a.cpp:1: Cairo' cli/a.cpp '#include <cairo.h>'
caught 'src/fovea/base/a.cpp:1: json.hpp' src/fovea/base/a.cpp '#include <nlohmann/json.hpp>'
caught 'src/fovea/training/a.cpp:1: CLI11' src/fovea/training/a.cpp '#include <CLI/CLI.hpp>'
caught 'src/fovea/base/a.h:1: fmt' src/fovea/base/a.h '#include <fmt/format.h>'
caught 'src/fovea/kernels/a.cpp:1: OpenMP' src/fovea/kernels/a.cpp '#include <omp.h>'
caught 'src/fovea/kernels/a.cpp:2: OpenMP' src/fovea/kernels/a.cpp '' '  #pragma omp parallel for'

mapfile -t long < <(numbers 601)
caught 'src/fovea/base/long.cpp:601: 601 lines' src/fovea/base/long.cpp "${long[@]}"
clean_tree
for i in 1 2; do put "src/fovea/base/long$i.h" "${long[@]:0:401}"; done
check
expect_in "two long files of thirteen" 'tree:0: 2 of 13 files have more than 400 lines' "$out"
clean_tree
for i in $(seq 11); do put "src/fovea/base/half$i.h" "${long[@]:0:151}"; done
check
expect_status "as many short files as files of 151 lines" 0
put src/fovea/base/half12.h "${long[@]:0:151}"
check
expect_in "more files of 151 lines than short ones" 'tree:0: half of the files have 151 lines' "$out"

caught 'src/fovea/base/a.cpp:1: unfinished' src/fovea/base/a.cpp "// TO""DO later"
caught 'scripts/tool:1: unfinished' scripts/tool "# FIX""ME"
caught 'src/fovea/base/a_test.cpp:1: a test is switched off' src/fovea/base/a_test.cpp "TEST(Shape, DIS""ABLED_rank) {}"
caught 'src/fovea/base/a.cpp:2: code is switched off' src/fovea/base/a.cpp '' '#if 0'
caught 'src/fovea/base/a.cpp:1: a path of one machine' src/fovea/base/a.cpp "const char* folder = \"/""home/somebody/data\";"
caught 'scripts/tool:1: a path of one machine' scripts/tool "cd /""root"

caught "README.md:3: the link leads to 'docs/none.md'" README.md '# Name' '' '[a](docs/page.md) and [b](docs/none.md "title")'
caught "docs/page.md:1: the link to '../../shared/x.md' leads out of the tree" docs/page.md '[a](../../shared/x.md)'
caught "docs/page.md:1: the link leads to 'gone.md'" docs/page.md '[a]: gone.md'

mkdir "$scratch/empty" && git -C "$scratch/empty" init -q
run "$source_dir/scripts/check_tree" "$scratch/empty"
expect_status "an empty checkout" 1
finish
