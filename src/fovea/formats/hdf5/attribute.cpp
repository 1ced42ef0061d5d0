#include "fovea/formats/hdf5/attribute.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "fovea/formats/hdf5/fractal_heap.h"

namespace fovea::hdf5 {
namespace {

/// Global heaps: where values of variable length lie. They and the strings in them lie apart in a sound file, so
/// together they are no longer than it; a small file whose heaps overlap could keep a reader busy for days.
class GlobalHeaps {
 public:
  explicit GlobalHeaps(const Image& image) : image_(image) {}

  /// The string that a reference leads to.
  std::string string(Cursor& reference) {
    const std::uint64_t length = reference.u32();
    const std::uint64_t address = reference.offset();
    const std::uint64_t index = reference.u32();
    if (length == 0 || address == 0 || address == undefined) return {};
    const auto heap = heaps_.try_emplace(address);
    if (heap.second) heap.first->second = read(address);
    const auto content = heap.first->second.find(index);
    if (content == heap.first->second.end()) image_.damaged("a string is not in its global heap");
    if (length > content->second.size()) image_.damaged("a string is longer than its place in the global heap");
    count(strings_, length);
    const std::string_view text = content->second.substr(0, length);
    return std::string(text.substr(0, text.find('\0')));
  }

 private:
  using Heap = std::map<std::uint64_t, std::string_view>;

  void count(std::uint64_t& sum, std::uint64_t bytes) const {
    sum += bytes;
    if (sum > image_.size()) image_.damaged("the strings of an attribute overlap");
  }

  Heap read(std::uint64_t address) {
    const char* what = "global heap";
    Cursor head(image_, image_.from(address, what), what);
    head.expect("GCOL");
    head.expect_version(1);
    head.skip(3);
    const std::uint64_t size = head.length();
    const std::uint64_t prefix = 8 + static_cast<std::uint64_t>(image_.length_size());
    Cursor cursor(image_, image_.at(address, size, what), what);
    count(heaps_read_, size);
    cursor.skip(prefix);
    Heap heap;
    while (cursor.left() >= prefix) {
      const std::uint64_t index = cursor.u16();
      cursor.skip(6);
      const std::uint64_t length = cursor.length();
      if (index == 0) break;  // the rest is free
      if (!heap.emplace(index, cursor.take(length)).second) image_.damaged("a global heap has an object twice");
      cursor.skip(std::min<std::uint64_t>((8 - length % 8) % 8, cursor.left()));
    }
    return heap;
  }

  const Image& image_;
  std::map<std::uint64_t, Heap> heaps_;
  std::uint64_t heaps_read_ = 0, strings_ = 0;
};

std::string fixed_string(std::string_view text, ElementType::Padding padding) {
  if (padding == ElementType::Padding::nul_ended) return std::string(text.substr(0, text.find('\0')));
  const char filler = padding == ElementType::Padding::space_padded ? ' ' : '\0';
  return std::string(text.substr(0, text.find_last_not_of(filler) + 1));
}

Attribute read_attribute(const Image& image, std::string_view body) {
  Cursor cursor(image, body, "attribute message");
  const int version = cursor.u8();
  if (version < 1 || version > 3) image.unsupported(fmt::format("an attribute message has version {}", version));
  const bool shared = version > 1 ? cursor.u8() != 0 : (cursor.skip(1), false);
  std::uint64_t sizes[3];
  for (std::uint64_t& size : sizes) size = cursor.u16();
  if (version == 3) cursor.skip(1);  // character set of the name
  const auto take = [&](std::uint64_t size) {
    const std::string_view part = cursor.take(size);
    if (version == 1) cursor.skip((8 - size % 8) % 8);
    return part;
  };
  Attribute attribute;
  const std::string_view name = take(sizes[0]);
  attribute.name = std::string(name.substr(0, name.find('\0')));
  image.check_name(attribute.name);
  const std::string_view type = take(sizes[1]);
  const std::string_view space = take(sizes[2]);
  if (shared) {
    attribute.type.name = "elements of a named type";
    attribute.count = 1;
    return attribute;
  }
  attribute.type = read_element_type(image, type);
  const std::vector<std::uint64_t> sides = read_dimensions(image, space);
  const std::uint64_t bytes = product(sides, attribute.type.size);
  if (bytes > cursor.left()) image.damaged(fmt::format("attribute '{}' is cut off", attribute.name));
  attribute.data = cursor.take(bytes);
  attribute.count = bytes / attribute.type.size;
  return attribute;
}

void add_dense_attributes(Image& image, std::string_view body, std::vector<Attribute>& attributes) {
  Cursor cursor(image, body, "attribute information message");
  cursor.expect_version(0);
  if ((cursor.u8() & 0x01) != 0) cursor.skip(2);  // creation index
  const std::uint64_t heap = cursor.offset();
  const std::uint64_t names = cursor.offset();
  if (heap == undefined) return;
  for (const std::string_view attribute : read_dense(image, heap, names, DenseIndex{.type = 8, .skip = 0}))
    attributes.push_back(read_attribute(image, attribute));
}

}  // namespace

std::vector<std::uint64_t> read_dimensions(const Image& image, std::string_view body) {
  Cursor cursor(image, body, "dataspace message");
  const int version = cursor.u8();
  if (version != 1 && version != 2) image.unsupported(fmt::format("a dataspace message has version {}", version));
  const int rank = cursor.u8();
  cursor.skip(1);  // flags: whether largest sides follow
  const int kind = cursor.u8();
  if (version == 1) cursor.skip(4);
  if (version == 2 && kind == 2) return {0};
  std::vector<std::uint64_t> sides;
  for (int d = 0; d < rank; ++d) sides.push_back(cursor.length());
  return sides;
}

std::uint64_t product(const std::vector<std::uint64_t>& sides, std::uint64_t size) {
  constexpr std::uint64_t most = std::uint64_t{1} << 62;
  for (const std::uint64_t side : sides)
    if (__builtin_mul_overflow(size, std::max<std::uint64_t>(side, 1), &size) || size > most) return undefined;
  return std::ranges::count(sides, 0u) != 0 ? 0 : size;
}

std::vector<Attribute> read_attributes(Image& image, const Messages& messages) {
  std::vector<Attribute> attributes;
  for (const Message& message : messages) {
    if (message.type == MessageType::attribute_info) add_dense_attributes(image, message.body, attributes);
    if (message.type != MessageType::attribute) continue;
    if (message.shared) image.unsupported("an object shares its attributes with others");
    attributes.push_back(read_attribute(image, message.body));
  }
  return attributes;
}

const Attribute* find(const std::vector<Attribute>& attributes, std::string_view name) {
  const auto found = std::ranges::find(attributes, name, &Attribute::name);
  return found == attributes.end() ? nullptr : &*found;
}

std::vector<std::string> strings(const Image& image, const Attribute& attribute) {
  Cursor cursor(image, attribute.data, "attribute");
  GlobalHeaps heaps(image);
  std::vector<std::string> result;
  for (std::uint64_t i = 0; i < attribute.count; ++i) {
    if (attribute.type.text == ElementType::Text::variable)
      result.push_back(heaps.string(cursor));
    else
      result.push_back(fixed_string(cursor.take(attribute.type.size), attribute.type.padding));
  }
  return result;
}

}  // namespace fovea::hdf5
