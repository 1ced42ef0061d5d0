#include "fovea/data/elements.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

#include "fovea/base/error.h"
#include "fovea/base/text.h"

namespace fovea {
namespace {

static_assert(std::endian::native == std::endian::little, "files are read as little-endian memory");

void swap_bytes(std::byte* data, std::size_t size, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) std::reverse(data + i * size, data + (i + 1) * size);
}

float half_to_float(std::uint16_t half) {
  const std::uint32_t sign = std::uint32_t{half & 0x8000u} << 16, exponent = half >> 10 & 31u,
                      fraction = half & 0x3ffu;
  if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000u | fraction << 13);
  if (exponent == 0) {
    const float tiny = static_cast<float>(fraction) * 0x1p-24f;
    return sign != 0 ? -tiny : tiny;
  }
  return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
}

/// `count` stored elements of type From as the array's To.
template <class From, class To, class Convert>
void convert(const std::byte* from, std::byte* to, std::size_t count, Convert convert_one) {
  for (std::size_t i = 0; i < count; ++i) {
    From value;
    std::memcpy(&value, from + i * sizeof(From), sizeof(From));
    const To converted = convert_one(value);
    std::memcpy(to + i * sizeof(To), &converted, sizeof(To));
  }
}

template <class From, class To>
void widen(const std::byte* from, std::byte* to, std::size_t count) {
  convert<From, To>(from, to, count, [](From value) { return static_cast<To>(value); });
}

bool same_in_memory(const ElementFormat& format) {
  return format.kind == 'b' || (format.kind == 'u' && format.size == 1) || (format.kind == 'i' && format.size >= 4) ||
         (format.kind == 'f' && format.size >= 4);
}

void convert_elements(const ElementFormat& format, const std::byte* from, std::byte* to, std::size_t count,
                      const std::string& who) {
  if (format.kind == 'f') {
    convert<std::uint16_t, float>(from, to, count, half_to_float);
  } else if (format.kind == 'i') {
    format.size == 1 ? widen<std::int8_t, std::int32_t>(from, to, count)
                     : widen<std::int16_t, std::int32_t>(from, to, count);
  } else if (format.size == 2) {
    widen<std::uint16_t, std::int32_t>(from, to, count);
  } else if (format.size == 4) {
    widen<std::uint32_t, std::int64_t>(from, to, count);
  } else {
    convert<std::uint64_t, std::int64_t>(from, to, count, [&](std::uint64_t value) {
      if (value > static_cast<std::uint64_t>(INT64_MAX))
        fail(ErrorKind::format, fmt::format("{}: the value {} does not fit into int64.", who, value));
      return static_cast<std::int64_t>(value);
    });
  }
}

[[noreturn]] void refuse(ByteSource& source, const Shape& shape, const ElementFormat& format, std::uint64_t header,
                         unsigned __int128 promised) {
  const std::uint64_t held = source.drain();
  const std::string expected = promised > static_cast<unsigned __int128>(INT64_MAX)
                                   ? "more bytes than 64 bits can count"
                                   : with_commas(static_cast<long long>(promised)) + " bytes";
  fail(ErrorKind::format,
       fmt::format(
           "{}: its header promises {} elements of {} byte{} after {} bytes of header, {} in all. The file holds "
           "{} bytes{}: it is {}. Get the file again, or write it again.",
           source.who(), to_string(shape), format.size, format.size == 1 ? "" : "s", header, expected,
           with_commas(static_cast<long long>(held)), source.cut_short() ? " and then breaks off" : "",
           held < promised || source.cut_short() ? "truncated" : "longer than its header says"));
}

/// Bytes of header and elements; saturates instead of overflowing.
unsigned __int128 promised_bytes(const Shape& shape, std::size_t element, std::uint64_t header) {
  constexpr unsigned __int128 beyond = static_cast<unsigned __int128>(1) << 100;
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return header;
  unsigned __int128 bytes = element;
  for (const std::int64_t dim : shape) {
    bytes *= static_cast<unsigned __int128>(dim);
    if (bytes > static_cast<unsigned __int128>(INT64_MAX)) return beyond;
  }
  return bytes + header;
}

}  // namespace

bool ElementFormat::known() const {
  switch (kind) {
    case 'b':
      return size == 1;
    case 'u':
    case 'i':
      return size == 1 || size == 2 || size == 4 || size == 8;
    case 'f':
      return size == 2 || size == 4 || size == 8;
    default:
      return false;
  }
}

DType ElementFormat::dtype() const {
  if (kind == 'f') return size == 8 ? DType::f64 : DType::f32;
  if (size == 1) return kind == 'i' ? DType::i32 : DType::u8;
  if (size == 2) return DType::i32;
  return kind == 'i' && size == 4 ? DType::i32 : DType::i64;
}

Array read_elements(ByteSource& source, const Shape& shape, const ElementFormat& format) {
  const std::uint64_t header = source.taken();
  const unsigned __int128 promised = promised_bytes(shape, format.size, header);
  if (promised > source.most()) refuse(source, shape, format, header, promised);

  Array result(shape, format.dtype());
  const auto count = static_cast<std::size_t>(result.size());
  const bool swap = format.big_endian && format.size > 1;
  if (same_in_memory(format)) {
    source.read(result.raw(), count * format.size);
    if (swap) swap_bytes(result.raw(), format.size, count);
  } else {
    constexpr std::size_t chunk = 1 << 16;
    std::vector<std::byte> stored(chunk * format.size);
    for (std::size_t done = 0; done < count;) {
      const std::size_t wanted = std::min(chunk, count - done);
      const std::size_t got = source.read(stored.data(), wanted * format.size) / format.size;
      if (swap) swap_bytes(stored.data(), format.size, got);
      convert_elements(format, stored.data(), result.raw() + done * size_of(result.dtype()), got, source.who());
      if (got < wanted) break;
      done += got;
    }
  }
  if (source.drain() != promised || source.cut_short()) refuse(source, shape, format, header, promised);
  return result;
}

}  // namespace fovea
