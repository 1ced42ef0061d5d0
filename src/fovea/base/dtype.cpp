#include "fovea/base/dtype.h"

#include <array>
#include <string>
#include <utility>

#include "fovea/base/error.h"

namespace fovea {
namespace {
constexpr std::array<std::pair<DType, std::string_view>, 6> names = {{{DType::u8, "uint8"},
                                                                      {DType::i32, "int32"},
                                                                      {DType::i64, "int64"},
                                                                      {DType::f32, "float32"},
                                                                      {DType::bf16, "bfloat16"},
                                                                      {DType::f64, "float64"}}};
}

std::string_view to_string(DType type) {
  for (const auto& [value, name] : names)
    if (value == type) return name;
  return "?";
}

DType dtype_from_string(std::string_view name) {
  for (const auto& [value, known] : names)
    if (known == name) return value;
  fail(ErrorKind::dtype,
       "dtype '" + std::string(name) + "' is not known. Use uint8, int32, int64, float32, bfloat16 or float64.");
}

}  // namespace fovea
