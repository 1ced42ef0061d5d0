#include "fovea/formats/hdf5/links.h"

#include <fmt/format.h>

#include <algorithm>

#include "fovea/formats/hdf5/fractal_heap.h"

namespace fovea::hdf5 {
namespace {

[[noreturn]] void refuse_soft(const Image& image, const std::string& name) {
  image.unsupported(fmt::format("'{}' is a soft link, which is never followed", name));
}

std::string text_at(Image& image, std::string_view heap, std::uint64_t offset) {
  if (offset >= heap.size()) image.damaged("the name of a link lies outside its heap");
  const std::string_view text = heap.substr(offset);
  const std::size_t end = text.find('\0');
  if (end == std::string_view::npos) image.damaged("the name of a link has no end");
  image.charge(end);
  image.check_name(text.substr(0, end));
  return std::string(text.substr(0, end));
}

/// Old groups: a B-tree of symbol nodes, names in a local heap.
class SymbolTable {
 public:
  SymbolTable(Image& image, std::string_view body) : image_(image) {
    Cursor cursor(image, body, "symbol table message");
    const std::uint64_t tree = cursor.offset();
    read_heap(cursor.offset());
    read_tree(tree);
  }
  std::vector<Link> links;

 private:
  void read_heap(std::uint64_t address) {
    const char* what = "local heap";
    Cursor cursor(image_, image_.from(address, what), what);
    cursor.expect("HEAP");
    cursor.expect_version(0);
    cursor.skip(3);
    const std::uint64_t size = cursor.length();
    cursor.length();  // first free block
    const std::uint64_t data = cursor.offset();
    heap_ = size == 0 ? std::string_view() : image_.at(data, size, what);
  }

  void read_tree(std::uint64_t address, int parent_level = 256) {
    const char* what = "group tree node";
    Cursor cursor(image_, image_.from(address, what), what);
    cursor.expect("TREE");
    if (cursor.u8() != 0) image_.damaged("a group has a tree that is none of a group");
    const int level = cursor.u8();
    if (level >= parent_level) image_.damaged("a group tree runs in a circle");
    const int entries = cursor.u16();
    image_.charge(24);
    cursor.skip(2 * static_cast<std::uint64_t>(image_.offset_size()));  // siblings
    for (int i = 0; i < entries; ++i) {
      cursor.length();  // key: the name before this child
      const std::uint64_t child = cursor.offset();
      image_.charge(8);
      level == 0 ? read_symbols(child) : read_tree(child, level);
    }
  }

  void read_symbols(std::uint64_t address) {
    const char* what = "symbol node";
    Cursor cursor(image_, image_.from(address, what), what);
    cursor.expect("SNOD");
    cursor.expect_version(1);
    cursor.skip(1);
    const int symbols = cursor.u16();
    for (int i = 0; i < symbols; ++i) {
      const std::string name = text_at(image_, heap_, cursor.offset());
      const std::uint64_t object = cursor.offset();
      const std::uint32_t cached = cursor.u32();
      cursor.skip(4 + 16);
      image_.charge(24);
      if (cached == 2) refuse_soft(image_, name);
      links.push_back({name, object});
    }
  }

  Image& image_;
  std::string_view heap_;
};

Link read_link(const Image& image, std::string_view body) {
  Cursor cursor(image, body, "link message");
  cursor.expect_version(1);
  const int flags = cursor.u8();
  const int type = (flags & 0x08) != 0 ? cursor.u8() : 0;
  if ((flags & 0x04) != 0) cursor.skip(8);  // creation order
  if ((flags & 0x10) != 0) cursor.skip(1);  // character set
  const std::uint64_t length = cursor.number(1 << (flags & 3));
  const std::string name(cursor.take(length));
  image.check_name(name);
  if (type == 1) refuse_soft(image, name);
  if (type == 64)
    image.unsupported(fmt::format("'{}' is an external link into another file, which is never followed", name));
  if (type != 0) image.unsupported(fmt::format("'{}' is a link of kind {}, which is never followed", name, type));
  return {name, cursor.offset()};
}

void add_dense_links(Image& image, std::string_view body, std::vector<Link>& links) {
  Cursor cursor(image, body, "link information message");
  cursor.expect_version(0);
  if ((cursor.u8() & 0x01) != 0) cursor.skip(8);  // creation index
  const std::uint64_t heap = cursor.offset();
  const std::uint64_t names = cursor.offset();
  if (heap == undefined) return;
  constexpr std::size_t hash = 4;
  for (const std::string_view link : read_dense(image, heap, names, DenseIndex{.type = 5, .skip = hash}))
    links.push_back(read_link(image, link));
}

}  // namespace

bool is_group(const Messages& messages) {
  return find(messages, MessageType::symbol_table) != nullptr || find(messages, MessageType::link_info) != nullptr ||
         find(messages, MessageType::link) != nullptr;
}

std::vector<Link> read_links(Image& image, const Messages& messages) {
  std::vector<Link> links;
  for (const Message& message : messages) {
    if (message.type == MessageType::link)
      links.push_back(read_link(image, message.body));
    else if (message.type == MessageType::symbol_table)
      std::ranges::move(SymbolTable(image, message.body).links, std::back_inserter(links));
    else if (message.type == MessageType::link_info)
      add_dense_links(image, message.body, links);
  }
  std::ranges::sort(links, {}, &Link::name);
  for (std::size_t i = 0; i < links.size(); ++i) {
    const std::string& name = links[i].name;
    if (name.empty() || name == "." || name.find('/') != std::string::npos || name.find('\0') != std::string::npos)
      image.damaged(fmt::format("a link has the name '{}', which none may have", name));
    if (i > 0 && name == links[i - 1].name) image.damaged(fmt::format("a group has two links named '{}'", name));
  }
  return links;
}

}  // namespace fovea::hdf5
