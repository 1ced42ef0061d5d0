#pragma once
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace fovea {

/// A dimension that is not known yet, as in `Input({None, None, 3})`.
inline constexpr std::int64_t None = -1;

/// Dimensions of an array or tensor, outermost first; at most 8. A value type without allocation.
class Shape {
 public:
  static constexpr int max_rank = 8;

  Shape() = default;
  /// Errors   shape: more than 8 dimensions, or a dimension below None (-1)
  Shape(std::initializer_list<std::int64_t> dims);
  template <class Iterator>
  Shape(Iterator first, Iterator last) {
    for (; first != last; ++first) push_back(*first);
  }

  int rank() const { return rank_; }
  /// Dimension i; negative i counts from the end, as in Python.
  std::int64_t operator[](int i) const { return dims_[i < 0 ? i + rank_ : i]; }
  void set(int i, std::int64_t dim) { dims_[i < 0 ? i + rank_ : i] = dim; }
  void push_back(std::int64_t dim);
  const std::int64_t* begin() const { return dims_.data(); }
  const std::int64_t* end() const { return dims_.data() + rank_; }

  bool known() const;
  /// Number of elements: the product of all dimensions, 1 for rank 0. All must be known.
  std::int64_t count() const;
  /// Elements of dimensions [from, to).
  std::int64_t count(int from, int to) const;
  /// The dimensions from index `from` on; none where there are no more.
  Shape tail(int from) const { return Shape(begin() + (from < rank_ ? from : rank_), end()); }
  /// This shape with `dim` put before it.
  Shape with_front(std::int64_t dim) const;

  bool operator==(const Shape& other) const;

 private:
  std::array<std::int64_t, max_rank> dims_{};
  int rank_ = 0;
};

/// Python's notation: "(None, 28, 28, 1)", "(10,)", "()".
std::string to_string(const Shape& shape);

}  // namespace fovea
