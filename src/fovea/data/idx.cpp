#include "fovea/data/idx.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "fovea/base/error.h"
#include "fovea/data/elements.h"
#include "fovea/data/sniff.h"

namespace fovea {
namespace {

std::optional<ElementFormat> format_of(unsigned char code) {
  switch (code) {
    case 0x08:
      return ElementFormat{'u', 1, true};
    case 0x09:
      return ElementFormat{'i', 1, true};
    case 0x0b:
      return ElementFormat{'i', 2, true};
    case 0x0c:
      return ElementFormat{'i', 4, true};
    case 0x0d:
      return ElementFormat{'f', 4, true};
    case 0x0e:
      return ElementFormat{'f', 8, true};
    default:
      return std::nullopt;
  }
}

[[noreturn]] void no_idx(ByteSource& source, std::string head) {
  std::string more(508, '\0');
  more.resize(source.read(more.data(), more.size()));
  fail(ErrorKind::format,
       fmt::format(
           "{}: is no IDX file: its content is {}. An IDX file begins with two zero bytes, a type (8 for unsigned "
           "bytes) and a number of dimensions (1 to {}).",
           source.who(), describe_content(head + more), Shape::max_rank));
}

}  // namespace

Array read_idx(ByteSource& source) {
  std::string head(4, '\0');
  head.resize(source.read(head.data(), head.size()));
  if (head.size() < 4 || head[0] != 0 || head[1] != 0) no_idx(source, head);
  const std::optional<ElementFormat> format = format_of(static_cast<unsigned char>(head[2]));
  const int rank = static_cast<unsigned char>(head[3]);
  if (!format || rank < 1 || rank > Shape::max_rank) no_idx(source, head);
  Shape shape;
  for (int i = 0; i < rank; ++i) {
    std::array<unsigned char, 4> dim{};
    if (source.read(dim.data(), dim.size()) < dim.size())
      fail(ErrorKind::format,
           fmt::format("{}: ends inside its IDX header: {} dimensions take {} bytes, the file holds {}. "
                       "Get the file again.",
                       source.who(), rank, 4 + 4 * rank, source.taken()));
    shape.push_back(std::int64_t{dim[0]} << 24 | dim[1] << 16 | dim[2] << 8 | dim[3]);
  }
  return read_elements(source, shape, *format);
}

Array read_idx(const std::filesystem::path& path, const ReadLimits& limits) {
  return with_memory(path.string(), [&] { return read_idx(*open_source(path, limits)); });
}

}  // namespace fovea
