#include "fovea/layers/weights/constant_initializers.h"

#include <algorithm>

#include "fovea/base/error.h"

namespace fovea {
namespace {

void fill_with(Array& value, double number) { std::ranges::fill(value.values<float>(), static_cast<float>(number)); }

}  // namespace

const Fields<ConstantOptions>& ConstantOptions::fields() {
  static const auto list = Fields<ConstantOptions>().add("value", &ConstantOptions::value);
  return list;
}

const Fields<IdentityInitializerOptions>& IdentityInitializerOptions::fields() {
  static const auto list = Fields<IdentityInitializerOptions>().add("gain", &IdentityInitializerOptions::gain);
  return list;
}

void Zeros::fill(Array& value, Random) const { fill_with(value, 0); }

void Ones::fill(Array& value, Random) const { fill_with(value, 1); }

void Constant::fill(Array& value, Random) const { fill_with(value, options_.value); }

void IdentityInitializer::fill(Array& value, Random) const {
  const Shape& shape = value.shape();
  if (shape.rank() != 2)
    fail(ErrorKind::shape, "Identity: fills matrices only. Received a weight of shape " + to_string(shape) + ".");
  fill_with(value, 0);
  for (std::int64_t i = 0; i < std::min(shape[0], shape[1]); ++i)
    value.values<float>()[static_cast<std::size_t>(i * shape[1] + i)] = static_cast<float>(options_.gain);
}

}  // namespace fovea
