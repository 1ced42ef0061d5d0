#include "fovea/objectives/metrics/metric.h"

#include "fovea/base/text.h"

namespace fovea {
namespace {

/// What is left of the name of a binary, sparse or one-hot class: "Binary" + "Accuracy".
std::string prefix(const Shape& output, const Shape& labels) {
  if (output[-1] == 1) return "Binary";
  const bool sparse = labels.rank() < output.rank() || labels[-1] == 1;
  return sparse ? "SparseCategorical" : "Categorical";
}

}  // namespace

std::shared_ptr<Metric> resolve_metric(const std::string& name, const Shape& output, const Shape& labels) {
  const auto is = [&](const char* word) { return edit_distance(name, word) == 0; };  // whatever their case
  std::string class_name = name;
  if (is("accuracy") || is("acc"))
    class_name = prefix(output, labels) + "Accuracy";
  else if (is("crossentropy") || is("ce"))
    class_name = prefix(output, labels) + "Crossentropy";
  Json config = Json::object();
  config["name"] = name;
  return registry<Metric>().at(class_name).make(config, class_name, nullptr);
}

}  // namespace fovea
