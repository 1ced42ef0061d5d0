#include "fovea/base/array.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>

#include "fovea/base/bfloat16.h"
#include "fovea/base/error.h"

namespace fovea {
namespace {

/// Calls f with a null pointer of the element type that dtype names; bfloat16 comes as uint16_t.
template <class F>
void visit_dtype(DType dtype, F f) {
  switch (dtype) {
    case DType::u8:
      return f(static_cast<std::uint8_t*>(nullptr));
    case DType::i32:
      return f(static_cast<std::int32_t*>(nullptr));
    case DType::i64:
      return f(static_cast<std::int64_t*>(nullptr));
    case DType::f32:
      return f(static_cast<float*>(nullptr));
    case DType::bf16:
      return f(static_cast<std::uint16_t*>(nullptr));
    case DType::f64:
      return f(static_cast<double*>(nullptr));
  }
}

/// C++ leaves the conversion of a real outside the integer's range undefined.
template <class To, class From>
To convert(From value) {
  if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    constexpr To lowest = std::numeric_limits<To>::min(), highest = std::numeric_limits<To>::max();
    if (std::isnan(value)) return 0;
    if (value <= static_cast<From>(lowest)) return lowest;
    if (value >= static_cast<From>(highest)) return highest;
  }
  return static_cast<To>(value);
}

}  // namespace

Array::Array(const Shape& shape, DType dtype) : shape_(shape), dtype_(dtype) {
  // A file may claim a shape whose bytes overflow 64 bits: then a small buffer would pass for a huge one. No machine
  // addresses 128 TiB.
  constexpr std::size_t most = std::size_t{1} << 47;
  std::size_t wanted = 0;
  if (__builtin_mul_overflow(shape.count(), size_of(dtype), &wanted) || wanted > most) wanted = most;
  // calloc's pages stay untouched until written; the slack makes room for alignment.
  void* memory = wanted < most ? std::calloc((wanted + 63) / 64 * 64 + 64, 1) : nullptr;
  if (memory == nullptr)
    fail(ErrorKind::resource, "An array of shape " + to_string(shape) + " needs " + (wanted < most ? "" : "over ") +
                                  std::to_string(wanted >> 20) +
                                  " MiB, which this machine cannot give. Use smaller batches or less data.");
  storage_ = std::shared_ptr<std::byte[]>(static_cast<std::byte*>(memory), [](std::byte* p) { std::free(p); });
  data_ = storage_.get() + (64 - reinterpret_cast<std::uintptr_t>(memory) % 64) % 64;
}

Array Array::from_bytes(const void* data, std::size_t count, const Shape& shape, DType dtype) {
  if (static_cast<std::int64_t>(count) != shape.count())
    fail(ErrorKind::shape, "An array of shape " + to_string(shape) + " holds " + std::to_string(shape.count()) +
                               " values. Received " + std::to_string(count) + ".");
  Array result(shape, dtype);
  if (count > 0) std::memcpy(result.data_, data, result.bytes());
  return result;
}

std::int64_t Array::rows() const {
  if (shape_.rank() == 0) fail(ErrorKind::shape, "An array without dimensions has no rows.");
  return shape_[0];
}

std::byte* Array::checked(DType dtype) const {
  if (dtype != dtype_)
    fail(ErrorKind::dtype, "An array of " + std::string(to_string(dtype_)) + " was read as " +
                               std::string(to_string(dtype)) + ". Convert it with cast() first.");
  return data_;
}

Array Array::clone() const {
  if (empty()) return *this;
  Array result(shape_, dtype_);
  if (bytes() > 0) std::memcpy(result.data_, data_, bytes());
  return result;
}

Array Array::reshaped(const Shape& shape) const {
  if (shape.count() != size())
    fail(ErrorKind::shape, "An array of shape " + to_string(shape_) + " cannot become " + to_string(shape) +
                               ": the numbers of elements differ.");
  Array result = *this;
  result.shape_ = shape;
  return result;
}

Array Array::slice(std::int64_t first, std::int64_t count) const {
  if (first < 0 || count < 0 || first > rows() - count)
    fail(ErrorKind::shape, std::to_string(count) + " rows from row " + std::to_string(first) +
                               " on are not within an array of " + std::to_string(rows()) + " rows.");
  Array result = *this;
  result.shape_.set(0, count);
  result.data_ = data_ + static_cast<std::size_t>(first * shape_.count(1, shape_.rank())) * size_of(dtype_);
  return result;
}

void Array::copy_to(Array& into) const {
  if (!(into.shape_ == shape_))
    fail(ErrorKind::shape,
         "An array of shape " + to_string(shape_) + " does not fit one of shape " + to_string(into.shape_) + ".");
  if (into.dtype_ == dtype_) {
    std::memcpy(into.raw(), raw(), bytes());
    return;
  }
  const std::int64_t n = size();
  visit_dtype(dtype_, [&]<class From>(From*) {
    visit_dtype(into.dtype_, [&]<class To>(To*) {
      const From* from = reinterpret_cast<const From*>(data_);
      To* to = reinterpret_cast<To*>(into.data_);
      for (std::int64_t i = 0; i < n; ++i) {
        if constexpr (std::is_same_v<From, std::uint16_t> && std::is_same_v<To, std::uint16_t>)
          to[i] = from[i];
        else if constexpr (std::is_same_v<From, std::uint16_t>)
          to[i] = convert<To>(bf16_to_float(from[i]));
        else if constexpr (std::is_same_v<To, std::uint16_t>)
          to[i] = float_to_bf16(static_cast<float>(from[i]));
        else
          to[i] = convert<To>(from[i]);
      }
    });
  });
}

Array Array::cast(DType dtype) const {
  if (dtype == dtype_ || empty()) return clone();
  Array result(shape_, dtype);
  copy_to(result);
  return result;
}

}  // namespace fovea
