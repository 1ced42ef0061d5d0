#include "fovea/models/class_tables.h"

#include <algorithm>
#include <array>
#include <utility>

#include "fovea/layers/layer.h"
#include "fovea/objectives/losses/loss.h"
#include "fovea/objectives/metrics/metric.h"
#include "fovea/objectives/optimizers/optimizer.h"
#include "fovea/objectives/schedules/schedule.h"

namespace fovea {

const std::vector<ClassTable>& class_tables() {
  static const std::vector<ClassTable> tables{
      class_table<LayerBase>(), class_table<Initializer>(), class_table<Regularizer>(), class_table<Constraint>(),
      class_table<Loss>(),      class_table<Metric>(),      class_table<Optimizer>(),   class_table<Schedule>()};
  return tables;
}

const ClassTable* table_for_argument(std::string_view key) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> modules{
      {{"initializer", "keras.initializers"},
       {"regularizer", "keras.regularizers"},
       {"constraint", "keras.constraints"},
       {"learning_rate", "keras.optimizers.schedules"},
       {"optimizer", "keras.optimizers"},
       {"loss", "keras.losses"},
       {"metrics", "keras.metrics"},
       {"layers", "keras.layers"},
       {"layer", "keras.layers"},
       {"init", "keras.initializers"}}};
  for (const auto& [ending, module] : modules)
    if (key.ends_with(ending))
      for (const ClassTable& table : class_tables())
        if (table.module == module) return &table;
  return nullptr;
}

}  // namespace fovea
