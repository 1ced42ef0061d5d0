#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "fovea/base/dtype.h"
#include "fovea/formats/hdf5/image.h"

namespace fovea::hdf5 {

/// What one element of a dataset or attribute is.
struct ElementType {
  enum class Number { u8, i8, u16, i16, u32, i32, u64, i64, f16, bf16, f32, f64 };
  enum class Text { none, fixed, variable };
  enum class Padding { nul_ended, nul_padded, space_padded };

  std::uint64_t size = 0;        ///< bytes an element in the file
  std::string name;              ///< for errors: "strings", "object references"
  std::optional<Number> number;  ///< none where elements are no numbers that an Array can hold
  bool big_endian = false;
  Text text = Text::none;
  Padding padding = Padding::nul_ended;
  bool two_opaque_bytes = false;  ///< how Keras stores bfloat16
};

/// From a datatype message. Types that are not read come with their name and no number, not as an error.
ElementType read_element_type(const Image& image, std::string_view body);

/// The Array element type that holds a number.
DType array_dtype(ElementType::Number number);

/// Elements in the file's form to an Array's. Errors   format: an unsigned 64-bit number over int64's largest
void convert(const Image& image, std::string_view from, const ElementType& type, std::byte* to);

}  // namespace fovea::hdf5
