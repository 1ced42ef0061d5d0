#include "fovea/data/whitening.h"

#include <gtest/gtest.h>

#include <cmath>

#include "fovea/base/random.h"
#include "fovea/base/test_support.h"

namespace fovea {
namespace {

std::vector<double> random_symmetric(std::int64_t n, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> matrix(static_cast<std::size_t>(n * n));
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j <= i; ++j)
      matrix[static_cast<std::size_t>(i * n + j)] = matrix[static_cast<std::size_t>(j * n + i)] = random.normal();
  return matrix;
}

/// How far the matrix is from the sum of value * vector * vector^T, and the vectors from an orthonormal basis.
void expect_decomposed(const std::vector<double>& matrix, std::int64_t size) {
  const Eigen eigen = symmetric_eigen(matrix, size);
  const auto n = static_cast<std::size_t>(size);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      double sum = 0, product = 0;
      for (std::size_t k = 0; k < n; ++k) {
        sum += eigen.values[k] * eigen.vectors[k * n + i] * eigen.vectors[k * n + j];
        product += eigen.vectors[i * n + k] * eigen.vectors[j * n + k];
      }
      EXPECT_NEAR(sum, matrix[i * n + j], 1e-12 * static_cast<double>(n)) << n << ": " << i << ", " << j;
      EXPECT_NEAR(product, i == j ? 1 : 0, 1e-13 * static_cast<double>(n)) << n << ": " << i << ", " << j;
    }
}

TEST(SymmetricEigen, TakesMatricesApart) {
  for (const std::int64_t n : {1, 2, 3, 4, 7, 20, 33}) expect_decomposed(random_symmetric(n, 3), n);
}

TEST(SymmetricEigen, SpecialMatricesToo) {
  expect_decomposed({2, 0, 0, 0, 2, 0, 0, 0, 2}, 3);  // equal values
  expect_decomposed({0, 0, 0, 0, 0, 0, 0, 0, 0}, 3);  // nothing
  expect_decomposed({0, 1, 0, 1, 0, 1, 0, 1, 0}, 3);  // tridiagonal, of opposite values
  expect_decomposed({1, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 1}, 4);
  expect_decomposed(std::vector<double>(25, 1), 5);  // of rank 1
}

TEST(ZcaMatrix, WhitensFeatures) {
  const std::int64_t count = 400, features = 6;
  Random random(5);
  Array samples({count, features});
  for (std::int64_t i = 0; i < count; ++i) {
    float previous = 0;
    for (float& value : samples.slice(i, 1).values<float>())
      previous = value = static_cast<float>(random.normal()) + 0.8f * previous;
  }
  const Array matrix = zca_matrix(samples, 0);
  // The whitened samples have the identity as their second moments.
  std::vector<double> white(static_cast<std::size_t>(count * features));
  const auto m = matrix.values<float>();
  for (std::size_t s = 0; s < static_cast<std::size_t>(count); ++s)
    for (std::size_t i = 0; i < 6; ++i)
      for (std::size_t j = 0; j < 6; ++j)
        white[s * 6 + j] +=
            static_cast<double>(samples.values<float>()[s * 6 + i]) * static_cast<double>(m[i * 6 + j]);
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t j = 0; j < 6; ++j) {
      double sum = 0;
      for (std::size_t s = 0; s < static_cast<std::size_t>(count); ++s) sum += white[s * 6 + i] * white[s * 6 + j];
      EXPECT_NEAR(sum / static_cast<double>(count), i == j ? 1 : 0, 1e-5);
      EXPECT_EQ(m[i * 6 + j], m[j * 6 + i]);
    }
}

TEST(ZcaMatrix, NeedsSamples) {
  EXPECT_NE(error_of(ErrorKind::shape,
                     [] {
                       zca_matrix(Array({0, 3}), 1e-6);
                     })
                .find("at least one"),
            std::string::npos);
}

}  // namespace
}  // namespace fovea
