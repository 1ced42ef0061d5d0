#include "fovea/formats/preprocess.h"

#include <fmt/format.h>

#include <cmath>

#include "fovea/base/call.h"
#include "fovea/base/call_config.h"
#include "fovea/layers/core/input.h"

namespace fovea {

namespace {

/// The lists of statistics by their names in files.
std::vector<std::pair<const char*, std::vector<float>*>> lists_of(InputStandard& standard) {
  return {{"mean", &standard.mean}, {"deviation", &standard.deviation}, {"whitening", &standard.whitening}};
}

}  // namespace

bool Preprocess::scales_itself(const Model& model) {
  if (!model.network().complete()) return false;
  for (const auto& node : model.network().calls()) {
    const LayerBase& layer = *node->layer;
    if (dynamic_cast<const InputLayer*>(&layer) != nullptr) continue;
    return layer.class_name() == "Rescaling" || layer.class_name() == "Normalization";
  }
  return false;
}

Preprocess Preprocess::choose(const std::string& text, const Model& model, DType pixels) {
  if (text == "auto")
    return scales_itself(model) || pixels != DType::u8 ? Preprocess{} : Preprocess{"rescale", {1.0 / 255, 0}};
  if (text == "none") return {};
  if (text == "tf") return {"tf", {1 / 127.5, -1}};
  if (text == "torch" || text == "caffe")
    fail(ErrorKind::unsupported,
         "--preprocess " + text +
             " works on the colours of photos, which this version does not read yet. Use rescale=1/255 or tf.");
  constexpr std::string_view rescale = "rescale=";
  if (text.starts_with(rescale)) {
    const Json factor = parse_literal(text.substr(rescale.size()), "--preprocess");
    if (!factor.is_number() || factor.as_double() == 0 || !std::isfinite(factor.as_double()))
      fail(ErrorKind::usage,
           "--preprocess rescale= takes a number other than 0, such as 1/255. Received '" + text + "'.");
    return {"rescale", {factor.as_double(), 0}};
  }
  fail(ErrorKind::usage,
       "--preprocess takes auto, none, rescale=FACTOR (for example rescale=1/255) or tf. Received '" + text + "'.");
}

Preprocess Preprocess::from_json(const Json& json) {
  Preprocess result;
  result.mode = json.at("mode").as_string();
  result.scaling = {json.at("scale").as_double(), json.at("offset").as_double()};
  if (const Json* statistics = json.find("statistics")) {
    InputStandard standard;
    for (const auto& [key, list] : lists_of(standard)) {
      std::vector<double> numbers;
      fovea::from_json(statistics->at(key), numbers);
      list->assign(numbers.begin(), numbers.end());
    }
    result.scaling.standard = std::make_shared<InputStandard>(std::move(standard));
  }
  if (const Json* photos = json.find("photos")) {
    result.interpolation = photos->at("interpolation").as_string();
    result.keep_aspect_ratio = photos->at("keep_aspect_ratio").as_bool();
    result.apply_orientation = photos->at("apply_orientation").as_bool();
    result.saturate_16 = photos->at("saturate_16").as_bool();
    const Json* tensorflow = photos->find("tensorflow");
    result.tensorflow = tensorflow != nullptr && tensorflow->as_bool();
  }
  return result;
}

Json Preprocess::to_json() const {
  Json json = Json::Object{{"mode", mode}, {"scale", scaling.scale}, {"offset", scaling.offset}};
  if (scaling.standard) {
    Json& statistics = json["statistics"] = Json::object();
    InputStandard standard = *scaling.standard;
    for (const auto& [key, list] : lists_of(standard))
      statistics[key] = fovea::to_json(std::vector<double>(list->begin(), list->end()));
  }
  if (!interpolation.empty())
    json["photos"] = Json::Object{{"interpolation", interpolation},
                                  {"keep_aspect_ratio", keep_aspect_ratio},
                                  {"apply_orientation", apply_orientation},
                                  {"saturate_16", saturate_16},
                                  {"tensorflow", tensorflow}};
  return json;
}

std::string Preprocess::describe() const {
  std::string text = mode == "tf"        ? "x / 127.5 - 1"
                     : mode == "rescale" ? fmt::format("x / {:.6g}", 1 / scaling.scale)
                                         : "none";
  if (!scaling.standard) return text;
  if (!scaling.standard->mean.empty()) text += ", minus the training pictures' mean";
  if (!scaling.standard->deviation.empty()) text += ", divided by their deviation";
  if (!scaling.standard->whitening.empty()) text += ", whitened";
  return text;
}

}  // namespace fovea
