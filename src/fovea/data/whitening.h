#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "fovea/base/array.h"

namespace fovea {

/// Eigenvalues of a symmetric matrix, and its eigenvectors of length 1: row i belongs to value i. In no order.
struct Eigen {
  std::vector<double> values, vectors;
};

/// Input    matrix: (n, n), of which both halves are read
/// Errors   none; a matrix with NaN or infinity gives such numbers
Eigen symmetric_eigen(std::vector<double> matrix, std::int64_t n);

/// The matrix of ZCA whitening: x becomes x times it, and its features lose their correlation.
/// Input    samples (N, features) float32, centred; epsilon is added to the singular values
/// Output   (features, features) float32; time grows with the third power of features: 768 take a second, 3072 (32x32x3) minutes
/// Errors   shape: no sample; resource: more features than memory holds matrices of
/// Source   keras/src/legacy/preprocessing/image.py ImageDataGenerator.fit, 3.15, which asks numpy's SVD for it
Array zca_matrix(const Array& samples, double epsilon);

}  // namespace fovea
