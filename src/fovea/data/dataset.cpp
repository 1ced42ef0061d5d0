#include "fovea/data/dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/data/hash.h"

namespace fovea {
namespace {

bool has_class_indices(const Split& split) { return split.y.dtype() == DType::i64 && split.y.shape().rank() == 1; }

template <class T>
void check_finite(const DataSet& data, const Split& split, const Array& array, std::string_view what) {
  const auto values = array.values<T>();
  const auto bad = std::find_if(values.begin(), values.end(), [](T value) { return !std::isfinite(value); });
  if (bad == values.end()) return;
  fail(ErrorKind::format,
       fmt::format("Data set '{}', split '{}': {} must be finite numbers. Sample {} holds {}. Clean the data first.",
                   data.name, split.name, what, (bad - values.begin()) / (array.size() / array.rows()), *bad));
}

void check_finite(const DataSet& data, const Split& split, const Array& array, std::string_view what) {
  if (array.dtype() == DType::f32) check_finite<float>(data, split, array, what);
  if (array.dtype() == DType::f64) check_finite<double>(data, split, array, what);
}

void check_labels(const DataSet& data, const Split& split) {
  const auto classes = static_cast<std::int64_t>(data.classes.size());
  if (classes > 0 && split.y.shape().rank() == 2 && split.y.shape()[1] != classes)
    fail(ErrorKind::shape,
         fmt::format("Data set '{}', split '{}': labels are rows of {} numbers, but there are {} classes.", data.name,
                     split.name, split.y.shape()[1], classes));
  if (!has_class_indices(split)) return;
  const auto labels = split.y.values<std::int64_t>();
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (labels[i] < 0 || labels[i] >= classes)
      fail(ErrorKind::format,
           fmt::format("Data set '{}', split '{}': label {} of sample {} is out of range: there are {} "
                       "classes, 0 to {}. Correct the labels, or give train samples of every class.",
                       data.name, split.name, labels[i], i, classes, classes - 1));
}

void check_split(const DataSet& data, const Split& split) {
  if (data.files) return check_labels(data, split);
  if (split.x.shape().rank() == 0 || split.x.rows() == 0 || split.x.size() == 0)
    fail(ErrorKind::shape, fmt::format("Data set '{}', split '{}': has no samples. Received x of shape {}.",
                                       data.name, split.name, to_string(split.x.shape())));
  if (split.y.shape().rank() == 0 || split.y.rows() != split.x.rows())
    fail(ErrorKind::shape,
         fmt::format(
             "Data set '{}', split '{}': every sample needs one label. Received {} samples (x {}) and labels of "
             "shape {}. Check that both files belong together.",
             data.name, split.name, split.x.rows(), to_string(split.x.shape()), to_string(split.y.shape())));
  const Split& first = data.splits.front();
  if (split.x.shape().tail(1) != first.x.shape().tail(1))
    fail(ErrorKind::shape,
         fmt::format("Data set '{}': samples of all splits have one shape. Received {} in '{}' and {} in "
                     "'{}'.",
                     data.name, to_string(first.x.shape().tail(1)), first.name, to_string(split.x.shape().tail(1)),
                     split.name));
  if (split.y.dtype() != first.y.dtype() || split.y.shape().tail(1) != first.y.shape().tail(1))
    fail(ErrorKind::dtype,
         fmt::format("Data set '{}': labels of all splits have one form. Received {} {} in '{}' and {} {} in '{}'.",
                     data.name, to_string(first.y.dtype()), to_string(first.y.shape()), first.name,
                     to_string(split.y.dtype()), to_string(split.y.shape()), split.name));
  check_labels(data, split);
  check_finite(data, split, split.x, "inputs");
  check_finite(data, split, split.y, "labels");
}

template <class T>
bool whole_numbers(const Array& y) {
  const auto values = y.values<T>();
  return std::all_of(values.begin(), values.end(), [](T v) { return v == std::floor(v) && std::abs(v) < T(1e15); });
}

}  // namespace

const Split* DataSet::find(std::string_view split) const {
  const auto found = std::find_if(splits.begin(), splits.end(), [&](const Split& s) { return s.name == split; });
  return found == splits.end() ? nullptr : &*found;
}

const Split& DataSet::at(std::string_view split) const {
  if (const Split* found = find(split)) return *found;
  std::vector<std::string> names;
  for (const Split& s : splits) names.push_back(s.name);
  fail(ErrorKind::usage, fmt::format("Data set '{}' has no split '{}'. It has: {}.", name, split, join(names, ", ")));
}

void check(const DataSet& data) {
  if (data.splits.empty()) fail(ErrorKind::shape, fmt::format("Data set '{}' holds no samples.", data.name));
  for (const Split& split : data.splits) check_split(data, split);
}

std::string manifest_hash(const std::vector<Split>& splits) {
  Sha256 sum;
  for (const Split& split : splits)
    for (const Array* array : {&split.x, &split.y}) {
      sum.update(fmt::format("{} {} {}\n", split.name, to_string(array->dtype()), to_string(array->shape())));
      sum.update({reinterpret_cast<const char*>(array->raw()), array->bytes()});
    }
  return sum.hex();
}

Array as_labels(const Array& y, const std::string& who) {
  const int rank = y.shape().rank();
  if (rank < 1 || rank > 2)
    fail(ErrorKind::unsupported,
         fmt::format("{}: labels are one number a sample, (N), or one row a sample, (N, classes). "
                     "Received shape {}.",
                     who, to_string(y.shape())));
  const Array labels = rank == 2 && y.shape()[1] == 1 ? y.reshaped({y.rows()}) : y;
  if (labels.shape().rank() == 2) return labels;
  switch (labels.dtype()) {
    case DType::f32:
      return whole_numbers<float>(labels) ? labels.cast(DType::i64) : labels;
    case DType::f64:
      return whole_numbers<double>(labels) ? labels.cast(DType::i64) : labels;
    default:
      return labels.cast(DType::i64);
  }
}

Array to_categorical(const Array& labels, std::int64_t classes) {
  Array rows(Shape{labels.rows(), classes});
  const auto indices = labels.values<std::int64_t>();
  for (std::size_t i = 0; i < indices.size(); ++i) {
    if (indices[i] < 0 || indices[i] >= classes)
      fail(ErrorKind::usage, "Label " + std::to_string(indices[i]) + " of sample " + std::to_string(i) +
                                 " is outside 0 to " + std::to_string(classes - 1) +
                                 ". Give the last layer as many units as there are classes.");
    rows.values<float>()[i * static_cast<std::size_t>(classes) + static_cast<std::size_t>(indices[i])] = 1;
  }
  return rows;
}

std::vector<std::string> numbered_classes(const std::vector<Split>& splits) {
  constexpr std::int64_t most_classes = 100'000;
  if (splits.empty()) return {};
  const Split& first = splits.front();
  std::int64_t last = -1;
  if (has_class_indices(first)) {
    for (const std::int64_t label : first.y.values<std::int64_t>()) {
      if (label < 0)
        fail(ErrorKind::format,
             fmt::format("Labels of split '{}' hold {}. Classes are numbered 0, 1, 2, ...", first.name, label));
      last = std::max(last, label);
    }
  } else if (first.y.shape().rank() == 2) {
    last = first.y.shape()[1] - 1;
  }
  if (last >= most_classes)
    fail(ErrorKind::unsupported,
         fmt::format("Labels of split '{}' go up to {}; at most {} classes are supported. Are they "
                     "classes at all?",
                     first.name, last, most_classes));
  std::vector<std::string> names;
  for (std::int64_t i = 0; i <= last; ++i) names.push_back(std::to_string(i));
  return names;
}

}  // namespace fovea
