#pragma once
#include "fovea/base/array.h"
#include "fovea/base/named.h"

namespace fovea {

/// A projection applied to a weight after every update.
/// Source   keras/src/constraints, 3.15
class Constraint : public Configured {
 public:
  virtual void apply(Array& value) const = 0;
};

template <>
const Registry<Constraint>& registry<Constraint>();

}  // namespace fovea
