#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "fovea/data/open_data.h"
#include "fovea/formats/model_file.h"
#include "fovea/formats/named_networks.h"
#include "fovea/formats/preprocess.h"

/// How commands read what users call DATA and MODEL.
namespace fovea::cli {

/// What DATA is, for --help.
constexpr const char* data_words =
    "photos in class folders, in a .zip or .tar of them or in a .csv of path,label; mnist, fashion_mnist, an .npz "
    "file, or a "
    "folder of .npy or IDX files";

/// --data-dir and --offline.
struct DataArguments {
  std::string data_dir;
  bool offline = false;
  bool follow_links = false;  ///< of --follow-links, which commands that read photos have
  void add(CLI::App& app);
};

/// MODEL with what a file may say elsewhere: --weights, --by-name, --labels, --preprocess and --allow-nan.
struct ModelArguments {
  std::string name, weights, labels, preprocess = "auto";
  bool by_name = false, allow_nan = false;
  bool refuse_nan = false;  ///< weights that are NaN or infinite are an error, not a warning, unless allowed
  /// Adds the options; MODEL itself is the caller's.
  void add(CLI::App& app);
  /// Adds --preprocess; `more` tells what auto is, or what becomes of it.
  void add_preprocess(CLI::App& app, const std::string& more = " (auto: what the model's file says, else nothing)");
};

/// Opens DATA with a progress line for downloads.
DataSet open(const std::string& spec, const DataArguments& arguments, const Terminal& terminal);

/// A model with what is stored about it.
struct OpenedModel {
  Model model;
  SavedExtras extras;
  Preprocess preprocess;
  std::string path;
  bool from_file = false;      ///< with the weights that the file holds
  bool knows_scaling = false;  ///< the file says what is done to pixels, or --preprocess
};

/// MODEL: a run folder, a file, or a named network (untrained). Names of classes come from the file, else from --labels,
/// else from labels.txt or class_indices.json beside it.
/// Errors   usage: nothing of that name, with the nearest that exist; parameters for a model that has none, weights for a
///          named network, names that are not as many as the model's outputs; those of load_model and read_labels
OpenedModel open_model(const ModelArguments& model, const NetworkWishes& wishes,
                       const std::map<std::string, Json>& parameters, const Terminal& terminal);

/// Warns where pixels are given to a model that does not say how it wants them, or to one without trained weights.
void warn_of_guesses(const OpenedModel& opened, DType pixels, const Terminal& terminal);

/// The output of a model that the command line trains or measures. Errors   unsupported: it has several inputs or outputs
Tensor only_output(const Model& model);

/// The loss that the model's one output was compiled with; null: none.
Named<Loss> compiled_loss(const Model& model);

/// --set: NAME=VALUE. Errors   usage: another form
std::map<std::string, Json> parse_parameters(const std::vector<std::string>& settings);

/// The kernels that ran fastest on this machine, remembered from run to run in the user's cache folder.
std::shared_ptr<KernelChoices> measured_kernels();

/// Labels in the order of the model's classes: matched by name where both have names.
/// Errors   usage: a class that the model does not know
Array match_classes(const Array& labels, const std::vector<std::string>& data, const std::vector<std::string>& model);

/// Labels in the form that a loss takes: one-hot rows for a categorical loss on integer labels.
Array labels_for(const Named<Loss>& loss, const Array& labels, std::int64_t classes);

}  // namespace fovea::cli
