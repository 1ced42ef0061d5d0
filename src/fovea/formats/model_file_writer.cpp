#include "fovea/base/error.h"
#include "fovea/formats/keras/archive.h"
#include "fovea/formats/model_file.h"

namespace fovea {

void save_model(const Model& model, const std::filesystem::path& path, const SavedExtras& extras) {
  if (path.extension() != ".keras")
    fail(ErrorKind::usage, "A model is saved under a name that ends in .keras. Received '" + path.string() + "'.");
  with_memory(path.string(), [&] { save_keras(model, path, extras); });
}

}  // namespace fovea
