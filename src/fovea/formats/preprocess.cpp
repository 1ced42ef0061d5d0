#include "fovea/formats/preprocess.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "fovea/base/call.h"
#include "fovea/base/call_config.h"
#include "fovea/layers/augmentation/changes.h"
#include "fovea/models/network.h"

namespace fovea {

namespace {

using Lists = std::vector<std::pair<const char*, std::vector<float>*>>;

/// Lists of numbers by their names in files.
Lists lists_of(PictureStandard::Statistics& s) {
  return {{"mean", &s.mean}, {"deviation", &s.deviation}, {"whitening", &s.whitening}};
}
Lists lists_of(PictureStandard::Colours& c) { return {{"mean", &c.mean}, {"deviation", &c.deviation}}; }

Json json_of(const Lists& lists) {
  Json json = Json::object();
  for (const auto& [key, list] : lists) json[key] = to_json(std::vector<double>(list->begin(), list->end()));
  return json;
}

void read(const Json& json, const Lists& lists) {
  for (const auto& [key, list] : lists) {
    std::vector<double> numbers;
    from_json(json.at(key), numbers);
    list->assign(numbers.begin(), numbers.end());
  }
}

/// Networks' ways to scale, by the words of --preprocess.
constexpr std::array<std::pair<const char*, PixelScaling>, 3> networks{
    {{"tf", PixelScaling::tf}, {"torch", PixelScaling::torch}, {"caffe", PixelScaling::caffe}}};

/// What may stand between the pixels and their scaling.
bool leaves_values(const LayerBase& layer) {
  constexpr std::array<std::string_view, 14> shapers{
      "InputLayer", "Identity",   "Reshape",  "Permute",  "ZeroPadding2D", "Cropping2D", "CenterCrop",
      "Resizing",   "RandomCrop", "ops.Cast", "ops.Flip", "ops.GetItem",   "ops.Resize", "ops.Reshape"};
  return dynamic_cast<const ChangesPictures*>(&layer) != nullptr ||
         dynamic_cast<const MixesBatches*>(&layer) != nullptr || std::ranges::count(shapers, layer.class_name()) > 0;
}

/// Whether a layer takes pixels as they are, 0 to 255; nothing where it leaves that to the layers behind it.
std::optional<bool> takes_raw(const LayerBase& layer) {
  constexpr std::array<std::string_view, 7> scaling{"Rescaling",    "Normalization", "ops.Add",       "ops.Subtract",
                                                    "ops.Multiply", "ops.Divide",    "ops.TrueDivide"};
  if (const auto* network = dynamic_cast<const Network*>(&layer)) {
    if (!network->complete()) return false;
    for (const auto& node : network->calls())
      if (const std::optional<bool> raw = takes_raw(*node->layer)) return raw;
    return std::nullopt;
  }
  if (std::ranges::count(scaling, layer.class_name()) > 0) return true;
  const Json config = layer.config();
  if (const Json* range = config.find("value_range"); range != nullptr && range->is_list())
    if (range->as_list().back().as_double() > 1) return true;
  if (leaves_values(layer)) return std::nullopt;
  for (const LayerBase::Part& part : layer.parts())
    if (const std::optional<bool> raw = takes_raw(*part.layer)) return raw;
  return layer.class_name() == "Pipeline" ? std::nullopt : std::optional(false);
}

}  // namespace

bool Preprocess::takes_raw_pixels(const Model& model) { return takes_raw(model.network()).value_or(false); }

Preprocess Preprocess::choose(const std::string& text, const Model& model, DType pixels) {
  if (text == "auto")
    return takes_raw_pixels(model) || pixels != DType::u8 ? Preprocess{} : Preprocess{{1.0 / 255, 0}};
  if (text == "none") return {};
  for (const auto& [word, network] : networks) {
    if (text != word) continue;
    const Preprocess chosen{InputScaling::of(network)};
    for (const Tensor& input : model.input())
      if (const std::int64_t channels = input.shape()[-1];
          chosen.scaling.standard && channels != 3 && channels != None)
        fail(ErrorKind::usage, "--preprocess " + text + " is for pictures of 3 channels. The model takes " +
                                   to_string(input.shape()) + ". Use tf or rescale=1/255.");
    return chosen;
  }
  constexpr std::string_view rescale = "rescale=";
  if (text.starts_with(rescale)) {
    const Json factor = parse_literal(text.substr(rescale.size()), "--preprocess");
    if (!factor.is_number() || factor.as_double() == 0 || !std::isfinite(factor.as_double()))
      fail(ErrorKind::usage,
           "--preprocess rescale= takes a number other than 0, such as 1/255. Received '" + text + "'.");
    return {{factor.as_double(), 0}};
  }
  fail(ErrorKind::usage,
       "--preprocess takes auto, none, rescale=FACTOR (for example rescale=1/255), tf, torch or caffe. Received '" +
           text + "'.");
}

Preprocess Preprocess::from_json(const Json& json) {
  Preprocess result;
  result.scaling = {json.at("scale").as_double(), json.at("offset").as_double()};
  PictureStandard standard;
  if (const Json* colours = json.find("colours")) {
    standard.colours.reverse = colours->at("reverse").as_bool();
    read(*colours, lists_of(standard.colours));
  }
  if (const Json* each = json.find("each_picture")) {
    standard.center_each = each->at("center").as_bool();
    standard.divide_each = each->at("divide").as_bool();
  }
  if (const Json* statistics = json.find("statistics")) read(*statistics, lists_of(standard.statistics));
  if (standard != PictureStandard{}) result.scaling.standard = std::make_shared<PictureStandard>(std::move(standard));
  if (const Json* photos = json.find("photos")) {
    result.interpolation = photos->at("interpolation").as_string();
    result.keep_aspect_ratio = photos->at("keep_aspect_ratio").as_bool();
    result.apply_orientation = photos->at("apply_orientation").as_bool();
    result.saturate_16 = photos->at("saturate_16").as_bool();
    const Json* tensorflow = photos->find("tensorflow");
    result.tensorflow = tensorflow != nullptr && tensorflow->as_bool();
    for (const auto& [key, side] : {std::pair{"height", &result.height}, std::pair{"width", &result.width}})
      if (const Json* kept = photos->find(key)) *side = kept->as_int();
  }
  return result;
}

Json Preprocess::to_json() const {
  Json json = Json::Object{{"mode", mode()}, {"scale", scaling.scale}, {"offset", scaling.offset}};
  PictureStandard standard = this->standard();
  if (standard.colours != PictureStandard::Colours{}) {
    json["colours"] = json_of(lists_of(standard.colours));
    json["colours"]["reverse"] = standard.colours.reverse;
  }
  if (standard.center_each || standard.divide_each)
    json["each_picture"] = Json::Object{{"center", standard.center_each}, {"divide", standard.divide_each}};
  if (standard.statistics != PictureStandard::Statistics{})
    json["statistics"] = json_of(lists_of(standard.statistics));
  if (interpolation.empty()) return json;
  Json& photos = json["photos"];
  photos = Json::Object{{"interpolation", interpolation},
                        {"keep_aspect_ratio", keep_aspect_ratio},
                        {"apply_orientation", apply_orientation},
                        {"saturate_16", saturate_16},
                        {"tensorflow", tensorflow}};
  if (height > 0) photos["height"] = height;
  if (width > 0) photos["width"] = width;
  return json;
}

std::string Preprocess::mode() const {
  const PictureStandard::Colours colours = standard().colours;
  for (const auto& [word, network] : networks) {
    const Preprocess known{InputScaling::of(network)};
    if (scaling.scale == known.scaling.scale && scaling.offset == known.scaling.offset &&
        colours == known.standard().colours)
      return word;
  }
  if (scaling.offset != 0 || colours != PictureStandard::Colours{}) return "other";
  return scaling.scale == 1 ? "none" : "rescale";
}

std::string Preprocess::describe() const {
  std::string text = scaling.scale == 1 ? "x" : fmt::format("x / {:.6g}", 1 / scaling.scale);
  if (scaling.offset != 0)
    text += fmt::format(" {} {:.6g}", scaling.offset < 0 ? '-' : '+', std::abs(scaling.offset));
  const PictureStandard standard = this->standard();
  if (standard.colours.reverse) text += " as BGR";
  if (!standard.colours.mean.empty()) text += ", minus the network's mean of each colour";
  if (!standard.colours.deviation.empty()) text += ", divided by its deviation";
  if (standard.center_each) text += ", minus each picture's mean";
  if (standard.divide_each) text += ", divided by each picture's deviation";
  if (!standard.statistics.mean.empty()) text += ", minus the training pictures' mean";
  if (!standard.statistics.deviation.empty()) text += ", divided by their deviation";
  if (!standard.statistics.whitening.empty()) text += ", whitened";
  return text == "x" ? "none" : text;
}

}  // namespace fovea
