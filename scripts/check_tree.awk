# The rules for sources, one pass over all files given (paths begin with ./). Runs in mawk: no {n} in patterns.
# Words that this file forbids are spelt here with a bracket, so that it does not find itself.

function fault(text) { print FILENAME ":" FNR ": " text }

# Folder NAME may include what stands left of it: one line each, in the order of DESIGN.md.
function order(name, below) { allowed[name] = " " below " " name " "; ranks = ranks " " name }

# Headers that begin with PREFIX belong to files that match WHERE, and to headers (.h) that match PRIVATE.
function library(prefix, title, where, private) {
  libraries++
  lib_prefix[libraries] = prefix; lib_title[libraries] = title; lib_where[libraries] = where; lib_private[libraries] = private
}

BEGIN {
  order("base", "")
  order("kernels", "base")
  order("graph", "base kernels")
  order("layers", "base kernels graph")
  order("objectives", "base kernels graph")
  order("data", "base kernels")
  order("models", "base kernels graph layers objectives data")
  order("formats", "base kernels graph layers objectives data models")
  order("runtime", "base kernels graph layers objectives models formats")
  order("pictures", "base kernels graph layers objectives data models formats")
  order("training", "base kernels graph layers objectives data models formats pictures")

  none = "^$"
  library("^(oneapi/)?dnnl", "oneDNN", "^./src/fovea/kernels/", "^./src/fovea/kernels/onednn/")
  library("^(hdf5|H5)", "HDF5", "^./src/fovea/formats/", none)
  library("^zip(conf)?[.]h", "libzip", "^./src/fovea/data/", none)
  library("^curl/", "curl", "^./src/fovea/data/", none)
  library("^(jpeglib|jerror)[.]h", "libjpeg", "^./src/fovea/data/images/", none)
  library("^png[.]h", "libpng", "^./src/fovea/data/images/", none)
  library("^webp/", "libwebp", "^./src/fovea/data/images/", none)
  library("^archive(_entry)?[.]h", "libarchive", "^./src/fovea/data/photos/", none)
  library("^tiff", "libtiff", "^./src/fovea/data/images/", none)
  library("^cairo", "Cairo", "^./src/fovea/pictures/", none)
  library("^nlohmann/", "json.hpp", "^./src/fovea/base/json[.]cpp$", none)
  library("^CLI/", "CLI11", "^./cli/", "^./cli/")
  library("^fmt/", "fmt", "^./", none)
  library("^omp[.]h", "OpenMP", "^./src/fovea/base/threads", none)
}

FNR == 1 { files[++n_files] = FILENAME; is_code = FILENAME ~ /[.](cpp|h)$/; is_sized = FILENAME ~ /[.](cpp|h|py)$/ }
is_sized { lines[FILENAME] = FNR }

is_code && /^[ \t]*#[ \t]*include/ { check_include() }

is_code && /(#[ \t]*pragma|_Pragma.*)[ \t("]+omp[ \t]/ && FILENAME !~ /^.\/src\/fovea\/base\/threads/ {
  fault("OpenMP only in src/fovea/base/threads; use the pool there")
}

/(^|[^A-Za-z_])([T]ODO|[F]IXME|[X]XX)([^A-Za-z_]|$)/ { fault("unfinished work is marked here; finish it or write an issue") }
is_code && /(^|[^A-Za-z0-9_])[D]ISABLED_/ { fault("a test is switched off; make it pass or remove it") }
is_code && /^[ \t]*#[ \t]*if[ \t]+(0|false)[ \t]*($|\/)/ { fault("code is switched off; remove it") }

/(^|[^]A-Za-z0-9_.\/~)}*%>-])\/(home|root|work|workspace|Users|mnt)(\/|["'` ),;:]|$)/ {
  fault("a path of one machine; take it from an argument, a variable or the folder of the checkout")
}

function check_include(   path, folder, own, i, header) {
  path = $0
  sub(/^[ \t]*#[ \t]*include[ \t]*[<"]/, "", path)
  sub(/[>"].*/, "", path)
  header = FILENAME ~ /[.]h$/
  if (FILENAME ~ /^.\/src\/fovea\//) {
    own = FILENAME
    sub(/^.\/src\/fovea\//, "", own); sub(/\/.*/, "", own)
    if (!(own in allowed)) { fault("the folder '" own "' has no place in the order of folders (scripts/check_tree.awk)"); return }
    folder = path
    sub(/\/.*/, "", folder)
    if ($0 ~ /"/ && (folder == path || folder == ".." || folder in allowed)) fault("write \"fovea/" own "/...\": src/ is the include root")
    if (path ~ /^fovea\//) {
      folder = substr(path, 7); sub(/\/.*/, "", folder)
      if (index(allowed[own], " " folder " ") == 0) fault(own " must not include " folder "; it may use:" allowed[own])
    }
  }
  for (i = 1; i <= libraries; i++) {
    if (path !~ lib_prefix[i]) continue
    if (FILENAME !~ lib_where[i]) fault(lib_title[i] " (" path ") is used in one place only: " readable(lib_where[i]))
    else if (header && FILENAME !~ lib_private[i]) fault(lib_title[i] " (" path ") must not stand in a header; include it in the .cpp")
  }
}

function readable(pattern) { gsub(/[\^\$]|\[|\]/, "", pattern); sub(/^.\//, "", pattern); return pattern }

END {
  for (i = 1; i <= n_files; i++) {
    file = files[i]
    if (!(file in lines)) continue
    size = lines[file]
    of_size[size]++; total++
    if (size > 600) print file ":601: " size " lines; no file has more than 600: split it by topic"
    if (size > 400) above++
  }
  if (above * 10 > total) print "tree:0: " above " of " total " files have more than 400 lines; at most a tenth may"
  for (size = 0; seen * 2 < total; size++) seen += of_size[size]
  if (total && size - 1 > 150) print "tree:0: half of the files have " (size - 1) " lines or more; the median is at most 150"
}
