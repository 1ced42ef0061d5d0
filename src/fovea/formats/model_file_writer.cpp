#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/base/text.h"
#include "fovea/formats/keras/archive.h"
#include "fovea/formats/keras/compile_config.h"
#include "fovea/formats/keras/hdf5_model.h"
#include "fovea/formats/keras/keras2_config.h"
#include "fovea/formats/keras/layer_names.h"
#include "fovea/formats/layers_file.h"
#include "fovea/formats/model_file.h"
#include "fovea/models/config.h"
#include "fovea/models/trainer.h"

namespace fovea {
namespace {

/// model.to_json() of Keras 3.
std::string json_text(const Model& model) {
  Json node = model_node(model);
  if (model.compiled()) node["compile_config"] = compile_config(model);
  return without_slashes(node).dump();
}

/// Who is called with a `training` that Keras overrules in the model, or goes by.
void add_told(const Network& network, bool overruled, std::vector<std::string>& told) {
  for (const auto& call : network.calls()) {
    if (call->training.value && call->training.overruled == overruled) told.push_back(call->layer->who());
    if (const auto* nested = dynamic_cast<const Network*>(call->layer.get())) add_told(*nested, overruled, told);
  }
}

}  // namespace

ModelForm model_form(const std::filesystem::path& path) {
  const std::string name = path.filename().string(), ending = path.extension().string();
  if (name.ends_with(".weights.h5")) return ModelForm::weights;
  if (ending == ".keras") return ModelForm::keras;
  if (ending == ".h5" || ending == ".hdf5") return ModelForm::hdf5;
  if (ending == ".json") return ModelForm::json;
  if (ending == ".layers") return ModelForm::layers;
  fail(ErrorKind::usage,
       "A model is saved under a name that ends in .keras, .h5, .hdf5, .weights.h5, .json or .layers. Received '" +
           path.string() + "'.");
}

void save_model(const Model& model, const std::filesystem::path& path, const SavedExtras& extras) {
  const ModelForm form = model_form(path);
  with_memory(path.string(), [&] {
    switch (form) {
      case ModelForm::keras:
        return save_keras(model, path, extras);
      case ModelForm::hdf5:
        return save_hdf5_model(model, path, extras);
      case ModelForm::weights:
        return save_weights(model, path);
      case ModelForm::json:
        return write_file(path, json_text(model));
      case ModelForm::layers:
        return write_file(path, write_layers(model));
    }
  });
}

std::vector<std::string> left_out(const Model& model, const SavedExtras& extras, const std::filesystem::path& path) {
  const ModelForm form = model_form(path);
  const bool hdf5 = form == ModelForm::hdf5, whole = hdf5 || form == ModelForm::keras;
  std::vector<std::string> list;
  if (form == ModelForm::weights) list.push_back("layers and their connections");
  if (form != ModelForm::weights) {
    std::vector<std::string> told;
    add_told(model.network(), hdf5, told);
    if (!told.empty())
      list.push_back(
          (hdf5 ? "Keras 3's disregard of training= in calls of " : "the effect of training= in calls of ") +
          join(told, ", ") + (hdf5 ? ": Keras 2 goes by it" : ": Keras 3 goes by what the model runs for"));
  }
  if ((form == ModelForm::json || form == ModelForm::layers) && !model.weights().empty()) list.push_back("weights");
  if (model.compiled()) {
    const bool settings =
        hdf5 ? !keras2_training_config(model, list).is_null() : form == ModelForm::keras || form == ModelForm::json;
    if (!settings) list.push_back("compile settings");
    const bool state = form == ModelForm::weights || (whole && settings);
    if (const Optimizer& optimizer = model.trainer().optimizer(); optimizer.iterations() > 0) {
      if (!state) list.push_back("optimizer state");
      if (state && hdf5 && optimizer.class_name() == "Nadam") list.push_back("product of Nadam's momenta");
    }
  }
  if (hdf5 && only_keras2_opens(model))
    list.push_back("nested models for Keras 3.15, which reads them from .keras alone");
  if (hdf5 && only_keras2_knows(model))
    list.push_back("layers of InceptionResNetV2 for Keras 3, which reads them from .keras alone");
  if (has_slashed_names(model) && (form == ModelForm::keras || form == ModelForm::json))
    list.push_back("'/' in names of layers, which Keras 3 does not take: '_' stands in its place");
  if (has_slashed_names(model) && hdf5)
    list.push_back("a way into Keras 3, which takes no '/' in names of layers: .keras and .json have '_' for it");
  if (!whole && !extras.classes.empty()) list.push_back("class names");
  if (!whole && !extras.preprocess.is_null()) list.push_back("preprocessing of inputs");
  if (!whole && !extras.labels.empty()) list.push_back("form of labels");
  return list;
}

}  // namespace fovea
