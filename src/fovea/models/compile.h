#pragma once
#include <string>
#include <utility>
#include <vector>

#include "fovea/objectives/losses/loss.h"
#include "fovea/objectives/metrics/metric.h"
#include "fovea/objectives/optimizers/optimizer.h"

namespace fovea {

/// One loss for all outputs, or one by output name: `.loss = "mse"`, `.loss = {{"steak", "binary_crossentropy"}}`.
struct LossChoice {
  LossChoice() = default;
  LossChoice(const char* name) : one(name) {}
  LossChoice(const std::string& name) : one(name) {}
  LossChoice(const Named<Loss>& loss) : one(loss) {}
  LossChoice(std::shared_ptr<Loss> loss) : one(std::move(loss)) {}
  template <class Impl>
  requires std::is_base_of_v<Loss, Impl> LossChoice(const Impl& loss) : one(loss) {}
  LossChoice(std::initializer_list<std::pair<std::string, Named<Loss>>> losses) : by_output(losses) {}
  LossChoice(std::vector<std::pair<std::string, Named<Loss>>> losses) : by_output(std::move(losses)) {}

  Named<Loss> one;
  std::vector<std::pair<std::string, Named<Loss>>> by_output;
};

/// A metric's name or object; names such as "accuracy" are resolved by the shapes of output and labels, as Keras does.
/// It measures every output that has a loss, or the one that `output` names; sample_weight counts for it where it is
/// weighted, one of Keras' weighted_metrics.
struct MetricChoice {
  MetricChoice(const char* name) : name(name) {}
  MetricChoice(std::string name) : name(std::move(name)) {}
  template <class Impl>
  requires std::is_base_of_v<Metric, Impl> MetricChoice(const Impl& metric) : object(metric) {}
  MetricChoice(const Named<Metric>& metric) : object(metric) {}

  std::string name;
  Named<Metric> object;
  std::string output;
  bool weighted = false;
};

struct CompileOptions {
  ByName by_name = ByName();
  Named<Optimizer> optimizer = "rmsprop";
  LossChoice loss = {};
  std::vector<std::pair<std::string, double>> loss_weights = {};
  std::vector<MetricChoice> metrics = {};
};

}  // namespace fovea
