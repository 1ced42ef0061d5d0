#include "fovea/base/shape.h"

#include <algorithm>

#include "fovea/base/error.h"

namespace fovea {

Shape::Shape(std::initializer_list<std::int64_t> dims) {
  for (auto dim : dims) push_back(dim);
}

void Shape::push_back(std::int64_t dim) {
  if (rank_ == max_rank) fail(ErrorKind::shape, "A shape has at most 8 dimensions. Received more.");
  if (dim < None) fail(ErrorKind::shape, "A dimension is 0 or more, or None. Received " + std::to_string(dim) + ".");
  dims_[rank_++] = dim;
}

bool Shape::known() const {
  return std::all_of(begin(), end(), [](auto dim) { return dim != None; });
}

std::int64_t Shape::count() const { return count(0, rank_); }

std::int64_t Shape::count(int from, int to) const {
  std::int64_t product = 1;
  for (int i = from; i < to; ++i) {
    if (dims_[i] == None) fail(ErrorKind::shape, "Shape " + to_string(*this) + " is not fully known yet.");
    if (__builtin_mul_overflow(product, dims_[i], &product))
      fail(ErrorKind::shape, "Shape " + to_string(*this) + " has more elements than 64 bits can count.");
  }
  return product;
}

Shape Shape::with_front(std::int64_t dim) const {
  Shape result{dim};
  for (auto d : *this) result.push_back(d);
  return result;
}

bool Shape::operator==(const Shape& other) const { return std::equal(begin(), end(), other.begin(), other.end()); }

std::string to_string(const Shape& shape) {
  std::string text = "(";
  for (int i = 0; i < shape.rank(); ++i) {
    if (i > 0) text += ", ";
    text += shape[i] == None ? "None" : std::to_string(shape[i]);
  }
  return text + (shape.rank() == 1 ? ",)" : ")");
}

}  // namespace fovea
