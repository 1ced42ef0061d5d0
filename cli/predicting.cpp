#include "cli/predicting.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <limits>

#include "cli/checks.h"
#include "cli/limits.h"
#include "fovea/base/file.h"
#include "fovea/base/text.h"
#include "fovea/data/images/load_img.h"
#include "fovea/data/npy.h"
#include "fovea/data/npz.h"
#include "fovea/data/photos/shown_name.h"
#include "fovea/data/reference.h"

namespace fovea::cli {

void PredictArguments::add(CLI::App& app) {
  app.add_option("INPUT", inputs,
                 "Pictures, folders of them, DATA, DATA:SPLIT or DATA:SPLIT:INDEX, as evaluate takes it; a .npy of "
                 "(N, H, W, C) numbers that the model takes as they are; a .npz with an array for each input's name")
      ->take_all()
      ->required()
      ->type_name("");
  app.add_option("--split", split, "train, validation or test (default: test, else validation, else train)")
      ->type_name("SPLIT");
  app.add_option("--batch-size", batch_size, "Samples at a time; results do not depend on it")
      ->transform(whole_number_from(1))
      ->capture_default_str()
      ->type_name("N");
  photos.add(app);
  where.add(app);
}

Image Predicted::picture(std::size_t row) const {
  if (files) {
    const std::size_t file = photos[row].file;
    DecodeOptions options;
    options.limits = read_limits();
    return decode_image(files->read(file), files->place(file), options);
  }
  const Array sample = x.slice(static_cast<std::int64_t>(row), 1);
  const Shape& shape = sample.shape();
  const std::int64_t channels = shape.rank() == 4 ? shape[3] : 0;
  if (channels != 1 && channels != 3 && channels != 4)
    fail(ErrorKind::unsupported, names[row] + ": samples of (height, width, 1, 3 or 4) are drawn. Received " +
                                     to_string(shape.tail(1)) + ".");
  return array_to_img(sample.reshaped(shape.tail(1)), sample.dtype() != DType::u8);
}

namespace {

/// "NAME:0", "NAME:1", ...
std::vector<std::string> numbered(const std::string& name, std::int64_t first, std::int64_t count) {
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < count; ++i) names.push_back(fmt::format("{}:{}", shown_name(name), first + i));
  return names;
}

Predicted predict_arrays(const Arrays& x, const std::string& name, std::int64_t first, const InputScaling& scaling,
                         const Model& model, std::int64_t batch_size) {
  model.set_run({.scaling = scaling});
  return {.name = name,
          .names = numbered(name, first, x[0].rows()),
          .results = model.predict_all(x, batch_size),
          .x = x[0]};
}

Predicted predict_photos(const DataSet& data, const Split& split, const PredictArguments& arguments,
                         OpenedModel& opened, const Terminal& terminal) {
  const Feeding feeding(data, opened.model, opened.preprocess, arguments.photos.read_once(), terminal);
  const auto feed = feeding.feed(split, {}, {.batch_size = arguments.batch_size, .on_bad = OnBadPhoto::blank});
  opened.model.set_run({.scaling = opened.preprocess.scaling});
  Predicted rows{.name = data.name,
                 .names = {},
                 .results = opened.model.predict_all(*feed),
                 .files = data.files,
                 .photos = split.photos};
  for (const PhotoRef& photo : split.photos) rows.names.push_back(shown_name(data.files->place(photo.file)));
  const auto nothing = std::numeric_limits<float>::quiet_NaN();
  for (const BadPhoto& bad : dynamic_cast<const PhotoFeed&>(*feed).bad()) {
    terminal.warn(shown_name(bad.reason));
    rows.bad.insert(static_cast<std::size_t>(bad.row));
    for (Array& result : rows.results) std::ranges::fill(result.slice(bad.row, 1).values<float>(), nothing);
  }
  return rows;
}

void check_count(std::int64_t samples, const std::string& input, const PredictArguments& arguments) {
  if (arguments.most > 0 && samples > arguments.most)
    fail(ErrorKind::usage, fmt::format("{}: has {} samples, and {} at most are looked at. Name one: a file, or "
                                       "DATA:SPLIT:INDEX such as mnist:test:8.",
                                       input, samples, arguments.most));
}

/// Whether an .npz is a data set rather than arrays for the inputs of this model, which takes only the ones of their names.
void check_names(const std::string& input, const NamedArrays& arrays, const Model& model) {
  std::vector<std::string> received, wanted;
  for (const auto& [name, array] : arrays) received.push_back(name);
  for (const Tensor& tensor : model.input()) wanted.push_back(tensor.node()->layer->name());
  const bool data_set = std::ranges::any_of(received, [](const std::string& name) { return name.starts_with('x'); });
  if (wanted.size() > 1 || !data_set)
    fail(ErrorKind::usage, fmt::format("{}: its arrays are named as the model's inputs, {}. Received {}.", input,
                                       join(wanted, ", "), join(received, ", ")));
}

Predicted read_and_predict(const std::string& input, const PredictArguments& arguments, OpenedModel& opened,
                           const Terminal& terminal) {
  const std::filesystem::path path(input);
  const auto raw = [&](const Arrays& x) {
    check_count(x[0].rows(), input, arguments);
    return predict_arrays(x, path.filename().string(), 0, {}, opened.model, arguments.batch_size);
  };
  if (path.extension() == ".npy") return raw({read_npy(path)});
  if (path.extension() == ".npz") {
    const auto arrays = read_npz(path);
    Arrays x;
    for (const Tensor& tensor : opened.model.input())
      for (const auto& [name, array] : arrays)
        if (name == tensor.node()->layer->name()) x.push_back(array);
    if (x.size() == opened.model.input().size()) return raw(x);
    check_names(input, arrays, opened.model);
  }
  DataReference reference = parse_reference(input);
  if (!arguments.split.empty()) reference.split = arguments.split;
  const DataSet data = open(reference.data, arguments.where, arguments.photos, terminal);
  const Split split = select(data, reference);
  check_count(split.samples(), input, arguments);
  warn_of_guesses(opened, split.dtype(), terminal);
  if (data.files) return predict_photos(data, split, arguments, opened, terminal);
  return predict_arrays({split.x}, reference.data + ":" + split.name, reference.index.value_or(0),
                        opened.preprocess.scaling, opened.model, arguments.batch_size);
}

}  // namespace

