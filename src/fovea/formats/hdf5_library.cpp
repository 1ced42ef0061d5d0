#include "fovea/formats/hdf5_library.h"

#include <hdf5.h>

#include <atomic>
#include <mutex>

#include "fovea/base/error.h"

namespace fovea::hdf5 {
static_assert(std::is_same_v<hid_t, Id> && std::is_same_v<herr_t, int>);
namespace {

std::mutex& library_mutex() {
  static std::mutex mutex;
  return mutex;
}

struct Innermost {
  std::string text;
  ErrorKind kind = ErrorKind::usage;
};

/// Keeps the first error that the walk meets. Nothing is thrown through the library.
herr_t keep_first(unsigned n, const H5E_error2_t* error, void* kept) {
  auto& innermost = *static_cast<Innermost*>(kept);
  if (n != 0) return 0;
  if (error->maj_num == H5E_RESOURCE) innermost.kind = ErrorKind::resource;
  try {
    if (error->desc != nullptr) innermost.text = error->desc;
  } catch (const std::exception&) {
    innermost.kind = ErrorKind::resource;
  }
  return 0;
}

}  // namespace

Session::Session() {
  library_mutex().lock();
  H5Eget_auto2(H5E_DEFAULT, &print_, &print_data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  H5PLget_loading_state(&plugins_);
  H5PLset_loading_state(0);
}

Session::~Session() {
  H5PLset_loading_state(plugins_);
  H5Eset_auto2(H5E_DEFAULT, print_, print_data_);
  library_mutex().unlock();
}

std::string unique_image_name() {
  static std::atomic<unsigned> serial{0};
  return "image-" + std::to_string(serial++);
}

void fail_with_library_message(const std::string& text) {
  Innermost innermost;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &innermost);
  fail(innermost.kind, text + (innermost.text.empty() ? "." : " (HDF5: " + innermost.text + ")."));
}

}  // namespace fovea::hdf5
