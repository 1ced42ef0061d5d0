#include "fovea/formats/hdf5/btree2.h"

namespace fovea::hdf5 {
namespace {

constexpr const char* what = "tree";
/// Signature, version, type and checksum of a node.
constexpr std::uint64_t node_overhead = 10;
/// A tree this deep would have more records than any file has bytes.
constexpr int most_levels = 16;

class Tree {
 public:
  Tree(Image& image, std::uint64_t address, int type) : image_(image), type_(type) {
    const std::string_view bytes = image.from(address, what);
    Cursor cursor(image, bytes, what);
    cursor.expect("BTHD");
    cursor.expect_version(0);
    expect_type(cursor);
    node_size_ = cursor.u32();
    record_size_ = cursor.u16();
    const int depth = cursor.u16();
    cursor.skip(2);
    const std::uint64_t root = cursor.offset();
    const std::uint64_t root_records = cursor.u16();
    cursor.length();
    cursor.skip(4);
    checked_block(image, bytes.substr(0, bytes.size() - cursor.left()), what);
    if (record_size_ == 0 || node_size_ <= node_overhead || depth > most_levels)
      image.damaged("a tree has sizes that none may have");
    plan_levels(depth);
    if (root != undefined) read_node(root, depth, root_records);
  }
  std::vector<std::string_view> records;

 private:
  void expect_type(Cursor& cursor) const {
    if (cursor.u8() != type_) image_.damaged("a tree is of another kind than its owner says");
  }

  /// How wide the counts in a node's pointers are follows from how many records its children can have.
  void plan_levels(int depth) {
    const std::uint64_t leaf_records = (node_size_ - node_overhead) / record_size_;
    count_bytes_ = bytes_for(leaf_records);
    total_bytes_ = {0};
    std::uint64_t most_below = leaf_records;
    for (int level = 1; level <= depth; ++level) {
      const std::uint64_t pointer =
          static_cast<std::uint64_t>(image_.offset_size() + count_bytes_ + total_bytes_.back());
      if (node_size_ <= node_overhead + pointer) image_.damaged("a tree has nodes without room");
      const std::uint64_t most = (node_size_ - node_overhead - pointer) / (record_size_ + pointer);
      if (__builtin_mul_overflow(most + 1, most_below, &most_below) ||
          __builtin_add_overflow(most, most_below, &most_below))
        image_.damaged("a tree has more levels than it can need");
      total_bytes_.push_back(bytes_for(most_below));
    }
  }

  void read_node(std::uint64_t address, int level, std::uint64_t count) {
    const std::uint64_t pointers = level == 0 ? 0 : count + 1;
    const std::uint64_t pointer_size =
        level == 0 ? 0
                   : static_cast<std::uint64_t>(image_.offset_size() + count_bytes_ +
                                                total_bytes_[static_cast<std::size_t>(level) - 1]);
    const std::uint64_t size = node_overhead + count * record_size_ + pointers * pointer_size;
    image_.charge(size);
    const std::string_view block = checked_block(image_, image_.at(address, size, what), what);
    Cursor cursor(image_, block, what);
    cursor.expect(level == 0 ? "BTLF" : "BTIN");
    cursor.expect_version(0);
    expect_type(cursor);
    Cursor children(image_, block.substr(6 + count * record_size_), what);
    for (std::uint64_t i = 0; i <= count; ++i) {
      if (level > 0) {
        const std::uint64_t child = children.offset();
        const std::uint64_t child_count = children.number(count_bytes_);
        children.skip(static_cast<std::uint64_t>(total_bytes_[static_cast<std::size_t>(level) - 1]));
        read_node(child, level - 1, child_count);
      }
      if (i < count) records.push_back(cursor.take(record_size_));
    }
  }

  Image& image_;
  int type_;
  std::uint64_t node_size_ = 0;
  std::uint64_t record_size_ = 0;
  int count_bytes_ = 0;
  std::vector<int> total_bytes_;  ///< a level: width of the count of all records below its nodes; 0 for leaves
};

}  // namespace

std::vector<std::string_view> read_records(Image& image, std::uint64_t address, int type) {
  return Tree(image, address, type).records;
}

}  // namespace fovea::hdf5
