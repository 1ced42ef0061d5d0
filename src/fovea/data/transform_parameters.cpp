#include "fovea/data/transform_parameters.h"

#include <cmath>
#include <numbers>

namespace fovea {
namespace {

/// a times b, each element added up as numpy's dot product does it: with fused multiplications.
PixelMatrix product(const PixelMatrix& a, const PixelMatrix& b) {
  PixelMatrix result{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      result[3 * i + j] = std::fma(a[3 * i + 2], b[6 + j], std::fma(a[3 * i + 1], b[3 + j], a[3 * i] * b[j]));
  return result;
}

double radians(double degrees) { return degrees * (std::numbers::pi / 180); }

/// Rotation, shift, shear and zoom in coordinates (x, y), about the point (x0, y0).
PixelMatrix about(const TransformParameters& p, double shift_x, double shift_y, double x0, double y0) {
  PixelMatrix matrix = identity_matrix;
  if (p.theta != 0) {
    const double c = std::cos(radians(p.theta)), s = std::sin(radians(p.theta));
    matrix = product(matrix, {c, -s, 0, s, c, 0, 0, 0, 1});
  }
  if (shift_x != 0 || shift_y != 0) matrix = product(matrix, {1, 0, shift_x, 0, 1, shift_y, 0, 0, 1});
  if (p.shear != 0)
    matrix = product(matrix, {1, -std::sin(radians(p.shear)), 0, 0, std::cos(radians(p.shear)), 0, 0, 0, 1});
  if (p.zx != 1 || p.zy != 1) matrix = product(matrix, {p.zx, 0, 0, 0, p.zy, 0, 0, 0, 1});
  if (matrix == identity_matrix) return matrix;
  return product(product({1, 0, x0, 0, 1, y0, 0, 0, 1}, matrix), {1, 0, -x0, 0, 1, -y0, 0, 0, 1});
}

/// From coordinates (x, y) to (row, column).
PixelMatrix by_rows(const PixelMatrix& m) { return {m[4], m[3], m[5], m[1], m[0], m[2], 0, 0, 1}; }

double middle(std::int64_t length) { return static_cast<double>(length) / 2 - 0.5; }

}  // namespace

const Fields<TransformParameters>& TransformParameters::fields() {
  using P = TransformParameters;
  static const Fields<P> list = Fields<P>()
                                    .add("theta", &P::theta)
                                    .add("tx", &P::tx)
                                    .add("ty", &P::ty)
                                    .add("shear", &P::shear)
                                    .add("zx", &P::zx)
                                    .add("zy", &P::zy)
                                    .add("flip_horizontal", &P::flip_horizontal)
                                    .add("flip_vertical", &P::flip_vertical)
                                    .add("channel_shift_intensity", &P::channel_shift_intensity)
                                    .add("brightness", &P::brightness);
  return list;
}

Json to_json(const TransformParameters& parameters) { return TransformParameters::fields().write(&parameters); }

void from_json(const Json& json, TransformParameters& parameters) {
  Json plain = json;
  for (const char* key : {"flip_horizontal", "flip_vertical"})
    if (const Json* flip = json.find(key); flip != nullptr && (*flip == Json(0) || *flip == Json(1)))
      plain[key] = *flip == Json(1);
  parameters = {};
  TransformParameters::fields().read(plain, &parameters, "the parameters of a transform");
}

PixelMatrix keras_matrix(const TransformParameters& p, std::int64_t rows, std::int64_t columns) {
  return by_rows(about(p, p.tx, p.ty, middle(rows), middle(columns)));
}

PixelMatrix corrected_matrix(const TransformParameters& p, std::int64_t rows, std::int64_t columns) {
  PixelMatrix matrix = by_rows(about(p, p.ty, p.tx, middle(columns), middle(rows)));
  const auto last = [](std::int64_t length) { return static_cast<double>(length - 1); };
  if (p.flip_horizontal) matrix = product(matrix, {1, 0, 0, 0, -1, last(columns), 0, 0, 1});
  if (p.flip_vertical) matrix = product(matrix, {-1, 0, last(rows), 0, 1, 0, 0, 0, 1});
  return matrix;
}

}  // namespace fovea
