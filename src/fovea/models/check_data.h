#pragma once
#include "fovea/models/model.h"

namespace fovea {

/// Refuses data that a network's inputs cannot take: number of arrays, shapes, different numbers of samples, NaN or
/// infinite values (the first one is named).
/// Errors   usage, shape
void check_inputs(const Network& network, const ArrayList& x);

/// Refuses labels that outputs and losses cannot take: numbers, shapes, class indices out of range, a loss that
/// contradicts the last activation.
/// Errors   usage, shape, dtype
void check_labels(const Network& network, const std::vector<Named<Loss>>& losses, const ArrayList& x,
                  const ArrayList& y);

/// Labels as programs take them: class indices as int64.
ArrayList normal_labels(const std::vector<Named<Loss>>& losses, const ArrayList& y);

/// New values for all weights by their initializers; each weight draws from its own stream of the seed.
void initialize_weights(const Network& network, std::uint64_t seed);

/// Name of the activation behind an output: its layer's `activation`, or the layer itself (Softmax); "" where that is
/// not known.
std::string last_activation(const Tensor& output);

}  // namespace fovea
