#include "fovea/data/whitening.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "fovea/base/error.h"

namespace fovea {
namespace {

using Vector = std::vector<double>;

/// Adds weight * row * row^T for some rows of `length` numbers to the upper half of a matrix, eight rows a pass: the
/// matrix is what does not fit into the caches.
void add_squares(std::span<const double> rows, std::size_t length, std::span<const double> weights, Vector& matrix) {
  constexpr std::size_t together = 8;
  for (std::size_t first = 0; first < weights.size(); first += together) {
    const std::size_t count = std::min(together, weights.size() - first);
    for (std::size_t i = 0; i < length; ++i) {
      double factor[together] = {};
      const double* row[together];
      for (std::size_t k = 0; k < together; ++k) {
        const std::size_t at = first + std::min(k, count - 1);
        row[k] = rows.data() + at * length;
        if (k < count) factor[k] = weights[at] * row[k][i];
      }
      double* line = matrix.data() + i * length;
      for (std::size_t j = i; j < length; ++j)
        line[j] +=
            ((factor[0] * row[0][j] + factor[1] * row[1][j]) + (factor[2] * row[2][j] + factor[3] * row[3][j])) +
            ((factor[4] * row[4][j] + factor[5] * row[5][j]) + (factor[6] * row[6][j] + factor[7] * row[7][j]));
    }
  }
}

void mirror(Vector& matrix, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < i; ++j) matrix[i * n + j] = matrix[j * n + i];
}

double dot(const double* a, const double* b, std::size_t n) {
  double sums[4] = {}, sum = 0;
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4)
    for (std::size_t k = 0; k < 4; ++k) sums[k] += a[i + k] * b[i + k];
  for (; i < n; ++i) sum += a[i] * b[i];
  return sum + ((sums[0] + sums[1]) + (sums[2] + sums[3]));
}

/// The tridiagonal matrix that reflections turn a symmetric one into, and the rows of the turned basis.
struct Tridiagonal {
  Vector diagonal, beside, basis;
};

/// Householder's reflections: the k-th clears row k beyond its second place, and stays there as its vector.
Tridiagonal tridiagonal(Vector a, std::size_t n) {
  Tridiagonal t{Vector(n), Vector(n), Vector(n * n)};
  Vector scale(n), p(n);
  for (std::size_t k = 0; k + 2 < n; ++k) {
    double* v = a.data() + k * n + k + 1;
    const std::size_t m = n - k - 1;
    const double norm = std::sqrt(dot(v, v, m)), end = v[0] > 0 ? -norm : norm;
    t.beside[k] = end;
    if (norm == 0) continue;
    v[0] -= end;
    scale[k] = 2 / dot(v, v, m);
    for (std::size_t i = 0; i < m; ++i) p[i] = scale[k] * dot(a.data() + (k + 1 + i) * n + k + 1, v, m);
    const double share = scale[k] / 2 * dot(p.data(), v, m);
    for (std::size_t i = 0; i < m; ++i) p[i] -= share * v[i];
    for (std::size_t i = 0; i < m; ++i) {
      double* line = a.data() + (k + 1 + i) * n + k + 1;
      for (std::size_t j = 0; j < m; ++j) line[j] -= v[i] * p[j] + p[i] * v[j];
    }
  }
  if (n > 1) t.beside[n - 2] = a[(n - 2) * n + n - 1];
  for (std::size_t i = 0; i < n; ++i) t.diagonal[i] = a[i * n + i], t.basis[i * n + i] = 1;
  for (std::size_t k = n < 2 ? 0 : n - 2; k-- > 0;)
    for (std::size_t i = k + 1; i < n; ++i) {
      const double* v = a.data() + k * n + k + 1;
      double* line = t.basis.data() + i * n + k + 1;
      const double share = scale[k] * dot(line, v, n - k - 1);
      for (std::size_t j = 0; j < n - k - 1; ++j) line[j] -= share * v[j];
    }
  return t;
}

