#pragma once
#include "fovea/graph/graph.h"
#include "fovea/kernels/image/input_scaling.h"

namespace fovea {

/// What `scaling` makes of an input (samples, ...), as numbers of this type.
/// Errors   shape: those of PictureStandard::check()
ValueId scaled_input(Graph& g, ValueId x, DType dtype, const InputScaling& scaling);

}  // namespace fovea
