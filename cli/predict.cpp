#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <limits>
#include <numeric>
#include <set>
#include <span>

#include "cli/checks.h"
#include "cli/feeding.h"
#include "fovea/base/file.h"
#include "fovea/data/npy.h"
#include "fovea/data/npz.h"
#include "fovea/data/reference.h"

namespace fovea::cli {
namespace {

struct Options {
  ModelArguments model;
  std::string split, output;
  std::vector<std::string> inputs;
  std::int64_t top = 1, batch_size = 32;
  PhotoArguments photos;
  DataArguments where;
};

/// What was predicted, and a name for each row.
struct Rows {
  std::string name;
  std::vector<std::string> names;
  Arrays results;
  std::set<std::size_t> bad;  ///< rows of photos that cannot be read
};

/// "NAME:0", "NAME:1", ...
std::vector<std::string> numbered(const std::string& name, std::int64_t first, std::int64_t count) {
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < count; ++i) names.push_back(fmt::format("{}:{}", name, first + i));
  return names;
}

Rows predict_arrays(const Arrays& x, const std::string& name, std::int64_t first, const InputScaling& scaling,
                    const Model& model, std::int64_t batch_size) {
  model.set_run({.scaling = scaling});
  return {name, numbered(name, first, x[0].rows()), model.predict_all(x, batch_size), {}};
}

Rows predict_photos(const DataSet& data, const Split& split, const Options& options, OpenedModel& opened,
                    const Terminal& terminal) {
  PhotoArguments photos = options.photos;
  if (photos.cache == "memory") photos.cache = "none";  // each is read once
  const Feeding feeding(data, opened.model, opened.preprocess, photos, terminal);
  const auto feed = feeding.feed(split, {}, {.batch_size = options.batch_size, .on_bad = OnBadPhoto::blank});
  opened.model.set_run({.scaling = opened.preprocess.scaling});
  Rows rows{data.name, {}, opened.model.predict_all(*feed), {}};
  for (const PhotoRef& photo : split.photos) rows.names.push_back(data.files->place(photo.file));
  const auto nothing = std::numeric_limits<float>::quiet_NaN();
  for (const BadPhoto& bad : dynamic_cast<const PhotoFeed&>(*feed).bad()) {
    terminal.warn(bad.reason);
    rows.bad.insert(static_cast<std::size_t>(bad.row));
    for (Array& result : rows.results) std::ranges::fill(result.slice(bad.row, 1).values<float>(), nothing);
  }
  return rows;
}

Rows predict_input(const std::string& text, const Options& options, OpenedModel& opened, const Terminal& terminal) {
  const std::filesystem::path path(text);
  const auto raw = [&](const Arrays& x) {
    return predict_arrays(x, path.filename().string(), 0, {}, opened.model, options.batch_size);
  };
  if (path.extension() == ".npy") return raw({read_npy(path)});
  if (path.extension() == ".npz") {
    const auto arrays = read_npz(path);
    Arrays x;
    for (const Tensor& input : opened.model.input())
      for (const auto& [name, array] : arrays)
        if (name == input.node()->layer->name()) x.push_back(array);
    if (x.size() == opened.model.input().size()) return raw(x);
  }
  DataReference reference = parse_reference(text);
  if (!options.split.empty()) reference.split = options.split;
  const DataSet data = open(reference.data, options.where, options.photos, terminal);
  const Split split = select(data, reference);
  warn_of_guesses(opened, split.dtype(), terminal);
  if (data.files) return predict_photos(data, split, options, opened, terminal);
  return predict_arrays({split.x}, reference.data + ":" + split.name, reference.index.value_or(0),
                        opened.preprocess.scaling, opened.model, options.batch_size);
}

std::string class_name(const OpenedModel& opened, std::size_t index) {
  return index < opened.extras.classes.size() ? opened.extras.classes[index] : std::to_string(index);
}

/// The scores of a sample's classes: a single unit is the probability of the second of two.
std::vector<double> scores_of(std::span<const float> row, std::size_t classes) {
  if (row.size() == 1 && classes == 2) return {1 - static_cast<double>(row[0]), static_cast<double>(row[0])};
  return {row.begin(), row.end()};
}

/// One line a sample: its name, then the best classes with their scores.
void print(const Options& options, const OpenedModel& opened, const Rows& rows, const Terminal& terminal,
           Json& list) {
  const Array& y = rows.results[0];
  const auto width = static_cast<std::size_t>(y.size() / std::max<std::int64_t>(y.rows(), 1));
  for (std::size_t i = 0; i < rows.names.size(); ++i) {
    if (rows.bad.contains(i)) continue;
    const auto row = y.values<float>().subspan(i * width, width);
    const std::vector<double> scores = scores_of(row, opened.extras.classes.size());
    std::vector<std::size_t> all(scores.size()),
        order(std::min(scores.size(), static_cast<std::size_t>(options.top)));
    std::iota(all.begin(), all.end(), 0);
    std::partial_sort_copy(all.begin(), all.end(), order.begin(), order.end(),
                           [&](auto a, auto b) { return scores[a] != scores[b] ? scores[a] > scores[b] : a < b; });
    std::string line = rows.names[i];
    Json best = Json::list();
    for (const std::size_t index : order) {
      line += fmt::format("  {} {:.4f}", class_name(opened, index), scores[index]);
      best.push_back(Json::Object{{"class", class_name(opened, index)},
                                  {"index", static_cast<std::int64_t>(index)},
                                  {"score", scores[index]}});
    }
    terminal.result(line);
    list.push_back(Json::Object{{"input", rows.names[i]}, {"top", best}});
  }
}

void write(const std::string& output, const OpenedModel& opened, const Arrays& results) {
  const std::filesystem::path path(output);
  if (path.extension() == ".npy" && results.size() == 1) return write_npy(path, results[0]);
  if (path.extension() != ".npz")
    fail(ErrorKind::usage,
         "--output takes a .npy file" + std::string(results.size() > 1 ? "" : " or a .npz file") + ". Received '" +
             output + "'" +
             (results.size() > 1 ? "; this model has several outputs, which a .npz file holds by name." : "."));
  std::vector<std::pair<std::string, Array>> named;
  const Tensors outputs = opened.model.outputs();
  for (std::size_t i = 0; i < results.size(); ++i) named.emplace_back(outputs[i].node()->layer->name(), results[i]);
  write_npz(path, named);
}

int predict(const Options& options, const Terminal& terminal) {
  OpenedModel opened = open_model(options.model, 10, {}, terminal);
  bool all_read = true;
  Json list = Json::list();
  if (!options.output.empty() && options.inputs.size() > 1)
    fail(ErrorKind::usage,
         "--output holds the results of one INPUT. Received " + std::to_string(options.inputs.size()) + ".");
  for (const std::string& input : options.inputs) {
    const Rows rows = predict_input(input, options, opened, terminal);
    const Arrays& results = rows.results;
    all_read = all_read && rows.bad.empty();
    if (!options.output.empty()) {
      write(options.output, opened, results);
      list.push_back(Json::Object{{"input", rows.name}, {"output", options.output}, {"samples", results[0].rows()}});
      terminal.say(fmt::format("{} predictions of shape {} in {}", results[0].rows(), to_string(results[0].shape()),
                               options.output));
    } else {
      print(options, opened, rows, terminal, list);
    }
  }
  terminal.object(Json::Object{{"predictions", list}});
  return all_read ? 0 : exit_code(ErrorKind::unreadable);
}

}  // namespace

