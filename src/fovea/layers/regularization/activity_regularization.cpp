#include "fovea/layers/regularization/activity_regularization.h"

namespace fovea {

const Fields<ActivityRegularizationOptions>& ActivityRegularizationOptions::fields() {
  using O = ActivityRegularizationOptions;
  static const Fields<O> list = [] {
    Fields<O> fields;
    fields.add("l1", &O::l1).add("l2", &O::l2);
    return add_layer_fields(fields);
  }();
  return list;
}

ActivityRegularization::ActivityRegularization(const ActivityRegularizationOptions& options)
    : Layer(std::make_shared<ActivityRegularizationBase>(options)) {}

ActivityRegularizationBase::ActivityRegularizationBase(const ActivityRegularizationOptions& options)
    : LayerOf(options), penalty_({.l1 = options.l1, .l2 = options.l2}) {}

}  // namespace fovea
