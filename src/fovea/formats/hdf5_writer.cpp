#include <fmt/format.h>
#include <hdf5.h>

#include <new>
#include <utility>

#include "fovea/base/error.h"
#include "fovea/formats/hdf5_file.h"
#include "fovea/formats/hdf5_library.h"

namespace fovea {
using hdf5::Handle;
using hdf5::Id;
using hdf5::Session;

struct Hdf5Writer::State {
  std::string image;
  Handle file;

  ~State() {
    const Session session;
    file.close();
  }
};

namespace {

/// Keras' HDF5_OBJECT_HEADER_LIMIT. Units: bytes; a variable-length string takes 16 in an attribute.
constexpr std::size_t attribute_bytes = 64'512;
constexpr std::size_t strings_an_attribute = attribute_bytes / 16;

// The library's file lives in a std::string that finish() hands out.
void* resize_image(std::size_t size, void* image) {
  auto& bytes = *static_cast<std::string*>(image);
  try {
    bytes.resize(size);
  } catch (const std::exception&) {
    return nullptr;
  }
  return bytes.data();
}
void* take(std::size_t size, H5FD_file_image_op_t, void* image) { return resize_image(size, image); }
void* copy(void*, const void*, std::size_t, H5FD_file_image_op_t, void*) { return nullptr; }
void* grow(void*, std::size_t size, H5FD_file_image_op_t, void* image) { return resize_image(size, image); }
herr_t keep_image(void*, H5FD_file_image_op_t, void*) { return 0; }
void* same_data(void* image) { return image; }
herr_t keep_data(void*) { return 0; }

void check(bool fine, const char* what, const std::string& path) {
  if (!fine)
    hdf5::fail_with_library_message(fmt::format("HDF5 file in memory: {} '{}' cannot be written", what, path));
}

Handle string_type() {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.id(), H5T_VARIABLE);
  H5Tset_cset(type.id(), H5T_CSET_UTF8);
  return type;
}

/// The file's element type: little-endian whatever this machine is.
Handle stored_type(DType dtype) {
  switch (dtype) {
    case DType::u8:
      return Handle(H5Tcopy(H5T_STD_U8LE), H5Tclose);
    case DType::i32:
      return Handle(H5Tcopy(H5T_STD_I32LE), H5Tclose);
    case DType::i64:
      return Handle(H5Tcopy(H5T_STD_I64LE), H5Tclose);
    case DType::f32:
      return Handle(H5Tcopy(H5T_IEEE_F32LE), H5Tclose);
    case DType::f64:
      return Handle(H5Tcopy(H5T_IEEE_F64LE), H5Tclose);
    case DType::bf16:
      return Handle(H5Tcreate(H5T_OPAQUE, 2), H5Tclose);
  }
  return Handle();
}

void write_attribute(Id file, const std::string& path, const std::string& name, Id type, Id space, const void* data) {
  const Handle object(H5Oopen(file, path.empty() ? "/" : path.c_str(), H5P_DEFAULT), H5Oclose);
  check(object.valid(), "attribute of", path);
  Handle attribute(H5Acreate2(object.id(), name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  check(attribute.valid() && H5Awrite(attribute.id(), type, data) >= 0 && attribute.close(), "attribute", name);
}

void write_scalar(Id file, const std::string& path, const std::string& name, Id type, const void* data) {
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  write_attribute(file, path, name, type, space.id(), data);
}

void write_strings(Id file, const std::string& path, const std::string& name, const std::string* first,
                   std::size_t count) {
  std::vector<const char*> pointers;
  for (std::size_t i = 0; i < count; ++i) pointers.push_back(first[i].c_str());
  const hsize_t dims[1] = {count};
  const Handle space(H5Screate_simple(1, dims, nullptr), H5Sclose);
  const char* none = nullptr;
  write_attribute(file, path, name, string_type().id(), space.id(), count > 0 ? pointers.data() : &none);
}

void refuse_nul(std::string_view text, const std::string& name) {
  if (text.find('\0') != std::string_view::npos)
    fail(ErrorKind::usage, fmt::format("Attribute '{}': an HDF5 string cannot hold a NUL character.", name));
}

}  // namespace

Hdf5Writer::Hdf5Writer(std::size_t expected_bytes) : state_(std::make_unique<State>()) {
  try {
    state_->image.reserve(expected_bytes);
  } catch (const std::exception&) {
    fail(ErrorKind::resource, fmt::format("An HDF5 file of {} bytes does not fit into memory.", expected_bytes));
  }
  const Session session;
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5FD_file_image_callbacks_t callbacks = {take, copy, grow, keep_image, same_data, keep_data, &state_->image};
  constexpr std::size_t step = 1 << 16;
  check(H5Pset_fapl_core(access.id(), step, false) >= 0 && H5Pset_file_image_callbacks(access.id(), &callbacks) >= 0,
        "group", "/");
  state_->file =
      Handle(H5Fcreate(hdf5::unique_image_name().c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.id()), H5Fclose);
  check(state_->file.valid(), "group", "/");
}

Hdf5Writer::Hdf5Writer(Hdf5Writer&&) noexcept = default;
Hdf5Writer& Hdf5Writer::operator=(Hdf5Writer&&) noexcept = default;
Hdf5Writer::~Hdf5Writer() = default;

void Hdf5Writer::create_group(const std::string& path) {
  const Session session;
  const Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  H5Pset_create_intermediate_group(links.id(), 1);
  const Handle group(H5Gcreate2(state_->file.id(), path.c_str(), links.id(), H5P_DEFAULT, H5P_DEFAULT), H5Gclose);
  check(group.valid(), "group", path);
}

void Hdf5Writer::write(const std::string& path, const Array& values) {
  const Session session;
  const Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  H5Pset_create_intermediate_group(links.id(), 1);
  const Handle plan(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_obj_track_times(plan.id(), false);
  hsize_t dims[Shape::max_rank] = {};
  for (int i = 0; i < values.shape().rank(); ++i) dims[i] = static_cast<hsize_t>(values.shape()[i]);
  const int rank = values.shape().rank();
  const Handle space(rank == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(rank, dims, nullptr), H5Sclose);
  const Handle type = stored_type(values.dtype());
  Handle dataset(
      H5Dcreate2(state_->file.id(), path.c_str(), type.id(), space.id(), links.id(), plan.id(), H5P_DEFAULT),
      H5Dclose);
  check(dataset.valid(), "dataset", path);
  if (values.size() > 0) {
    const Handle memory(H5Tget_native_type(type.id(), H5T_DIR_DEFAULT), H5Tclose);
    check(H5Dwrite(dataset.id(), memory.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.raw()) >= 0, "dataset", path);
  }
  check(dataset.close(), "dataset", path);
  if (values.dtype() == DType::bf16) {
    const char* text = "bfloat16";
    write_scalar(state_->file.id(), path, "dtype", string_type().id(), &text);
  }
}

void Hdf5Writer::write_string(const std::string& path, const std::string& name, std::string_view value) {
  refuse_nul(value, name);
  const std::string text(value);
  const char* pointer = text.c_str();
  const Session session;
  write_scalar(state_->file.id(), path, name, string_type().id(), &pointer);
}

void Hdf5Writer::write_int(const std::string& path, const std::string& name, std::int64_t value) {
  const Session session;
  write_scalar(state_->file.id(), path, name, H5T_NATIVE_INT64, &value);
}

void Hdf5Writer::write_float(const std::string& path, const std::string& name, double value) {
  const Session session;
  write_scalar(state_->file.id(), path, name, H5T_NATIVE_DOUBLE, &value);
}

void Hdf5Writer::write_string_list(const std::string& path, const std::string& name,
                                   const std::vector<std::string>& values) {
  for (const std::string& value : values) refuse_nul(value, name);
  const Session session;
  const Id file = state_->file.id();
  if (values.size() <= strings_an_attribute) return write_strings(file, path, name, values.data(), values.size());
  for (std::size_t part = 0, at = 0; at < values.size(); ++part, at += strings_an_attribute)
    write_strings(file, path, name + std::to_string(part), values.data() + at,
                  std::min(strings_an_attribute, values.size() - at));
}

std::string Hdf5Writer::finish() {
  const Session session;
  check(H5Fflush(state_->file.id(), H5F_SCOPE_LOCAL) >= 0, "group", "/");
  const ssize_t size = H5Fget_file_image(state_->file.id(), nullptr, 0);
  check(size > 0 && state_->file.close(), "group", "/");
  state_->image.resize(static_cast<std::size_t>(size));
  return std::move(state_->image);
}

}  // namespace fovea
