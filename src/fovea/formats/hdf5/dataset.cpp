#include "fovea/formats/hdf5/dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "fovea/base/text.h"

namespace fovea::hdf5 {
namespace {

/// No deflate stream grows more than this.
constexpr std::uint64_t deflate_ratio = 1032;
/// Chunks may be larger than what the file holds of them (where nothing was written), within reason.
constexpr std::uint64_t small = 1 << 20;

std::string_view body(const Image& image, const Messages& messages, MessageType type) {
  const Message* message = find(messages, type);
  if (message == nullptr) image.damaged("a dataset lacks its type, shape or layout");
  if (message->shared) image.unsupported("a dataset shares its shape or layout with others");
  return message->body;
}

ElementType element_type(const Image& image, const Messages& messages, const std::vector<Attribute>& attributes) {
  const Message* message = find(messages, MessageType::datatype);
  if (message != nullptr && message->shared) {
    ElementType named;
    named.size = 1;
    named.name = "elements of a named type";
    return named;
  }
  ElementType type = read_element_type(image, body(image, messages, MessageType::datatype));
  // The attribute stands in .weights.h5; whole models' .h5 have none, and h5py writes two opaque bytes of nothing else.
  const Attribute* dtype = find(attributes, "dtype");
  if (type.two_opaque_bytes && (dtype == nullptr || (dtype->type.text != ElementType::Text::none &&
                                                     strings(image, *dtype) == std::vector<std::string>{"bfloat16"})))
    type.number = ElementType::Number::bf16;
  return type;
}

void read_chunk_layout(const Image& image, Cursor& cursor, int version, Dataset& dataset) {
  Chunks& chunks = dataset.chunks;
  dataset.chunked = true;
  const int flags = version >= 4 ? cursor.u8() : 0;
  const std::size_t sides = cursor.u8();
  if (version == 3) chunks.address = cursor.offset();
  const int width = version >= 4 ? cursor.u8() : 4;
  if (width < 1 || width > 8 || sides != dataset.dimensions.size() + 1 || sides == 1)
    image.damaged("chunks have not as many dimensions as their dataset");
  for (std::size_t d = 0; d + 1 < sides; ++d) chunks.shape.push_back(cursor.number(width));
  chunks.element = cursor.number(width);
  if (version < 4) return;
  const int index = cursor.u8();
  if (index == 1 && (flags & 0x02) != 0) {
    chunks.stored_size = cursor.length();
    chunks.skipped = cursor.u32();
  }
  if (index != 1 && index != 2) image.unsupported("its chunks are indexed as only the newest file format does");
  chunks.index = index == 1 ? Chunks::Index::single : Chunks::Index::implicit;
  chunks.address = cursor.offset();
}

/// Chunks as versions 1 and 2 of the layout message write them.
void read_old_layout(const Image& image, Cursor& cursor, std::uint64_t bytes, Dataset& dataset) {
  const std::size_t sides = cursor.u8();
  const int kind = cursor.u8();
  cursor.skip(5);
  const std::uint64_t address = kind == 0 ? undefined : cursor.offset();
  if (kind == 2) {
    dataset.chunked = true;
    dataset.chunks.address = address;
    if (sides != dataset.dimensions.size() + 1 || sides == 1)
      image.damaged("chunks have not as many dimensions as their dataset");
    for (std::size_t d = 0; d + 1 < sides; ++d) dataset.chunks.shape.push_back(cursor.u32());
    dataset.chunks.element = cursor.u32();
    return;
  }
  cursor.skip(4 * sides);
  if (kind == 0) dataset.data = cursor.take(cursor.u32());
  if (kind == 1 && address != undefined) dataset.data = image.at(address, bytes, "dataset");
  if (kind > 2) image.damaged("a dataset has a layout of an unknown kind");
}

void read_layout(const Image& image, std::string_view body, std::uint64_t bytes, Dataset& dataset) {
  Cursor cursor(image, body, "layout message");
  const int version = cursor.u8();
  if (version == 1 || version == 2) return read_old_layout(image, cursor, bytes, dataset);
  if (version != 3 && version != 4) image.unsupported(fmt::format("a layout message has version {}", version));
  switch (cursor.u8()) {
    case 0:
      dataset.data = cursor.take(cursor.u16());
      return;
    case 1: {
      const std::uint64_t address = cursor.offset();
      if (address != undefined && bytes > 0) dataset.data = image.at(address, cursor.length(), "dataset");
      return;
    }
    case 2:
      return read_chunk_layout(image, cursor, version, dataset);
    case 3:
      image.unsupported("a virtual dataset has its data in other files, which are never opened");
    default:
      image.damaged("a dataset has a layout of an unknown kind");
  }
}

void check_chunks(const Image& image, const Dataset& dataset, std::uint64_t room, const ReadLimits& limits) {
  const Chunks& chunks = dataset.chunks;
  if (chunks.element != dataset.type.size) image.damaged("chunks have not the elements of their dataset");
  if (std::ranges::count(chunks.shape, 0u) != 0) image.damaged("chunks have a side of 0");
  // All chunks of a sound file are in it, and each has an entry of at least 8 bytes in an index.
  std::uint64_t count = 1;
  for (std::size_t d = 0; d < chunks.shape.size(); ++d) {
    const std::uint64_t along =
        dataset.dimensions[d] / chunks.shape[d] + (dataset.dimensions[d] % chunks.shape[d] != 0);
    if (__builtin_mul_overflow(count, std::max<std::uint64_t>(along, 1), &count)) count = undefined;
  }
  const std::uint64_t bytes = product(chunks.shape, chunks.element);
  if (bytes > static_cast<std::uint64_t>(limits.tensor_bytes))
    image.over_limit("a chunk claims too many bytes", limit_words("tensor_bytes", limits.tensor_bytes));
  std::uint64_t all = 0;
  if (__builtin_mul_overflow(bytes, count, &all) || all > std::max(room, small) ||
      (chunks.index == Chunks::Index::tree && count > image.size() / 8))
    image.damaged("chunks claim more than the file can hold");
}

std::string_view fill_value(const Image& image, const Messages& messages) {
  if (const Message* message = find(messages, MessageType::fill_value)) {
    if (message->shared) return {};
    Cursor cursor(image, message->body, "fill value message");
    const int version = cursor.u8();
    if (version == 3) {
      return (cursor.u8() & 0x20) != 0 ? cursor.take(cursor.u32()) : std::string_view();
    }
    cursor.skip(2);
    const bool defined = cursor.u8() != 0;
    return version == 1 || defined ? cursor.take(cursor.u32()) : std::string_view();
  }
  if (const Message* message = find(messages, MessageType::old_fill_value); message != nullptr && !message->shared) {
    Cursor cursor(image, message->body, "fill value message");
    return cursor.take(cursor.u32());
  }
  return {};
}

}  // namespace

bool is_dataset(const Messages& messages) { return find(messages, MessageType::layout) != nullptr; }

Dataset read_description(const Image& image, const Messages& messages, const std::vector<Attribute>& attributes,
                         const ReadLimits& limits) {
  if (find(messages, MessageType::external_files) != nullptr)
    image.unsupported("external storage keeps a dataset's data in other files, which are never opened");
  Dataset dataset;
  dataset.dimensions = read_dimensions(image, body(image, messages, MessageType::dataspace));
  if (dataset.dimensions.size() > static_cast<std::size_t>(Shape::max_rank))
    image.unsupported(
        fmt::format("a dataset has {} dimensions; at most {} are read", dataset.dimensions.size(), Shape::max_rank));
  dataset.type = element_type(image, messages, attributes);
  if (const Message* filters = find(messages, MessageType::filters)) {
    if (filters->shared) image.unsupported("a dataset shares its filters with others");
    dataset.filters = read_filters(image, filters->body);
  }

  const std::uint64_t element = dataset.type.number ? size_of(array_dtype(*dataset.type.number)) : 1;
  const std::uint64_t wanted = product(dataset.dimensions, std::max(element, dataset.type.size));
  if (wanted == undefined || wanted > static_cast<std::uint64_t>(limits.tensor_bytes))
    image.over_limit("a dataset claims too many bytes", limit_words("tensor_bytes", limits.tensor_bytes));
  const std::uint64_t bytes = product(dataset.dimensions, dataset.type.size);
  const bool deflated = std::ranges::count(dataset.filters, Filter::deflate) != 0;
  const std::uint64_t room = deflated ? image.size() * deflate_ratio : image.size();
  if (bytes > room)
    image.damaged(fmt::format("a dataset claims {} bytes, more than the file's {} can hold",
                              with_commas(static_cast<long long>(bytes)),
                              with_commas(static_cast<long long>(image.size()))));

  read_layout(image, body(image, messages, MessageType::layout), bytes, dataset);
  if (dataset.chunked) check_chunks(image, dataset, room, limits);
  if (!dataset.chunked && !dataset.filters.empty()) image.damaged("a dataset without chunks has filters");
  if (!dataset.data.empty() && dataset.data.size() < bytes) image.damaged("a dataset has less data than its shape");
  dataset.fill = fill_value(image, messages);
  if (!dataset.fill.empty() && dataset.fill.size() != dataset.type.size) {
    if (dataset.type.number) image.damaged("a fill value is not of its dataset's type");
    dataset.fill = {};
  }
  return dataset;
}

Array read_values(const Image& image, const Dataset& dataset) {
  Shape shape;
  for (const std::uint64_t dim : dataset.dimensions) shape.push_back(static_cast<std::int64_t>(dim));
  Array result(shape, array_dtype(*dataset.type.number));
  const std::size_t bytes = static_cast<std::size_t>(result.size()) * dataset.type.size;
  if (bytes == 0) return result;
  if (!dataset.data.empty()) {
    convert(image, dataset.data.substr(0, bytes), dataset.type, result.raw());
    return result;
  }
  std::string data(bytes, '\0');
  if (!dataset.fill.empty())
    for (std::size_t at = 0; at < bytes; at += dataset.fill.size())
      std::memcpy(data.data() + at, dataset.fill.data(), dataset.fill.size());
  if (dataset.chunked && dataset.chunks.address != undefined)
    read_chunks(image, dataset.chunks, dataset.filters, dataset.dimensions, data);
  convert(image, data, dataset.type, result.raw());
  return result;
}

void take_values(const Image& image, const Dataset& dataset, Array& into) {
  const std::size_t bytes = static_cast<std::size_t>(into.size()) * dataset.type.size;
  if (dataset.data.empty() || bytes == 0) {
    const Array values = read_values(image, dataset);
    std::memcpy(into.raw(), values.raw(), values.bytes());
    return;
  }
  constexpr std::size_t elements = std::size_t{1} << 18;
  const std::size_t step = elements * dataset.type.size;
  for (std::size_t at = 0; at < bytes; at += step) {
    const std::string_view piece = dataset.data.substr(at, std::min(step, bytes - at));
    convert(image, piece, dataset.type, into.raw() + at / dataset.type.size * size_of(into.dtype()));
    image.release(piece);
  }
}

}  // namespace fovea::hdf5
