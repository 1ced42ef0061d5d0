#pragma once
#include <string_view>
#include <vector>

#include "fovea/formats/hdf5/image.h"

namespace fovea::hdf5 {

enum class MessageType : std::uint16_t {
  dataspace = 0x01,
  link_info = 0x02,
  datatype = 0x03,
  old_fill_value = 0x04,
  fill_value = 0x05,
  link = 0x06,
  external_files = 0x07,
  layout = 0x08,
  filters = 0x0B,
  attribute = 0x0C,
  continuation = 0x10,
  symbol_table = 0x11,
  attribute_info = 0x15
};

/// One fact about an object.
struct Message {
  MessageType type;
  bool shared = false;  ///< its body only says where the message lies
  std::string_view body;
};

using Messages = std::vector<Message>;

/// All messages of the object header at an address, continuation blocks included.
Messages read_object_header(Image& image, std::uint64_t address);

/// The first message of a type, or null.
const Message* find(const Messages& messages, MessageType type);

}  // namespace fovea::hdf5
