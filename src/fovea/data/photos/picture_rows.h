#pragma once
#include <cstddef>
#include <cstring>
#include <string>

#include "fovea/base/array.h"

namespace fovea {

/// Pictures of one size by number, wherever they come from. Any number of threads may read.
class PictureRows {
 public:
  virtual ~PictureRows() = default;
  /// Where they come from, for messages.
  virtual const std::string& who() const = 0;
  /// (height, width, channels) of each.
  virtual Shape shape() const = 0;
  virtual DType dtype() const = 0;
  /// Writes picture `row`, row_bytes() of them. Errors   unreadable, format, unsupported, resource: it cannot be read;
  /// a MachineError: that is not known
  virtual void read(std::size_t row, std::byte* pixels) const = 0;

  /// What gets rid of pictures that cannot be read, as a sentence; empty where all can.
  virtual std::string remedy() const { return ""; }

  std::size_t row_bytes() const { return static_cast<std::size_t>(shape().count()) * size_of(dtype()); }
};

/// Rows of an array (N, height, width, channels).
class ArrayRows : public PictureRows {
 public:
  ArrayRows(Array pictures, std::string who) : pictures_(std::move(pictures)), who_(std::move(who)) {}
  const std::string& who() const override { return who_; }
  Shape shape() const override { return pictures_.shape().tail(1); }
  DType dtype() const override { return pictures_.dtype(); }
  void read(std::size_t row, std::byte* pixels) const override {
    std::memcpy(pixels, pictures_.raw() + row * row_bytes(), row_bytes());
  }

 private:
  Array pictures_;
  std::string who_;
};

}  // namespace fovea
