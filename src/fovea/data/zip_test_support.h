#pragma once
#include <zlib.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fovea {

/// An entry of an archive that zip_bytes() writes, and the lies it tells.
struct ZipPart {
  std::string name, content;               ///< content as it is stored
  std::optional<std::uint32_t> size = {};  ///< inflated
  std::optional<std::uint32_t> packed_size = {};
  std::uint16_t method = 0;                  ///< 8: deflate
  std::uint16_t flags = 0;                   ///< 1: encrypted
  std::optional<std::uint32_t> offset = {};  ///< where the directory says it begins
  std::optional<std::uint32_t> crc = {};
};

/// `text` as deflate would keep it: without zlib's header and checksum.
inline std::string deflated(std::string_view text) {
  std::string packed(::compressBound(text.size()), '\0');
  uLongf size = packed.size();
  ::compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
              text.size(), 9);
  return packed.substr(2, size - 6);
}

inline std::uint32_t crc32_of(std::string_view text) {
  return static_cast<std::uint32_t>(
      ::crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
}

/// A zip archive, byte by byte: what no library would write.
inline std::string zip_bytes(const std::vector<ZipPart>& parts) {
  std::string bytes, directory;
  const auto put = [](std::string& to, std::uint32_t value, int width) {
    for (int i = 0; i < width; ++i) to += static_cast<char>(value >> (8 * i) & 0xff);
  };
  const auto describe = [&](std::string& to, const ZipPart& part) {
    put(to, part.flags, 2);
    put(to, part.method, 2);
    put(to, 0x00210000, 4);  // 1 January 1980
    put(to, part.crc.value_or(crc32_of(part.content)), 4);
    put(to, part.packed_size.value_or(static_cast<std::uint32_t>(part.content.size())), 4);
    put(to, part.size.value_or(static_cast<std::uint32_t>(part.content.size())), 4);
    put(to, static_cast<std::uint32_t>(part.name.size()), 2);
    put(to, 0, 2);
  };
  for (const ZipPart& part : parts) {
    const auto start = static_cast<std::uint32_t>(bytes.size());
    bytes += "PK\3\4";
    put(bytes, 20, 2);
    describe(bytes, part);
    bytes += part.name + part.content;
    directory += "PK\1\2";
    put(directory, 20, 2);
    put(directory, 20, 2);
    describe(directory, part);
    put(directory, 0, 2);
    put(directory, 0, 4);
    put(directory, 0, 4);
    put(directory, part.offset.value_or(start), 4);
    directory += part.name;
  }
  const auto at = static_cast<std::uint32_t>(bytes.size());
  bytes += directory + "PK\5\6";
  put(bytes, 0, 4);
  put(bytes, static_cast<std::uint32_t>(parts.size()), 2);
  put(bytes, static_cast<std::uint32_t>(parts.size()), 2);
  put(bytes, static_cast<std::uint32_t>(directory.size()), 4);
  put(bytes, at, 4);
  put(bytes, 0, 2);
  return bytes;
}

}  // namespace fovea
