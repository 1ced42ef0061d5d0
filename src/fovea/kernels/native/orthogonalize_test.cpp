#include "fovea/kernels/native/orthogonalize.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "fovea/base/random.h"

namespace fovea::native {
namespace {

using Matrix = std::vector<double>;

Matrix product(const Matrix& a, const Matrix& b, std::size_t rows, std::size_t depth, std::size_t columns) {
  Matrix c(rows * columns);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t k = 0; k < depth; ++k)
      for (std::size_t j = 0; j < columns; ++j) c[i * columns + j] += a[i * depth + k] * b[k * columns + j];
  return c;
}

Matrix transposed(const Matrix& a, std::size_t rows, std::size_t columns) {
  Matrix t(a.size());
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) t[j * rows + i] = a[i * columns + j];
  return t;
}

/// The formula in double, for no more rows than columns.
Matrix iterated(Matrix x, std::size_t rows, std::size_t columns, const Orthogonalize::Rule& rule) {
  double norm = 0;
  for (const double value : x) norm += value * value;
  for (double& value : x) value /= std::sqrt(norm);
  for (std::int64_t step = 0; step < rule.steps; ++step) {
    const Matrix gram = product(x, transposed(x, rows, columns), rows, columns, rows);
    Matrix mixed = product(gram, gram, rows, rows, rows);
    for (std::size_t i = 0; i < mixed.size(); ++i) mixed[i] = rule.b * gram[i] + rule.c * mixed[i];
    const Matrix added = product(mixed, x, rows, rows, columns);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = rule.a * x[i] + added[i];
  }
  return x;
}

TEST(Orthogonalize, FollowsTheIterationWideSquareAndTall) {
  const Orthogonalize::Rule rule;
  for (const auto& [rows, columns] :
       {std::pair<std::size_t, std::size_t>{5, 37}, {33, 33}, {67, 20}, {1, 9}, {9, 1}}) {
    SCOPED_TRACE(std::to_string(rows) + " x " + std::to_string(columns));
    Orthogonalize orthogonalize(static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns), rule);
    Matrix x(rows * columns);
    Random random(7, rows);
    for (std::size_t i = 0; i < x.size(); ++i) {
      orthogonalize.matrix()[i] = static_cast<float>(random.normal());
      x[i] = static_cast<double>(orthogonalize.matrix()[i]);
    }
    orthogonalize.run();
    const bool tall = rows > columns;
    Matrix want = tall ? transposed(iterated(transposed(x, rows, columns), columns, rows, rule), columns, rows)
                       : iterated(x, rows, columns, rule);
    for (std::size_t i = 0; i < want.size(); ++i) EXPECT_NEAR(orthogonalize.matrix()[i], want[i], 2e-5) << i;
  }
}

}  // namespace
}  // namespace fovea::native
