#include "fovea/formats/keras/legacy_kernels.h"

#include <algorithm>

namespace fovea {
namespace {

Array permuted(const Array& array, const std::vector<int>& axes) {
  const Shape& from = array.shape();
  Shape to;
  for (const int axis : axes) to.push_back(from[axis]);
  Array result(to, array.dtype());
  const std::size_t size = size_of(array.dtype());
  std::vector<std::int64_t> index(axes.size(), 0);
  for (std::int64_t i = 0; i < to.count(); ++i) {
    std::int64_t source = 0;
    for (int axis = 0; axis < from.rank(); ++axis) {
      const auto place = std::ranges::find(axes, axis) - axes.begin();
      source = source * from[axis] + index[static_cast<std::size_t>(place)];
    }
    std::copy_n(array.raw() + static_cast<std::size_t>(source) * size, size,
                result.raw() + static_cast<std::size_t>(i) * size);
    for (int axis = to.rank() - 1; axis >= 0 && ++index[static_cast<std::size_t>(axis)] == to[axis]; --axis)
      index[static_cast<std::size_t>(axis)] = 0;
  }
  return result;
}

/// (filters, channels, spatial...) as (spatial..., channels, filters), or what a transposed convolution wants.
Array outputs_last(const Array& array, bool transposed) {
  std::vector<int> axes;
  for (int axis = 2; axis < array.shape().rank(); ++axis) axes.push_back(axis);
  axes.push_back(transposed ? 0 : 1);
  axes.push_back(transposed ? 1 : 0);
  return permuted(array, axes);
}

/// Keras 1 kept kernels of one axis with a second one of length 1: (length, 1, channels, filters), before that
/// (filters, channels, length, 1).
Array without_width(const Array& array) {
  const Shape& shape = array.shape();
  const Array ordered = shape.rank() == 4 && shape[1] != 1 && shape[3] == 1 ? permuted(array, {2, 3, 1, 0}) : array;
  Shape narrow;
  for (int axis = 0; axis < ordered.shape().rank(); ++axis)
    if (axis != 1) narrow.push_back(ordered.shape()[axis]);
  return ordered.reshaped(narrow);
}

/// Reversed along all spatial axes, whose places are one number.
Array mirrored(const Array& array) {
  const Shape& shape = array.shape();
  const std::int64_t spatial = shape.count(0, shape.rank() - 2);
  const std::size_t row = array.bytes() / static_cast<std::size_t>(std::max<std::int64_t>(spatial, 1));
  Array result(shape, array.dtype());
  for (std::int64_t i = 0; i < spatial; ++i)
    std::copy_n(array.raw() + static_cast<std::size_t>(spatial - 1 - i) * row, row,
                result.raw() + static_cast<std::size_t>(i) * row);
  return result;
}

}  // namespace

LegacyKernels::LegacyKernels(const Hdf5Reader& file, const std::string& root, const Json& node) {
  const auto text = [&](const char* attribute) {
    for (const std::string& place : {root, std::string()})
      if (file.has_attribute(place, attribute)) return file.read_string(place, attribute);
    return std::string();
  };
  const std::string version = text("keras_version"), backend = text("backend");
  first_keras_ = version.empty() || version.starts_with("1.");
  look_at(node);
  // The first versions wrote neither; their own backend was Theano, whose channels come first.
  guessed_ = backend.empty() && version.empty() && any_channels_first_;
  theano_ = backend == "theano" || guessed_;
}

void LegacyKernels::look_at(const Json& node) {
  const Json* config = node.find("config");
  if (config == nullptr || !config->is_object()) return;
  if (const Json* layers = config->find("layers"); layers != nullptr && layers->is_list())
    for (const Json& layer : layers->as_list()) look_at(layer);
  const std::string class_name = node.at("class_name").as_string();
  if (class_name.find("Conv") == std::string::npos || config->find("name") == nullptr) return;
  const Json* format = config->find("data_format");
  const bool first = format != nullptr && *format == Json("channels_first");
  any_channels_first_ |= first;
  convolutions_[config->at("name").as_string()] = {first, class_name.ends_with("Transpose")};
}

const LegacyKernels::Convolution* LegacyKernels::convolution_of(const Variable& variable) const {
  if (variable.name != "kernel" && variable.name != "depthwise_kernel") return nullptr;
  const std::string layer = variable.path.substr(0, variable.path.find_last_of('/'));
  const auto found = convolutions_.find(layer.substr(layer.find_last_of('/') + 1));
  return found == convolutions_.end() ? nullptr : &found->second;
}

Array LegacyKernels::today(const Array& stored, const Variable& variable) const {
  if (!changes(variable)) return stored;
  const auto [channels_first, transposed] = *convolution_of(variable);
  Array array = stored;
  if (first_keras_ && array.shape().rank() == variable.value.shape().rank() + 1)
    array = without_width(array);
  else if (first_keras_ && channels_first && array.shape().rank() >= 4)
    array = outputs_last(array, transposed);
  else if (first_keras_ && transposed && array.shape().rank() == 4)
    array = permuted(array, {0, 1, 3, 2});
  return theano_ ? mirrored(array) : array;
}

}  // namespace fovea
