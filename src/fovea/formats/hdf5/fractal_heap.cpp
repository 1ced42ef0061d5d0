#include "fovea/formats/hdf5/fractal_heap.h"

#include <algorithm>
#include <bit>
#include <map>

#include "fovea/formats/hdf5/btree2.h"

namespace fovea::hdf5 {
namespace {

constexpr const char* what = "fractal heap";

/// Objects of any length in blocks whose sizes double from row to row of a table.
class FractalHeap {
 public:
  FractalHeap(Image& image, std::uint64_t address) : image_(image) {
    const std::string_view bytes = image.from(address, what);
    Cursor cursor(image, bytes, what);
    cursor.expect("FRHP");
    cursor.expect_version(0);
    id_size_ = cursor.u16();
    if (cursor.u16() != 0) image.unsupported("a fractal heap is compressed");
    cursor.u8();  // flags
    const std::uint64_t largest_object = cursor.u32();
    cursor.length();  // next huge id
    const std::uint64_t huge = cursor.offset();
    cursor.length();                              // free space
    cursor.offset();                              // free space manager
    for (int i = 0; i < 8; ++i) cursor.length();  // statistics
    width_ = cursor.u16();
    first_size_ = cursor.length();
    largest_direct_ = cursor.length();
    const int bits = cursor.u16();
    cursor.u16();  // rows that a new root begins with
    root_ = cursor.offset();
    rows_ = cursor.u16();
    cursor.skip(4);
    checked_block(image, bytes.substr(0, bytes.size() - cursor.left()), what);
    if (width_ == 0 || !std::has_single_bit(width_) || !std::has_single_bit(first_size_) ||
        !std::has_single_bit(largest_direct_) || largest_direct_ < first_size_ || largest_direct_ > (1ull << 32) ||
        first_size_ > (1ull << 32) || bits == 0 || bits > 64)
      image.damaged("a fractal heap has sizes that none may have");
    offset_bytes_ = (bits + 7) / 8;
    if (huge != undefined) read_huge(huge);
    length_bytes_ = std::min(static_cast<int>(std::bit_width(largest_direct_) + 6) / 8, bytes_for(largest_object));
  }

  int id_size() const { return id_size_; }

  std::string_view object(std::string_view id) const {
    Cursor cursor(image_, id, "fractal heap id");
    const int kind = cursor.u8() >> 4;
    if (kind == 1) {
      const auto found = huge_.find(cursor.number(std::min<int>(8, id_size_ - 1)));
      if (found == huge_.end()) image_.damaged("an object is not in its fractal heap");
      return found->second;
    }
    if (kind != 0) image_.unsupported("a fractal heap has objects in its ids");
    const std::uint64_t offset = cursor.number(offset_bytes_);
    const std::uint64_t length = cursor.number(length_bytes_);
    return rows_ == 0 ? in_direct(root_, first_size_, offset, length) : in_indirect(root_, rows_, offset, length);
  }

 private:
  /// Objects too large for a block lie anywhere; a tree leads from their numbers to them.
  void read_huge(std::uint64_t tree) {
    for (const std::string_view record : read_records(image_, tree, 1)) {
      Cursor cursor(image_, record, "tree record");
      const std::uint64_t address = cursor.offset();
      const std::uint64_t size = cursor.length();
      huge_[cursor.length()] = image_.at(address, size, "huge object");
    }
  }

  std::string_view in_direct(std::uint64_t address, std::uint64_t size, std::uint64_t offset,
                             std::uint64_t length) const {
    const std::string_view block = image_.at(address, size, "fractal heap block");
    Cursor(image_, block, "fractal heap block").expect("FHDB");
    if (offset > block.size() || length > block.size() - offset)
      image_.damaged("an object reaches past its fractal heap block");
    return block.substr(offset, length);
  }

  std::string_view in_indirect(std::uint64_t address, int rows, std::uint64_t offset, std::uint64_t length) const {
    const char* table = "fractal heap table";
    Cursor cursor(image_, image_.from(address, table), table);
    cursor.expect("FHIB");
    cursor.expect_version(0);
    cursor.skip(static_cast<std::uint64_t>(image_.offset_size() + offset_bytes_));
    // Rows 0 and 1 have blocks of the first size; from there each row is as large as all before it.
    const std::uint64_t first_row = first_size_ * width_;
    const int row = static_cast<int>(std::bit_width(offset / first_row));
    if (row >= rows) image_.damaged("an object lies outside its fractal heap");
    const std::uint64_t size = row == 0 ? first_size_ : first_size_ << (row - 1);
    const std::uint64_t inside = row == 0 ? offset : offset - (first_row << (row - 1));
    cursor.skip((static_cast<std::uint64_t>(row) * width_ + inside / size) *
                static_cast<std::uint64_t>(image_.offset_size()));
    const std::uint64_t child = cursor.offset();
    if (child == undefined) image_.damaged("an object lies in a fractal heap block that is missing");
    if (size <= largest_direct_) return in_direct(child, size, inside % size, length);
    const int inner = std::countr_zero(size) - std::countr_zero(first_row) + 1;
    if (inner <= 0 || inner >= rows) image_.damaged("a fractal heap table runs in a circle");
    return in_indirect(child, inner, inside % size, length);
  }

  Image& image_;
  std::map<std::uint64_t, std::string_view> huge_;
  int id_size_ = 0;
  std::uint64_t width_ = 0;
  std::uint64_t first_size_ = 0;
  std::uint64_t largest_direct_ = 0;
  std::uint64_t root_ = 0;
  int rows_ = 0;
  int offset_bytes_ = 0;
  int length_bytes_ = 0;
};

}  // namespace

std::vector<std::string_view> read_dense(Image& image, std::uint64_t heap, std::uint64_t tree, DenseIndex index) {
  const FractalHeap objects(image, heap);
  std::vector<std::string_view> result;
  for (const std::string_view record : read_records(image, tree, index.type)) {
    Cursor cursor(image, record, "tree record");
    cursor.skip(index.skip);
    result.push_back(objects.object(cursor.take(static_cast<std::uint64_t>(objects.id_size()))));
    image.charge(result.back().size());
  }
  return result;
}

}  // namespace fovea::hdf5
