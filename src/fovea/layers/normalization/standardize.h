#pragma once
#include <vector>

#include "fovea/graph/graph.h"
#include "fovea/layers/axes.h"

/// What several layers normalize by, written with other operations. Axes are counted from 0, the samples' not among
/// them.
namespace fovea::composed {

/// The axes that a layer normalizes, ascending.
/// Errors   usage: ones that the input lacks or that hold the samples
std::vector<int> normalized_axes(const Axes& axes, const Shape& input, const std::string& who);
/// (x - mean) / sqrt(variance + epsilon) over the axes.
ValueId standardize(Graph& g, ValueId x, const std::vector<int>& axes, double epsilon);
/// x / sqrt(variance + epsilon) over the axes.
ValueId divide_by_deviation(Graph& g, ValueId x, const std::vector<int>& axes, double epsilon);
/// x / sqrt(mean(x^2) + epsilon) over the axes.
ValueId divide_by_rms(Graph& g, ValueId x, const std::vector<int>& axes, double epsilon);
/// x / max(|x|, smallest), |x| the length over the axes. No gradient passes through a length below the smallest.
ValueId unit_length(Graph& g, ValueId x, const std::vector<int>& axes, double smallest);

}  // namespace fovea::composed
