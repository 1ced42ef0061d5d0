#pragma once

namespace fovea {

/// What one core of this machine can do at most in float32: multiply-adds on registers, timed for a few milliseconds. It
/// is what `summary --kernels` relates rates to.
/// Units    FLOP/s, one multiply-add is 2
double measure_peak_flops();

}  // namespace fovea
