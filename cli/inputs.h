#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "fovea/data/open_data.h"
#include "fovea/formats/model_file.h"
#include "fovea/training/preprocess.h"

/// How commands read what users call DATA and MODEL.
namespace fovea::cli {

/// --data-dir and --offline.
struct DataArguments {
  std::string data_dir;
  bool offline = false;
  void add(CLI::App& app);
};

/// Opens DATA with a progress line for downloads.
DataSet open(const std::string& spec, const DataArguments& arguments, const Terminal& terminal);

/// A model with what is stored about it.
struct OpenedModel {
  Model model;
  SavedExtras extras;
  Preprocess preprocess;
  std::string path;
};

/// MODEL: a run folder, a file, or a named network (untrained).
/// Errors   usage: nothing of that name, with the nearest that exist; those of load_model
OpenedModel open_model(const std::string& name, std::int64_t classes, const std::map<std::string, Json>& parameters,
                       const Terminal& terminal);

/// The kernels that ran fastest on this machine, remembered from run to run in the user's cache folder.
std::shared_ptr<KernelChoices> measured_kernels();

/// Labels in the order of the model's classes: matched by name where both have names.
/// Errors   usage: a class that the model does not know
Array match_classes(const Array& labels, const std::vector<std::string>& data, const std::vector<std::string>& model);

/// Integer labels as one-hot rows, float32.
Array to_categorical(const Array& labels, std::int64_t classes);

/// Labels in the form that a loss takes: one-hot rows for a categorical loss on integer labels.
Array labels_for(const Named<Loss>& loss, const Array& labels, std::int64_t classes);

}  // namespace fovea::cli
