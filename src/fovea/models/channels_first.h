#pragma once
#include <string>
#include <vector>

#include "fovea/base/json.h"

namespace fovea {

/// The node of a model whose layers say data_format='channels_first', as that of an equal one with channels last: same
/// layers, names and weights. Its pictures come in and go out with channels last, which `warnings` says. Where a layer
/// depends on the order of the axes (Reshape, a Flatten of channels_last, PReLU, ...), a Permute layer gives it what
/// it had: 'to_channels_first', and 'to_channels_last' behind it. Another model's node stays as it is.
/// Errors   unsupported: an activation along an axis of the picture in a layer of channels_first; format: shapes that
///          the file does not say and that are needed
Json channels_last_node(const Json& node, std::vector<std::string>& warnings);

}  // namespace fovea
