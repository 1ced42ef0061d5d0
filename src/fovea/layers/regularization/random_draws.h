#pragma once
#include <optional>
#include <string>

#include "fovea/layers/emitter.h"

/// What the layers share that act at random in training.
namespace fovea {

/// The stream of one call: calls draw apart, and so do layers of different seeds.
std::uint64_t random_stream(const Emitter& e, const std::optional<std::int64_t>& seed);
/// Dropout: a part `rate` of the elements becomes 0, the others are multiplied by 1 / (1 - rate). Axes of `noise` that are
/// 1 share their decisions; without axes there is one decision an element.
ValueId drop(const Emitter& e, ValueId x, double rate, const std::optional<std::int64_t>& seed, const Shape& noise);
/// The decisions of one sample, for Keras' noise_shape, whose first dimension is the samples'.
/// Errors   shape: it does not fit the input; unsupported: samples that share their decisions
Shape sample_noise(const std::optional<Shape>& noise_shape, const Shape& input, const std::string& who);
/// Errors   usage: a rate outside 0..1
void check_rate(double rate, const std::string& who);

}  // namespace fovea
