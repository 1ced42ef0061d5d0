#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fovea {

/// Element types of arrays and tensors. Names are numpy's and Keras' ("float32").
enum class DType : std::uint8_t { u8, i32, i64, f32, bf16, f64 };

/// Units    bytes
constexpr std::size_t size_of(DType type) {
  switch (type) {
    case DType::u8:
      return 1;
    case DType::bf16:
      return 2;
    case DType::i32:
    case DType::f32:
      return 4;
    case DType::i64:
    case DType::f64:
      return 8;
  }
  return 0;
}

std::string_view to_string(DType type);

/// Errors   dtype: a name that is none of uint8, int32, int64, float32, bfloat16, float64
DType dtype_from_string(std::string_view name);

/// The DType of a C++ element type: dtype_of<float> == DType::f32.
template <class T>
inline constexpr DType dtype_of = [] {
  static_assert(sizeof(T) == 0, "no DType has this element type");
  return DType::u8;
}();
template <>
inline constexpr DType dtype_of<std::uint8_t> = DType::u8;
template <>
inline constexpr DType dtype_of<std::int32_t> = DType::i32;
template <>
inline constexpr DType dtype_of<std::int64_t> = DType::i64;
template <>
inline constexpr DType dtype_of<float> = DType::f32;
template <>
inline constexpr DType dtype_of<double> = DType::f64;

}  // namespace fovea
