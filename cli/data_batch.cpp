#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/checks.h"
#include "cli/data_parts.h"
#include "cli/training_setup.h"
#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/data/npz.h"
#include "fovea/training/run_folder.h"

namespace fovea::cli {
namespace {

struct Options {
  TrainOptions train;
  std::int64_t epoch = 0, step = 0;
  std::string output, params;
};

/// What was drawn for the pictures of a batch, by their places, and where they are mixed for the batch.
Json drawn_for(const PhotoFeed& feed, const DrawnAugmenter& augmenter) {
  Json list = Json::list();
  for (std::size_t place = 0; place < feed.rows().size(); ++place)
    list.push_back(augmenter.drawn(feed.pictures(), feed.moment(place)));
  Json numbers = Json::Object{{"parameters", list}};
  if (augmenter.finishes_batches()) numbers["mixing"] = augmenter.drawn_finish(feed.rows(), feed.moment(0));
  return numbers;
}

/// --params: a file that an earlier call wrote, edited or not; or the list of parameters in it.
Json read_parameters(const std::string& path) {
  const Json json = Json::parse(read_file(path), path);
  return json.is_list() ? Json(Json::Object{{"parameters", json}}) : json;
}

/// The batch changed by given numbers instead of drawn ones.
/// Input    batch: its rows as they are   Errors   usage, format: those of the augmenter, with the file and the picture
Batch imposed(const TrainingData& data, const BatchFeed& feed, const Batch& batch, const Json& given,
              const std::string& file) {
  const DrawnAugmenter& augmenter = *data.augmenter();
  const auto pictures = data.feeding().pictures(data.train());
  const std::span<const std::int64_t> rows = feed.rows();
  std::string who = "--params: " + file;
  try {
    const Json::List parameters = given.at("parameters").as_list();
    if (parameters.size() != rows.size())
      fail(ErrorKind::usage,
           fmt::format("holds parameters for {} pictures, and the batch has {}.", parameters.size(), rows.size()));
    Batch made{.x = {Array(batch.x[0].shape())}, .y = {batch.y[0].clone()}, .sample_weight = batch.sample_weight};
    for (std::size_t place = 0; place < rows.size(); ++place) {
      who = fmt::format("--params: {}: picture {}", file, place);
      const auto row = static_cast<std::int64_t>(place);
      augmenter.impose(batch.x[0].slice(row, 1).raw(), made.x[0].slice(row, 1).values<float>().data(), *pictures,
                       parameters[place]);
    }
    if (!augmenter.finishes_batches()) return made;
    who = "--params: " + file;
    if (augmenter.mixes_labels()) made.y[0] = made.y[0].cast(DType::f32);
    augmenter.impose_finish({.pictures = made.x[0].values<float>().data(),
                             .labels = augmenter.mixes_labels() ? made.y[0].values<float>().data() : nullptr,
                             .classes = made.y[0].size() / std::max<std::int64_t>(made.y[0].rows(), 1),
                             .rows = rows},
                            given.at("mixing"));
    return made;
  } catch (const Error& error) {
    fail(error.kind(), who + ": " + error.what());
  }
}

/// Goes to where training is at this step, without what comes before it.
void go_to(BatchFeed& feed, const Options& options) {
  const std::int64_t batches = feed.batches(), given = options.train.steps_per_epoch,
                     steps = given > 0 ? given : batches;
  if (options.step >= steps)
    fail(ErrorKind::usage,
         fmt::format("--step: an epoch has {} steps, 0 to {}. Received {}.", steps, steps - 1, options.step));
  const std::int64_t at = options.epoch * steps + options.step;
  feed.go_to(at / batches, at % batches);
}

int write_batch(const Options& options, const Terminal& terminal) {
  const std::filesystem::path path(options.output);
  if (path.extension() != ".npz")
    fail(ErrorKind::usage, "--output takes a .npz file. Received '" + options.output + "'.");
  TrainingSetup setup(options.train, terminal, false);
  setup.choose_network();
  setup.choose_objectives();
  setup.compile();
  const TrainingData& data = setup.data();
  const DrawnAugmenter* augmenter = data.augmenter();
  if (!options.params.empty() && augmenter == nullptr)
    fail(ErrorKind::usage, "--params gives numbers to what --augment names. Give it as well.");
  const bool drawn = options.params.empty();
  const std::unique_ptr<BatchFeed> feed = setup.training_feed(drawn);
  go_to(*feed, options);
  Batch batch = feed->next();
  for (const std::string& reason : left_out(*feed))
    terminal.warn(reason + " Training leaves it out too; in later epochs the photos after it move up.");

  Json report = Json::Object{{"data", options.train.data},
                             {"epoch", options.epoch},
                             {"step", options.step},
                             {"preprocess", setup.opened().preprocess.describe()}};
  Json files = Json::list(), classes = Json::list();
  for (const std::int64_t row : feed->rows()) {
    files.push_back(data.name_of(row));
    classes.push_back(data.class_of(row));
  }
  report["files"] = files;
  report["classes"] = classes;
  if (augmenter != nullptr) {
    const Json numbers =
        drawn ? drawn_for(dynamic_cast<const PhotoFeed&>(*feed), *augmenter) : read_parameters(options.params);
    if (!drawn) batch = imposed(data, *feed, batch, numbers, options.params);
    report["augment"] = options.train.photos.augment;
    for (const char* key : {"parameters", "mixing"})
      if (const Json* list = numbers.find(key)) report[key] = *list;
  }
  report["x_shape"] = dims_of(batch.x[0].shape());
  report["x_dtype"] = to_string(batch.x[0].dtype());
  report["y_shape"] = dims_of(batch.y[0].shape());
  NamedArrays arrays{{"x", batch.x[0]}, {"y", batch.y[0]}};
  if (!batch.sample_weight.empty()) arrays.emplace_back("sample_weight", batch.sample_weight);
  write_npz(path, arrays);
  std::filesystem::path beside = path;
  beside.replace_extension(".json");
  write_file(beside, report.dump(2) + "\n");
  terminal.object(report);
  terminal.result(fmt::format("{}: x {} {}, y {} of epoch {}, step {}; {} names the files{}", path.string(),
                              to_string(batch.x[0].shape()), to_string(batch.x[0].dtype()),
                              to_string(batch.y[0].shape()), options.epoch, options.step, beside.string(),
                              augmenter != nullptr ? " and what was drawn" : ""));
  return 0;
}

}  // namespace

CommandPart add_data_batch(CLI::App& data, const Terminal& terminal) {
  auto options = std::make_shared<Options>();
  options->train.photos.cache = "none";
  CLI::App* sub = data.add_subcommand("batch", "Write one batch just as training gets it");
  sub->footer(
      "B.npz holds x and y (and sample_weight with --balance weights) before the model's preprocessing, B.json the "
      "files and the numbers that --augment drew. Epochs and steps count from 0.\n"
      "Examples:\n  fovea data batch photos --like runs/photos --epoch 3 --step 17 --output b.npz\n"
      "  fovea data batch photos --augment \"RandomRotation(0.1)\" --output b.npz\n"
      "  fovea data batch photos --augment \"RandomRotation(0.1)\" --params b.json --output c.npz");
  options->train.add_source(*sub);
  options->train.add_batches(*sub);
  const char* group = "Batch";
  sub->add_option("--epoch", options->epoch, "Of which epoch, from 0")
      ->transform(whole_number_from(0))
      ->capture_default_str()
      ->type_name("E")
      ->group(group);
  sub->add_option("--step", options->step, "Which step of it, from 0")
      ->transform(whole_number_from(0))
      ->capture_default_str()
      ->type_name("K")
      ->group(group);
  sub->add_option("--output", options->output, "The arrays; the .json goes beside it")
      ->required()
      ->type_name("FILE.npz")
      ->group(group);
  sub->add_option("--params", options->params,
                  "Change pictures by these numbers instead of drawn ones: a .json that this command wrote")
      ->type_name("FILE.json")
      ->group(group);
  sub->add_option("--like", options->train.like, "Take the options of that run; those given here replace its")
      ->type_name("RUN")
      ->group(group);
  return {sub, [options, sub, &terminal] {
            const std::string& like = options->train.like;
            if (!like.empty()) repeat_options(*sub, RunFolder::open(like).run().at("options"), true);
            return write_batch(*options, terminal);
          }};
}

}  // namespace fovea::cli
