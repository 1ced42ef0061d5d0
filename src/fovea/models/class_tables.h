#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "fovea/base/named.h"

namespace fovea {

/// A registry whatever its interface: what files and calls may name, and with which arguments.
struct ClassTable {
  std::string kind;                                             ///< for messages: "Initializer"
  std::string module;                                           ///< Keras' module: "keras.initializers"
  std::vector<std::string> names;                               ///< classes and their other names
  std::function<const FieldList*(std::string_view name)> find;  ///< the arguments of a class, or nullptr
};

/// The registry of an interface as a table.
template <class Interface>
ClassTable class_table() {
  const Registry<Interface>& table = registry<Interface>();
  std::vector<std::string> names;
  for (const auto& entry : table.entries()) {
    names.push_back(entry.class_name);
    names.insert(names.end(), entry.other_names.begin(), entry.other_names.end());
  }
  return {table.kind(), table.module(), std::move(names), [&table](std::string_view name) -> const FieldList* {
            const Entry<Interface>* found = table.find(name);
            return found == nullptr ? nullptr : &found->fields();
          }};
}

/// Layers, initializers, regularizers, constraints, losses, metrics, optimizers and schedules: what a model is made
/// and trained with. Layers come first.
const std::vector<ClassTable>& class_tables();

/// The table from which an argument takes its objects: "kernel_initializer", "learning_rate"; nullptr for any.
const ClassTable* table_for_argument(std::string_view key);

}  // namespace fovea
