// Everything that an HDF5 file offers is read: all objects, their numbers, and attributes by the names that Keras uses.
#include "fovea/formats/hdf5_file.h"
#include "tests/fuzz/target.h"

namespace fovea::fuzz {
namespace {

template <class Work>
void attempt(Work work) {
  try {
    work();
  } catch (const Error&) {
  }
}

void visit(const Hdf5Reader& file, const std::string& path) {
  for (const char* name : {"name", "layer_names", "weight_names", "keras_version", "dtype", "a"}) {
    attempt([&] { file.read_string(path, name); });
    attempt([&] { file.read_string_list(path, name); });
    attempt([&] { file.read_float(path, name); });
    attempt([&] { file.read_int(path, name); });
  }
  if (file.is_dataset(path)) attempt([&] { file.read(path); });
  if (!file.is_group(path)) return;
  for (const std::string& name : file.children(path)) visit(file, path.empty() ? name : path + "/" + name);
}

}  // namespace

void read(const std::string& bytes) {
  // Small limits: a fuzzer's machine is shared, and 2 GiB of zeros take long to write.
  const Hdf5Reader file(bytes, "fuzz", {.hdf5_depth = 8, .hdf5_objects = 200, .tensor_bytes = 1 << 24});
  visit(file, "");
}

}  // namespace fovea::fuzz
