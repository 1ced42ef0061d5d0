#include "fovea/formats/hdf5/object_header.h"

#include <algorithm>

namespace fovea::hdf5 {
namespace {

constexpr const char* what = "object header";
/// So that empty blocks in a circle come to an end too.
constexpr std::uint64_t block_overhead = 8;

class HeaderReader {
 public:
  explicit HeaderReader(Image& image) : image_(image) {}

  Messages read(std::uint64_t address) {
    const std::string_view bytes = image_.from(address, what);
    if (bytes.starts_with("OHDR"))
      start_version_2(address);
    else
      start_version_1(address);
    // Blocks grow while they are read: a message may name another one.
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      image_.charge(block_overhead + blocks_[i].size());
      read_block(blocks_[i]);
    }
    return std::move(messages_);
  }

 private:
  void start_version_1(std::uint64_t address) {
    Cursor cursor(image_, image_.from(address, what), what);
    cursor.expect_version(1);
    cursor.skip(7);
    const std::uint32_t size = cursor.u32();
    cursor.skip(4);
    blocks_.push_back(cursor.take(size));
  }

  void start_version_2(std::uint64_t address) {
    const std::string_view bytes = image_.from(address, what);
    Cursor cursor(image_, bytes, what);
    cursor.expect("OHDR");
    cursor.expect_version(2);
    version_ = 2;
    const int flags = cursor.u8();
    ordered_ = (flags & 0x04) != 0;
    if ((flags & 0x20) != 0) cursor.skip(16);
    if ((flags & 0x10) != 0) cursor.skip(4);
    const std::uint64_t size = cursor.number(1 << (flags & 3));
    const std::string_view block = cursor.take(size);
    cursor.skip(4);
    checked_block(image_, bytes.substr(0, bytes.size() - cursor.left()), what);
    blocks_.push_back(block);
  }

  void read_block(std::string_view block) {
    const std::size_t prefix = version_ == 1 ? 8 : (ordered_ ? 6 : 4);
    Cursor cursor(image_, block, what);
    while (cursor.left() >= prefix) {
      Message message{};
      message.type = static_cast<MessageType>(version_ == 1 ? cursor.u16() : cursor.u8());
      const std::uint16_t size = cursor.u16();
      message.shared = (cursor.u8() & 0x02) != 0;
      cursor.skip(version_ == 1 ? 3 : (ordered_ ? 2 : 0));
      message.body = cursor.take(size);
      if (message.type == MessageType::continuation)
        add_block(message.body);
      else
        messages_.push_back(message);
    }
  }

  void add_block(std::string_view body) {
    Cursor cursor(image_, body, what);
    const std::uint64_t address = cursor.offset();
    std::string_view block = image_.at(address, cursor.length(), what);
    if (version_ == 2) {
      block = checked_block(image_, block, what);
      Cursor inside(image_, block, what);
      inside.expect("OCHK");
      block = inside.rest();
    }
    blocks_.push_back(block);
  }

  Image& image_;
  int version_ = 1;
  bool ordered_ = false;
  std::vector<std::string_view> blocks_;
  Messages messages_;
};

}  // namespace

Messages read_object_header(Image& image, std::uint64_t address) { return HeaderReader(image).read(address); }

const Message* find(const Messages& messages, MessageType type) {
  const auto found = std::find_if(messages.begin(), messages.end(), [&](const Message& m) { return m.type == type; });
  return found == messages.end() ? nullptr : &*found;
}

}  // namespace fovea::hdf5
