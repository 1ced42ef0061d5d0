// The table of what Keras 2 lacks against what tf_keras says of itself (tests/golden/keras_files/keras2.json).
#include "fovea/formats/keras/keras2_table.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "fovea/base/file.h"
#include "fovea/layers/layer.h"
#include "fovea/objectives/losses/loss.h"
#include "fovea/objectives/metrics/metric.h"
#include "fovea/objectives/optimizers/optimizer.h"
#include "fovea/objectives/schedules/schedule.h"

namespace fovea {
namespace {

Json golden() {
  const auto path = std::filesystem::path(FOVEA_SOURCE_DIR) / "tests/golden/keras_files/keras2.json";
  return Json::parse(read_file(path), path.string());
}

bool lists(const Json& list, const std::string& name) {
  return std::ranges::any_of(list.as_list(), [&](const Json& item) { return item == Json(name); });
}

/// Handled by the writer itself: Keras 3 alone gives losses a dtype.
bool is_dropped(const std::string& module, const std::string& key) {
  return module == "keras.losses" && key == "dtype";
}

void check_arguments(const std::string& module, const std::string& class_name, const FieldList& fields,
                     const Json& arguments) {
  for (const Field& field : fields.all()) {
    if (!field.in_config || is_dropped(module, field.key)) continue;
    const std::string key(keras2::renamed(keras2::renamed_arguments, class_name, field.key));
    // Every layer of tf_keras takes this one behind its constructor's own.
    if (key == "batch_input_shape") continue;
    // It came with tf_keras 2.16; Keras 2.15 and older refuse it.
    if (class_name == "InputLayer" && key == "optional") continue;
    EXPECT_NE(lists(arguments, key), keras2::lacks_argument(class_name, key))
        << module << " " << class_name << "(" << field.key << ")";
  }
}

template <class Interface>
void check_kind(const Json& document) {
  const std::string& module = registry<Interface>().module();
  const Json& classes = document.at(module);
  for (const auto& entry : registry<Interface>().entries()) {
    const bool elsewhere = keras2::class_name_there(entry.class_name) != entry.class_name;  // in no module of layers
    if (entry.class_name.starts_with("ops.") || elsewhere) continue;
    const Json* arguments = classes.find(entry.class_name);
    EXPECT_EQ(arguments == nullptr, keras2::lacks_class(entry.class_name)) << module << " " << entry.class_name;
    if (arguments != nullptr) check_arguments(module, entry.class_name, entry.fields(), *arguments);
  }
}

}  // namespace

TEST(Keras2Table, HasWhatTfKerasLacksAndNothingElse) {
  const Json document = golden();
  check_kind<LayerBase>(document);
  check_kind<Initializer>(document);
  check_kind<Regularizer>(document);
  check_kind<Constraint>(document);
  check_kind<Loss>(document);
  check_kind<Metric>(document);
  check_kind<Optimizer>(document);
  check_kind<Schedule>(document);
  for (const std::string_view name : keras2::missing_classes)
    for (const char* module : {"keras.layers", "keras.losses", "keras.metrics", "keras.optimizers"})
      EXPECT_EQ(document.at(module).find(name), nullptr) << name;
}

TEST(Keras2Table, KnowsTheActivationsThatAreDifferent) {
  const Json activations = golden().at("activations");
  // Names that a config never has: fovea writes hard_silu for hard_swish, and threshold takes arguments.
  const std::set<std::string> never_written{"hard_swish", "threshold"};
  for (const Json& name : activations.at("different").as_list())
    EXPECT_NE(keras2::lacks_activation(name.as_string()), never_written.contains(name.as_string())) << name.dump();
  for (const Json& name : activations.at("same").as_list())
    EXPECT_FALSE(keras2::lacks_activation(name.as_string())) << name.dump();
}

}  // namespace fovea