std::vector<std::string> output_names(const Model& model) {
  std::vector<std::string> names;
  for (const Tensor& tensor : model.outputs()) {
    const std::string layer = tensor.node()->layer->name();
    std::string name = layer;
    for (int i = 1; std::ranges::find(names, name) != names.end(); ++i) name = fmt::format("{}_{}", layer, i);
    names.push_back(name);
  }
  return names;
}

std::optional<Predicted> predict_input(const std::string& input, const PredictArguments& arguments,
                                       OpenedModel& opened, const Terminal& terminal, int& status) {
  try {
    Predicted predicted = read_and_predict(input, arguments, opened, terminal);
    if (!predicted.bad.empty()) status = exit_code(ErrorKind::unreadable);
    return predicted;
  } catch (const Error& error) {
    const ErrorKind kind = error.kind();
    if (kind != ErrorKind::format && kind != ErrorKind::unreadable && kind != ErrorKind::unsupported) throw;
    terminal.warn(error.what());
    status = exit_code(kind);
    return {};
  }
}

void write_arrays(const std::string& path, const std::vector<std::pair<std::string, Array>>& arrays) {
  const std::filesystem::path file(path);
  const bool one = arrays.size() == 1;
  if (file.extension() == ".npy" && one) return write_npy(file, arrays[0].second);
  if (file.extension() != ".npz")
    fail(ErrorKind::usage, std::string("--output takes a ") + (one ? ".npy or a .npz file" : ".npz file") +
                               ". Received '" + path + "'" +
                               (one ? "." : "; there are several arrays, which a .npz file holds by name."));
  write_npz(file, arrays);
}

}  // namespace fovea::cli
