#pragma once
#include <optional>
#include <set>

#include "cli/feeding.h"

/// What `predict` and `features` share: the samples that an INPUT names, run through a model.
namespace fovea::cli {

/// INPUT, --split, --batch-size, and how photos and data are read.
struct PredictArguments {
  std::vector<std::string> inputs = {};
  std::string split = {};
  std::int64_t batch_size = 32;
  std::int64_t most = 0;  ///< samples that one INPUT may have; 0: any number
  PhotoArguments photos = {};
  DataArguments where = {};
  void add(CLI::App& app);
};

/// What was predicted, and a name for each row, as shown_name() shows it.
struct Predicted {
  std::string name;
  std::vector<std::string> names;
  Arrays results;
  std::set<std::size_t> bad = {};  ///< rows of photos that cannot be read

  std::shared_ptr<const FileStore> files = {};  ///< of photos
  std::vector<PhotoRef> photos = {};
  Array x = {};  ///< of arrays: the first input

  /// The sample as people look at it: the whole photo, or the array of 1, 3 or 4 channels, from its smallest to its largest
  /// number where it has no bytes. Errors   unsupported: an array of another form; those of decode_image
  Image picture(std::size_t row) const;
};

/// Runs INPUT through opened.model. Photos that cannot be read are warned about, and their rows are NaN; where INPUT is
/// unreadable or of a wrong form itself, that is warned about and nothing comes back. Either makes `status` the exit status
/// of such an error.
/// Errors   usage: more samples than arguments.most; those of the model; resource
std::optional<Predicted> predict_input(const std::string& input, const PredictArguments& arguments,
                                       OpenedModel& opened, const Terminal& terminal, int& status);

/// A name for each output: its layer's, with a number where several come from one layer: "base", "base_1".
std::vector<std::string> output_names(const Model& model);

/// Writes arrays into a .npy, or with their names into a .npz. Errors   usage: another suffix, or several in a .npy
void write_arrays(const std::string& path, const std::vector<std::pair<std::string, Array>>& arrays);

}  // namespace fovea::cli