Command predict_command() {
  return {"predict", "Say what a model sees",
          "  fovea predict runs/fashion fashion_mnist:test:8 --top 3\n  fovea predict runs/digits mnist --split test "
          "--output pred.npy",
          [](CLI::App& app, const Terminal& terminal) -> std::function<int()> {
            auto options = std::make_shared<Options>();
            app.add_option("MODEL", options->model.name, "A run folder (its model.keras) or a model file")
                ->required()
                ->type_name("");
            app.add_option("INPUT", options->inputs,
                           "Pictures, folders of them, DATA, DATA:SPLIT or DATA:SPLIT:INDEX, as evaluate takes it; a "
                           ".npy of (N, H, W, C) "
                           "numbers that the model takes as they are; a .npz with an array for each input's name")
                ->take_all()
                ->required()
                ->type_name("");
            app.add_option("--split", options->split,
                           "train, validation or test (default: test, else validation, else train)")
                ->type_name("SPLIT");
            app.add_option("--top", options->top, "Classes to show for each sample")
                ->transform(whole_number(1))
                ->capture_default_str()
                ->type_name("K");
            app.add_option("--output", options->output,
                           "Write the raw outputs, float32: a .npy, or a .npz with an array for each output's name")
                ->type_name("FILE");
            app.add_option("--batch-size", options->batch_size, "Samples at a time; results do not depend on it")
                ->transform(whole_number(1))
                ->capture_default_str()
                ->type_name("N");
            options->model.add(app);
            options->photos.add(app);
            options->where.add(app);
            return [options, &terminal] { return predict(*options, terminal); };
          }};
}

}  // namespace fovea::cli
