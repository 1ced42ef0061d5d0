#include "fovea/layers/normalization/spectral_normalization.h"

#include <algorithm>

#include "fovea/graph/build.h"
#include "fovea/layers/normalization/standardize.h"
#include "fovea/layers/weights/random_initializers.h"

namespace fovea {

const Fields<SpectralNormalizationOptions>& SpectralNormalizationOptions::fields() {
  using O = SpectralNormalizationOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("layer", &O::layer).by_position().add("power_iterations", &O::power_iterations);
    return add_layer_fields(fields);
  }();
  return list;
}

SpectralNormalization::SpectralNormalization(const SpectralNormalizationOptions& options)
    : Layer(std::make_shared<SpectralNormalizationBase>(options)) {}

namespace {

/// x (1, n) divided by its length.
ValueId unit(Graph& g, ValueId x) { return composed::unit_length(g, x, {1}, 1e-7); }

}  // namespace

SpectralNormalizationBase::SpectralNormalizationBase(const SpectralNormalizationOptions& options) : LayerOf(options) {
  if (inner() == nullptr) refuse(ErrorKind::usage, "takes a layer. Received none.");
  if (options.power_iterations < 1)
    refuse(ErrorKind::usage,
           "power_iterations must be 1 or more. Received " + std::to_string(options.power_iterations) + ".");
}

void SpectralNormalizationBase::set_trainable(bool trainable) {
  LayerBase::set_trainable(trainable);
  inner()->set_trainable(trainable);
}

void SpectralNormalizationBase::build(std::span<const Shape> inputs) {
  inner()->ensure_built(inputs);
  const auto& weights = inner()->weights();
  const auto kernel =
      std::find_if(weights.begin(), weights.end(), [](const auto& w) { return w.variable->name == "kernel"; });
  if (kernel == weights.end())
    refuse(ErrorKind::usage, "takes a layer with a weight named kernel. Received " + inner()->who() + ".");
  share_weight(*kernel);
  add_weight("vector_u", {1, kernel->variable->value.shape()[-1]}, TruncatedNormal({.stddev = 0.02}), {}, {}, false);
  all_weights_ = own_weights();
  for (const Weight& weight : weights)
    if (weight.variable != kernel->variable) all_weights_.push_back(weight);
}

ValueId SpectralNormalizationBase::emit(const Emitter& e, std::span<const ValueId> inputs) const {
  if (e.training) divide_kernel(e.graph);
  return inner()->emit(e, inputs);
}

void SpectralNormalizationBase::divide_kernel(Graph& g) const {
  const VariablePtr &kernel = variable(0), &vector_u = variable(1);
  const ValueId w = g.read(kernel), old_u = g.read(vector_u);
  const Shape shape = g.shape(w);
  const ValueId matrix = build::reshape(g, w, {shape.count(0, shape.rank() - 1), shape[-1]});
  const ValueId across = build::transpose(g, matrix, {1, 0});
  ValueId u = old_u, v = -1;
  for (std::int64_t i = 0; i < options_.power_iterations; ++i) {
    v = unit(g, build::dense(g, u, across, std::nullopt));
    u = unit(g, build::dense(g, v, matrix, std::nullopt));
  }
  const ValueId sigma =
      build::dense(g, build::dense(g, v, matrix, std::nullopt), build::transpose(g, u, {1, 0}), std::nullopt);
  // A kernel of zeros stays as it is, and so does u: 1 where the largest |element| is 0, else 0.
  const ValueId largest = build::reduce(g, build::unary(g, matrix, Unary::absolute), Reduction::maximum, {0, 1});
  const ValueId zeros = build::unary(g, build::unary(g, largest, Unary::affine, -1e30, 1), Unary::relu);
  g.assign(vector_u, build::add(g, u, build::multiply(g, old_u, zeros)));
  const ValueId divisor = build::reshape(g, build::add(g, sigma, zeros), Shape{1});
  g.assign(kernel, build::binary(g, Binary::divide, w, divisor));
}

}  // namespace fovea
