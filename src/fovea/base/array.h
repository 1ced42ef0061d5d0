#pragma once
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <vector>

#include "fovea/base/dtype.h"
#include "fovea/base/shape.h"

namespace fovea {

/// A dense n-dimensional array in host memory, row-major, 64-byte aligned: what numpy.ndarray is to Keras.
/// Copies share the storage; clone() makes an independent one.
class Array {
 public:
  Array() = default;
  /// Zero-filled. Errors   shape: a dimension that is not known; resource: when the memory cannot be had
  explicit Array(const Shape& shape, DType dtype = DType::f32);
  /// From values in row-major order. Errors   shape: when their number is not shape.count()
  template <class T>
  static Array of(std::span<const T> values, const Shape& shape) {
    return from_bytes(values.data(), values.size(), shape, dtype_of<T>);
  }
  template <class T>
  static Array of(std::initializer_list<T> values, const Shape& shape) {
    return of(std::span<const T>(values.begin(), values.size()), shape);
  }

  /// True for Array(): no storage, no elements. An array of shape (0, 3) has storage.
  bool empty() const { return storage_ == nullptr; }
  const Shape& shape() const { return shape_; }
  DType dtype() const { return dtype_; }
  /// Units    elements
  std::int64_t size() const { return empty() ? 0 : shape_.count(); }
  std::size_t bytes() const { return static_cast<std::size_t>(size()) * size_of(dtype_); }
  /// Samples: the first dimension. Errors   shape: rank 0
  std::int64_t rows() const;

  std::byte* raw() { return data_; }
  const std::byte* raw() const { return data_; }
  /// Typed elements. Errors   dtype: when T is not the array's element type
  template <class T>
  std::span<T> values() {
    return {reinterpret_cast<T*>(checked(dtype_of<T>)), static_cast<std::size_t>(size())};
  }
  template <class T>
  std::span<const T> values() const {
    return {reinterpret_cast<const T*>(checked(dtype_of<T>)), static_cast<std::size_t>(size())};
  }

  Array clone() const;
  /// The same elements under another shape. Errors   shape: when the counts differ
  Array reshaped(const Shape& shape) const;
  /// Rows [first, first + count) of the first dimension; shares the storage.
  Array slice(std::int64_t first, std::int64_t count) const;
  /// Every element converted: reals to integers toward zero, held at the type's limits, NaN to 0; integers to smaller
  /// ones modulo 2^n, as in numpy; to bfloat16 by rounding to nearest even.
  Array cast(DType dtype) const;
  /// The same numbers into an array that is there, of this shape and any type. Errors   shape: of another shape
  void copy_to(Array& into) const;

 private:
  static Array from_bytes(const void* data, std::size_t count, const Shape& shape, DType dtype);
  std::byte* checked(DType dtype) const;

  std::shared_ptr<std::byte[]> storage_;
  std::byte* data_ = nullptr;
  Shape shape_;
  DType dtype_ = DType::f32;
};

using Arrays = std::vector<Array>;

}  // namespace fovea
