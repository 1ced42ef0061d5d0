#include "fovea/formats/hdf5/chunks.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <set>

namespace fovea::hdf5 {
namespace {

using Numbers = std::vector<std::uint64_t>;

std::uint32_t fletcher32(std::string_view bytes) {
  std::uint32_t low = 0, high = 0;
  const auto add = [&](std::uint32_t word) {
    low = (low + word) % 65535;
    high = (high + low) % 65535;
  };
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])); };
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) add(byte(i) << 8 | byte(i + 1));
  if (bytes.size() % 2 != 0) add(byte(bytes.size() - 1) << 8);
  return high << 16 | low;
}

/// HDF5 keeps 65535 where the sum is a multiple of it; modulo 65535 both are the same.
bool same_checksum(std::uint32_t a, std::uint32_t b) {
  return (a >> 16) % 65535 == (b >> 16) % 65535 && (a & 0xFFFF) % 65535 == (b & 0xFFFF) % 65535;
}

class Pipeline {
 public:
  Pipeline(const Image& image, const std::vector<Filter>& filters, const Chunks& chunks)
      : image_(image), filters_(filters), element_(chunks.element), size_(chunks.element) {
    for (const std::uint64_t side : chunks.shape) size_ *= side;
  }

  std::uint64_t size() const { return size_; }

  /// Undoes the filters, the last one first.
  std::string undo(std::string_view stored, std::uint32_t skipped) const {
    std::string chunk(stored);
    for (std::size_t i = filters_.size(); i-- > 0;) {
      if ((skipped >> i & 1) != 0) continue;
      if (filters_[i] == Filter::fletcher32)
        check(chunk);
      else if (filters_[i] == Filter::deflate)
        inflate(chunk);
      else
        unshuffle(chunk);
    }
    if (chunk.size() != size_) image_.damaged("a chunk has not the size of its shape");
    return chunk;
  }

 private:
  void check(std::string& chunk) const {
    if (chunk.size() < 4) image_.damaged("a chunk lacks its checksum");
    const std::string_view content = std::string_view(chunk).substr(0, chunk.size() - 4);
    const std::uint32_t stored = Cursor(image_, std::string_view(chunk).substr(content.size()), "chunk").u32();
    if (!same_checksum(stored, fletcher32(content))) image_.damaged("the checksum of a chunk differs");
    chunk.resize(content.size());
  }

  void inflate(std::string& chunk) const {
    // The largest content: filters before this one add at most a checksum.
    std::string content(size_ + 4, '\0');
    uLongf length = content.size();
    const int status = ::uncompress(reinterpret_cast<Bytef*>(content.data()), &length,
                                    reinterpret_cast<const Bytef*>(chunk.data()), chunk.size());
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    if (status != Z_OK) image_.damaged("a chunk cannot be decompressed");
    content.resize(length);
    chunk = std::move(content);
  }

  /// Bytes of equal weight lie together: all first bytes, all second ones, ...
  void unshuffle(std::string& chunk) const {
    const std::size_t count = chunk.size() / element_;
    std::string whole = chunk;  // what is left over at the end is not shuffled
    for (std::size_t byte = 0; byte < element_; ++byte)
      for (std::size_t i = 0; i < count; ++i) whole[i * element_ + byte] = chunk[byte * count + i];
    chunk = std::move(whole);
  }

  const Image& image_;
  const std::vector<Filter>& filters_;
  std::uint64_t element_;
  std::uint64_t size_;
};

class ChunkReader {
 public:
  ChunkReader(const Image& image, const Chunks& chunks, const std::vector<Filter>& filters, const Numbers& dimensions,
              std::string& data)
      : image_(image), chunks_(chunks), pipeline_(image, filters, chunks), dimensions_(dimensions), data_(data) {}

  void read() {
    if (chunks_.index == Chunks::Index::tree) return read_tree(chunks_.address, 256);
    const bool single = chunks_.index == Chunks::Index::single;
    const std::uint64_t size = single && chunks_.stored_size != 0 ? chunks_.stored_size : pipeline_.size();
    std::uint64_t address = chunks_.address;
    // Implicit: all chunks one after the other, in row-major order of their places, none filtered.
    Numbers at(dimensions_.size(), 0);
    do {
      place(at, image_.at(address, size, "chunk"), chunks_.skipped);
      address += size;
    } while (!single && next(at));
  }

