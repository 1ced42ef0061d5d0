#pragma once
#include "fovea/base/array.h"
#include "fovea/base/named.h"
#include "fovea/base/random.h"

namespace fovea {

/// Fills a new weight. Keras' classes and arguments; the numbers come from fovea's own generator.
/// Source   keras/src/initializers, 3.15
class Initializer : public Configured {
 public:
  /// Writes every element of `value` (float32). A seed given in the options replaces `random`.
  virtual void fill(Array& value, Random random) const = 0;
};

template <>
const Registry<Initializer>& registry<Initializer>();

}  // namespace fovea
