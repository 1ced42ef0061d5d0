#pragma once
#include <vector>

#include "fovea/base/array.h"

namespace fovea {

/// Mean and variance of data that comes in batches, for each index of some axes, in float64. Batches are combined by
/// Chan's rule, so that nothing is lost when a mean is far from zero.
class Moments {
 public:
  /// `sample` is the shape of one sample, `kept` numbers its axes from 1 (0 are the samples), ascending.
  Moments(const Shape& sample, const std::vector<int>& kept);

  /// A batch (n, sample...), of any type and any n.
  void add(const Array& batch);
  /// Of the shape of the kept axes, float64; zeros when nothing was added.
  const Array& mean() const { return mean_; }
  Array variance() const;

 private:
  std::vector<std::size_t> places_;  ///< which mean each element of a sample belongs to
  Array mean_, squares_;             ///< and the sum of the squared distances from it
  double count_ = 0;                 ///< how many elements each mean is of
};

}  // namespace fovea