 private:
  bool next(Numbers& at) const {
    for (std::size_t d = at.size(); d-- > 0;) {
      at[d] += chunks_.shape[d];
      if (at[d] < dimensions_[d]) return true;
      at[d] = 0;
    }
    return false;
  }

  void read_tree(std::uint64_t address, int parent_level) {
    const char* what = "chunk tree node";
    Cursor cursor(image_, image_.from(address, what), what);
    cursor.expect("TREE");
    if (cursor.u8() != 1) image_.damaged("a dataset has a tree that is none of chunks");
    const int level = cursor.u8();
    if (level >= parent_level || !seen_.insert(address).second) image_.damaged("a chunk tree runs in a circle");
    const int entries = cursor.u16();
    cursor.skip(2 * static_cast<std::uint64_t>(image_.offset_size()));  // siblings
    for (int i = 0; i < entries; ++i) {
      const std::uint32_t size = cursor.u32();
      const std::uint32_t skipped = cursor.u32();
      Numbers at;
      for (std::size_t d = 0; d < dimensions_.size(); ++d) at.push_back(cursor.number(8));
      cursor.skip(8);  // place in the element: 0
      const std::uint64_t child = cursor.offset();
      if (level > 0)
        read_tree(child, level);
      else
        place(at, image_.at(child, size, "chunk"), skipped);
    }
  }

  void place(const Numbers& at, std::string_view stored, std::uint32_t skipped) {
    for (std::size_t d = 0; d < at.size(); ++d)
      if (at[d] % chunks_.shape[d] != 0 || at[d] >= dimensions_[d])
        image_.damaged("a chunk lies outside its dataset");
    if (!placed_.insert(at).second) image_.damaged("a dataset has two chunks for one place");
    const std::string chunk = pipeline_.undo(stored, skipped);
    copy(at, chunk, 0, 0, 0);
  }

  /// Copies the part of a chunk that lies inside the dataset, row by row.
  void copy(const Numbers& at, const std::string& chunk, std::size_t d, std::uint64_t from, std::uint64_t to) {
    const std::uint64_t count = std::min(chunks_.shape[d], dimensions_[d] - at[d]);
    from *= chunks_.shape[d];
    to = to * dimensions_[d] + at[d];
    if (d + 1 == dimensions_.size()) {
      std::memcpy(data_.data() + to * chunks_.element, chunk.data() + from * chunks_.element,
                  count * chunks_.element);
      return;
    }
    for (std::uint64_t i = 0; i < count; ++i) copy(at, chunk, d + 1, from + i, to + i);
  }

  const Image& image_;
  const Chunks& chunks_;
  Pipeline pipeline_;
  const Numbers& dimensions_;
  std::string& data_;
  std::set<std::uint64_t> seen_;
  std::set<Numbers> placed_;
};

}  // namespace

std::vector<Filter> read_filters(const Image& image, std::string_view body) {
  Cursor cursor(image, body, "filter message");
  const int version = cursor.u8();
  if (version != 1 && version != 2) image.unsupported(fmt::format("a filter message has version {}", version));
  const int count = cursor.u8();
  if (version == 1) cursor.skip(6);
  std::vector<Filter> filters;
  for (int i = 0; i < count; ++i) {
    const std::uint16_t id = cursor.u16();
    std::uint64_t name_length = version == 1 || id >= 256 ? cursor.u16() : 0;
    cursor.skip(2);  // flags
    const std::uint64_t values = cursor.u16();
    if (version == 1) name_length = (name_length + 7) / 8 * 8;
    cursor.skip(name_length);
    cursor.skip(4 * (values + (version == 1 ? values % 2 : 0)));
    if (id < 1 || id > 3)
      image.unsupported(fmt::format("a dataset uses filter {}; only deflate, shuffle and fletcher32 are read", id));
    const auto filter = static_cast<Filter>(id);
    if (std::ranges::count(filters, filter) != 0) image.damaged(fmt::format("a dataset uses filter {} twice", id));
    filters.push_back(filter);
  }
  return filters;
}

void read_chunks(const Image& image, const Chunks& chunks, const std::vector<Filter>& filters,
                 const std::vector<std::uint64_t>& dimensions, std::string& data) {
  ChunkReader(image, chunks, filters, dimensions, data).read();
}

}  // namespace fovea::hdf5
