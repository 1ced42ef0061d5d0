#include "fovea/kernels/native/orthogonalize.h"

#include <algorithm>
#include <cmath>

#include "fovea/kernels/weight_update.h"

namespace fovea::native {
namespace {

constexpr std::int64_t no_offset = 0;

/// to (columns, rows) from (rows, columns), in blocks that stay in the cache.
void transpose(const float* from, float* to, std::int64_t rows, std::int64_t columns) {
  constexpr std::int64_t block = 16;
  for (std::int64_t top = 0; top < rows; top += block)
    for (std::int64_t left = 0; left < columns; left += block)
      for (std::int64_t i = top; i < std::min(top + block, rows); ++i)
        for (std::int64_t j = left; j < std::min(left + block, columns); ++j)
          to[j * rows + i] = from[i * columns + j];
}

}  // namespace

void Orthogonalize::Product::run(const float* a, const float* b, float* c) const noexcept {
  run_rows({.x = a,
            .x_step = depth,
            .runs = &no_offset,
            .run = depth,
            .w = b,
            .y = c,
            .y_step = columns,
            .width = rows,
            .channels = columns,
            .plan = plan});
}

Orthogonalize::Orthogonalize(std::int64_t rows, std::int64_t columns, const Rule& rule)
    : rule_(rule), tall_(rows > columns), rows_(std::min(rows, columns)), columns_(std::max(rows, columns)) {
  const auto product = [](std::int64_t m, std::int64_t k, std::int64_t n) {
    return Product{m, k, n, plan_rows(m, n, k)};
  };
  gram_ = product(rows_, columns_, rows_);
  square_ = product(rows_, rows_, rows_);
  apply_ = product(rows_, rows_, columns_);
  for (auto* wide : {&matrix_, &x_, &transposed_}) wide->resize(static_cast<std::size_t>(rows_ * columns_));
  for (auto* square : {&gram_values_, &square_values_}) square->resize(static_cast<std::size_t>(rows_ * rows_));
}

void Orthogonalize::step() noexcept {
  transpose(x_.data(), transposed_.data(), rows_, columns_);
  gram_.run(x_.data(), transposed_.data(), gram_values_.data());
  square_.run(gram_values_.data(), gram_values_.data(), square_values_.data());
  const auto a = static_cast<float>(rule_.a), b = static_cast<float>(rule_.b), c = static_cast<float>(rule_.c);
  for (std::size_t i = 0; i < gram_values_.size(); ++i)
    square_values_[i] = b * gram_values_[i] + c * square_values_[i];
  apply_.run(square_values_.data(), x_.data(), matrix_.data());
  for (std::size_t i = 0; i < x_.size(); ++i) x_[i] = a * x_[i] + matrix_[i];
}

void Orthogonalize::run() noexcept {
  if (tall_)
    transpose(matrix_.data(), x_.data(), columns_, rows_);
  else
    x_.assign(matrix_.begin(), matrix_.end());
  // Now the largest singular value is 1 at most.
  const float norm = static_cast<float>(std::sqrt(sum_of_squares(x_.data(), x_.size()))) + 1e-7f;
  for (float& value : x_) value /= norm;
  for (std::int64_t i = 0; i < rule_.steps; ++i) step();
  if (tall_)
    transpose(x_.data(), matrix_.data(), rows_, columns_);
  else
    matrix_.assign(x_.begin(), x_.end());
}

}  // namespace fovea::native
