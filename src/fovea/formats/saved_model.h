#pragma once
#include <string>
#include <vector>

#include "fovea/models/model.h"

namespace fovea {

/// What fovea keeps in a model's file beside what Keras does; Keras carries it along unread.
struct SavedExtras {
  std::vector<std::string> classes = {};  ///< names of the classes, in the order of the output
  Json preprocess = {};                   ///< what is done to inputs before the first layer; null where nobody said
  std::string labels = "";  ///< how labels are given: "sparse", "categorical", "binary"; empty: nobody said

  bool operator==(const SavedExtras&) const = default;
};

/// A model from a file, compiled and with its optimizer's state where the file has them.
struct LoadedModel {
  Model model;
  SavedExtras extras = {};
  std::vector<std::string> warnings = {};  ///< what the file holds that has no meaning here
  bool has_weights = true;                 ///< false: a description alone; weights have their first values
};

}  // namespace fovea
