#pragma once
#include <cstdint>
#include <vector>

#include "fovea/kernels/native/rows.h"

namespace fovea::native {

/// Brings a matrix near the orthogonal one with the same singular vectors, by Newton and Schulz: with X of norm 1 and
/// no more rows than columns, X = a * X + (b * X X^T + c * (X X^T)^2) X, `steps` times.
/// Source   keras/src/optimizers/muon.py, 3.15
class Orthogonalize {
 public:
  struct Rule {
    double a = 3.4445, b = -4.775, c = 2.0315;
    std::int64_t steps = 5;
  };

  /// Reserves memory for matrices of this shape. Input   (rows, columns)
  Orthogonalize(std::int64_t rows, std::int64_t columns, const Rule& rule);

  /// Where the matrix lies; run() puts the result in its place. Allocates nothing.
  float* matrix() { return matrix_.data(); }
  void run() noexcept;

 private:
  struct Product {
    std::int64_t rows, depth, columns;
    RowPlan plan;
    void run(const float* a, const float* b, float* c) const noexcept;
  };
  void step() noexcept;

  Rule rule_;
  bool tall_;
  std::int64_t rows_, columns_;  ///< rows_ <= columns_: of the matrix, or of its transpose
  Product gram_, square_, apply_;
  std::vector<float> matrix_, x_, transposed_, gram_values_, square_values_;
};

}  // namespace fovea::native
