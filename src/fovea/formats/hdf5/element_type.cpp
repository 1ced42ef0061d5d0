#include "fovea/formats/hdf5/element_type.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "fovea/base/float16.h"

namespace fovea::hdf5 {
namespace {

using Number = ElementType::Number;

constexpr std::array<const char*, 11> class_names = {"integers of an odd form",
                                                     "floating-point numbers of an odd form",
                                                     "times",
                                                     "strings",
                                                     "bit fields",
                                                     "opaque bytes",
                                                     "compounds",
                                                     "object references",
                                                     "enumerations",
                                                     "variable-length sequences",
                                                     "arrays"};

std::optional<Number> integer(std::uint64_t size, bool is_signed) {
  switch (size) {
    case 1:
      return is_signed ? Number::i8 : Number::u8;
    case 2:
      return is_signed ? Number::i16 : Number::u16;
    case 4:
      return is_signed ? Number::i32 : Number::u32;
    case 8:
      return is_signed ? Number::i64 : Number::u64;
    default:
      return std::nullopt;
  }
}

/// Where IEEE and bfloat16 numbers have their parts.
struct FloatForm {
  Number number;
  std::uint64_t size;
  int sign, exponent_at, exponent_bits, mantissa_bits;
  std::uint32_t bias;
};
constexpr std::array<FloatForm, 4> float_forms = {{{Number::f16, 2, 15, 10, 5, 10, 15},
                                                   {Number::bf16, 2, 15, 7, 8, 7, 127},
                                                   {Number::f32, 4, 31, 23, 8, 23, 127},
                                                   {Number::f64, 8, 63, 52, 11, 52, 1023}}};

std::optional<Number> floating(Cursor& cursor, std::uint64_t size, std::uint32_t bits) {
  const int bit_offset = cursor.u16();
  const std::uint64_t precision = cursor.u16();
  const int exponent_at = cursor.u8(), exponent_bits = cursor.u8();
  const int mantissa_at = cursor.u8(), mantissa_bits = cursor.u8();
  const std::uint32_t bias = cursor.u32();
  const bool leading_one_implied = ((bits >> 4) & 3) == 2;
  const bool vax = (bits & 0x40) != 0;
  if (bit_offset != 0 || mantissa_at != 0 || !leading_one_implied || vax || precision != 8 * size)
    return std::nullopt;
  for (const FloatForm& form : float_forms)
    if (form.size == size && form.sign == static_cast<int>((bits >> 8) & 0xFF) && form.exponent_at == exponent_at &&
        form.exponent_bits == exponent_bits && form.mantissa_bits == mantissa_bits && form.bias == bias)
      return form.number;
  return std::nullopt;
}

/// The bits of one element, in this machine's order.
template <class Bits>
Bits load(const char* from, bool big_endian) {
  std::array<char, sizeof(Bits)> bytes;
  std::memcpy(bytes.data(), from, sizeof(Bits));
  if (big_endian != (std::endian::native == std::endian::big)) std::ranges::reverse(bytes);
  return std::bit_cast<Bits>(bytes);
}

template <class Stored, class To>
void convert_all(std::string_view from, bool big_endian, std::byte* to) {
  const std::size_t count = from.size() / sizeof(Stored);
  if (sizeof(Stored) == sizeof(To) && big_endian == (std::endian::native == std::endian::big)) {
    std::memcpy(to, from.data(), count * sizeof(To));
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const To value = static_cast<To>(load<Stored>(from.data() + i * sizeof(Stored), big_endian));
    std::memcpy(to + i * sizeof(To), &value, sizeof(To));
  }
}

void convert_half(std::string_view from, bool big_endian, std::byte* to) {
  for (std::size_t i = 0; i < from.size() / 2; ++i) {
    const float value = half_to_float(load<std::uint16_t>(from.data() + i * 2, big_endian));
    std::memcpy(to + i * sizeof value, &value, sizeof value);
  }
}

void refuse_beyond_int64(const Image& image, std::string_view from, bool big_endian) {
  for (std::size_t i = 0; i + 8 <= from.size(); i += 8)
    if (load<std::uint64_t>(from.data() + i, big_endian) >> 63 != 0)
      image.unsupported("an unsigned number is too large for int64");
}

}  // namespace

ElementType read_element_type(const Image& image, std::string_view body) {
  Cursor cursor(image, body, "datatype message");
  const int kind = cursor.u8() & 15;
  const auto bits = static_cast<std::uint32_t>(cursor.number(3));
  ElementType type;
  type.size = cursor.u32();
  type.name = static_cast<std::size_t>(kind) < class_names.size() ? class_names[static_cast<std::size_t>(kind)]
                                                                  : "elements of an unknown kind";
  type.big_endian = (bits & 1) != 0;
  if (kind == 0) {
    const int bit_offset = cursor.u16();
    const std::uint64_t precision = cursor.u16();
    if (bit_offset == 0 && precision == 8 * type.size) type.number = integer(type.size, (bits & 8) != 0);
  } else if (kind == 1) {
    type.number = floating(cursor, type.size, bits);
  } else if (kind == 3 || (kind == 9 && (bits & 15) == 1)) {
    type.name = "strings";
    type.text = kind == 3 ? ElementType::Text::fixed : ElementType::Text::variable;
    const std::uint32_t padding = kind == 3 ? bits & 15 : (bits >> 4) & 15;
    type.padding = padding == 1   ? ElementType::Padding::nul_padded
                   : padding == 2 ? ElementType::Padding::space_padded
                                  : ElementType::Padding::nul_ended;
  } else if (kind == 5) {
    type.two_opaque_bytes = type.size == 2;
  }
  if (type.size == 0) image.damaged("elements have no size");
  return type;
}

DType array_dtype(Number number) {
  switch (number) {
    case Number::u8:
      return DType::u8;
    case Number::i8:
    case Number::u16:
    case Number::i16:
    case Number::i32:
      return DType::i32;
    case Number::u32:
    case Number::u64:
    case Number::i64:
      return DType::i64;
    case Number::bf16:
      return DType::bf16;
    case Number::f64:
      return DType::f64;
    case Number::f16:
    case Number::f32:
      break;
  }
  return DType::f32;
}

void convert(const Image& image, std::string_view from, const ElementType& type, std::byte* to) {
  const bool big = type.big_endian;
  switch (*type.number) {
    case Number::u8:
      return convert_all<std::uint8_t, std::uint8_t>(from, big, to);
    case Number::i8:
      return convert_all<std::int8_t, std::int32_t>(from, big, to);
    case Number::u16:
      return convert_all<std::uint16_t, std::int32_t>(from, big, to);
    case Number::i16:
      return convert_all<std::int16_t, std::int32_t>(from, big, to);
    case Number::i32:
      return convert_all<std::int32_t, std::int32_t>(from, big, to);
    case Number::u32:
      return convert_all<std::uint32_t, std::int64_t>(from, big, to);
    case Number::u64:
      refuse_beyond_int64(image, from, big);
      [[fallthrough]];
    case Number::i64:
      return convert_all<std::int64_t, std::int64_t>(from, big, to);
    case Number::f16:
      return convert_half(from, big, to);
    case Number::bf16:
      return convert_all<std::uint16_t, std::uint16_t>(from, big, to);
    case Number::f32:
      return convert_all<std::uint32_t, std::uint32_t>(from, big, to);
    case Number::f64:
      return convert_all<std::uint64_t, std::uint64_t>(from, big, to);
  }
}

}  // namespace fovea::hdf5