/// One sweep of rotations over places low to high, which takes the element beside `high` towards 0 (Wilkinson's shift).
void sweep(Tridiagonal& t, std::size_t low, std::size_t high, std::size_t n) {
  Vector &d = t.diagonal, &e = t.beside;
  const double half = (d[high - 1] - d[high]) / 2, off = e[high - 1];
  const double root = std::hypot(half, off);
  double x = d[low] - (d[high] - off * off / (half + (half < 0 ? -root : root))), z = e[low];
  for (std::size_t k = low; k < high; ++k) {
    const double length = std::hypot(x, z), c = length == 0 ? 1 : x / length, s = length == 0 ? 0 : z / length;
    if (k > low) e[k - 1] = length;
    const double a = d[k], b = e[k], q = d[k + 1];
    d[k] = c * c * a + 2 * c * s * b + s * s * q;
    d[k + 1] = s * s * a - 2 * c * s * b + c * c * q;
    e[k] = c * s * (q - a) + (c * c - s * s) * b;
    if (k + 1 < high) {
      x = e[k];
      z = s * e[k + 1];
      e[k + 1] *= c;
    }
    double *upper = t.basis.data() + k * n, *lower = upper + n;
    for (std::size_t j = 0; j < n; ++j) {
      const double u = upper[j], l = lower[j];
      upper[j] = c * u + s * l;
      lower[j] = c * l - s * u;
    }
  }
}

}  // namespace

Eigen symmetric_eigen(std::vector<double> matrix, std::int64_t n) {
  const auto size = static_cast<std::size_t>(n);
  Tridiagonal t = tridiagonal(std::move(matrix), size);
  const auto apart = [&](std::size_t k) {
    return !(std::abs(t.beside[k]) >
             std::numeric_limits<double>::epsilon() * (std::abs(t.diagonal[k]) + std::abs(t.diagonal[k + 1])));
  };
  for (std::size_t high = size == 0 ? 0 : size - 1; high > 0;) {
    if (apart(high - 1)) {
      --high;
      continue;
    }
    std::size_t low = high - 1;
    while (low > 0 && !apart(low - 1)) --low;
    sweep(t, low, high, size);
  }
  return {std::move(t.diagonal), std::move(t.basis)};
}

Array zca_matrix(const Array& samples, double epsilon) {
  const std::int64_t count = samples.rows(), features = samples.size() / std::max<std::int64_t>(count, 1);
  if (count == 0) fail(ErrorKind::shape, "zca_whitening: needs at least one picture to fit on. Received none.");
  return with_memory("zca_whitening of " + std::to_string(features) + " numbers a picture", [&] {
    const auto n = static_cast<std::size_t>(count), d = static_cast<std::size_t>(features);
    const auto pixels = samples.values<float>();
    const bool few = n < d;
    const Vector rows(pixels.begin(), pixels.end());
    // The singular values and left vectors of the transposed samples, from the smaller of the two squares.
    const std::size_t side = few ? n : d;
    Vector square(side * side);
    if (few) {
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = i; j < n; ++j) square[i * n + j] = dot(&rows[i * d], &rows[j * d], d);
    } else {
      add_squares(rows, d, Vector(n, 1.0), square);
    }
    mirror(square, side);
    const Eigen eigen = symmetric_eigen(std::move(square), static_cast<std::int64_t>(side));

    Vector vectors(side * d), weights(side);
    const double largest = *std::ranges::max_element(eigen.values);
    for (std::size_t k = 0; k < side; ++k) {
      const double value = std::sqrt(std::max(eigen.values[k], 0.0));
      weights[k] = std::sqrt(static_cast<double>(n)) / (value + epsilon);
      double* vector = vectors.data() + k * d;
      if (!few) {
        std::copy_n(eigen.vectors.data() + k * d, d, vector);
      } else if (eigen.values[k] > largest * 1e-14) {  // else no picture has anything in this direction
        for (std::size_t i = 0; i < n; ++i) {
          const double share = eigen.vectors[k * n + i] / value;
          for (std::size_t j = 0; j < d; ++j) vector[j] += share * rows[i * d + j];
        }
      }
    }
    Vector matrix(d * d);
    add_squares(vectors, d, weights, matrix);
    mirror(matrix, d);
    return Array::of<double>(matrix, {features, features}).cast(DType::f32);
  });
}

}  // namespace fovea
