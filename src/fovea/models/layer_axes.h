#pragma once
#include <string>

#include "fovea/base/json.h"

namespace fovea {

/// What becomes of a layer when channels, the first axis after the samples', go last. All of it is read from the
/// layer's node in a file; a layer that wraps another is as that one is.
enum class AxesRule {
  pictures,  ///< data_format='channels_first': takes and gives channels last from now on
  element,   ///< each element for itself: as its inputs are
  axis,      ///< along one axis, which changes its number; its weights, if any, stay
  fixed,     ///< depends on the order of the axes: takes and gives tensors as they were
};

AxesRule axes_rule(const Json& node);

/// True where the axes of the output are those of the input: what is a picture before it, is one behind it.
bool keeps_axes(const Json& node);

/// The rank of its output, samples included. Input    rank: of its input; 0: not known
std::size_t output_rank(const Json& node, std::size_t rank);

/// The node's config for channels last. Input    rank: of the input, samples included; 0: not known
/// Errors   unsupported: an activation along the last axis, which was not that of the channels; format: an axis counted
///          from the end of a tensor whose rank is not known. `who` begins the text
Json channels_last_config(const Json& node, std::size_t rank, const std::string& who);

/// True where a layer of the model says data_format='channels_first'.
bool says_channels_first(const Json& node);

}  // namespace fovea
