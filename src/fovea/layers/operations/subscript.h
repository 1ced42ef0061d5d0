#pragma once
#include <optional>
#include <string>
#include <vector>

#include "fovea/graph/graph.h"

namespace fovea {

/// Samples every `step`-th element from `first` on, `count` of them.
Sampling every(std::int64_t first, std::int64_t step, std::int64_t count);

/// Python's x[key] for integers, slices, one ellipsis and None, which adds an axis: "..., ::-1". The samples' axis stays
/// first and whole.
/// Errors   usage: a key that is none; unsupported: one that takes samples apart. `who` begins the text
/// Source   numpy's basic indexing
class Subscript {
 public:
  Subscript(const std::string& key, const std::string& who);

  /// Errors   shape: more parts than axes, an index outside, an unknown side that a negative bound counts from
  Shape output_shape(const Shape& input, const std::string& who) const;
  ValueId emit(Graph& graph, ValueId x, const std::string& who) const;

 private:
  struct Part {
    bool index = false, ellipsis = false, added = false;
    std::optional<std::int64_t> start, stop;  ///< an index is a start
    std::int64_t step = 1;
  };
  /// What is taken of one axis.
  struct Range {
    std::int64_t first = 0, step = 1, count = 0;  ///< count None: as many as there are
    bool dropped = false, whole = false;
    bool added = false;  ///< no axis of the input
  };
  /// Of every axis of the input, and of those that are added, in the order of the output's.
  std::vector<Range> ranges(const Shape& input, const std::string& who) const;

  std::vector<Part> parts_;
};

}  // namespace fovea
