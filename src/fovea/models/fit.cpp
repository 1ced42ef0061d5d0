#include "fovea/models/fit.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "fovea/models/array_feed.h"
#include "fovea/models/check_data.h"

namespace fovea {
namespace {

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

ArrayList rows(const ArrayList& arrays, std::int64_t first, std::int64_t count) {
  Arrays result;
  for (const Array& array : arrays) result.push_back(array.slice(first, count));
  return result;
}

Samples rows(const Samples& samples, std::int64_t first, std::int64_t count) {
  return {rows(samples.x, first, count), rows(samples.y, first, count),
          samples.sample_weight.empty() ? Array() : samples.sample_weight.slice(first, count)};
}

/// Weights of the samples from class_weight, times those that were given.
Array class_weights(const std::map<std::int64_t, double>& by_class, const Samples& samples) {
  const Array labels = samples.y[0].dtype() == DType::i64 ? samples.y[0] : samples.y[0].cast(DType::f32);
  const std::int64_t n = labels.rows(), width = labels.size() / std::max<std::int64_t>(n, 1);
  Array weights(Shape{n});
  for (std::int64_t i = 0; i < n; ++i) {
    std::int64_t label = 0;
    if (labels.dtype() == DType::i64) {
      label = labels.values<std::int64_t>()[static_cast<std::size_t>(i)];
    } else {
      const auto row =
          labels.values<float>().subspan(static_cast<std::size_t>(i * width), static_cast<std::size_t>(width));
      label = width == 1 ? std::lround(row[0]) : std::max_element(row.begin(), row.end()) - row.begin();
    }
    const auto found = by_class.find(label);
    const double given =
        samples.sample_weight.empty() ? 1.0 : samples.sample_weight.values<float>()[static_cast<std::size_t>(i)];
    weights.values<float>()[static_cast<std::size_t>(i)] =
        static_cast<float>(given * (found == by_class.end() ? 1.0 : found->second));
  }
  return weights;
}

void check_options(const FitOptions& options, std::int64_t samples) {
  const auto refuse = [](const std::string& text) { fail(ErrorKind::usage, "fit: " + text); };
  if (options.batch_size < 1)
    refuse("batch_size must be 1 or more. Received " + std::to_string(options.batch_size) + ".");
  if (options.epochs < 0) refuse("epochs must be 0 or more. Received " + std::to_string(options.epochs) + ".");
  if (!(options.validation_split >= 0 && options.validation_split < 1))
    refuse("validation_split must be at least 0 and below 1. Received " + std::to_string(options.validation_split) +
           ".");
  if (options.validation_split > 0 &&
      static_cast<std::int64_t>(static_cast<double>(samples) * (1 - options.validation_split)) < 1)
    refuse("validation_split=" + std::to_string(options.validation_split) + " leaves no training samples of " +
           std::to_string(samples) + ". Use a smaller fraction.");
  if (options.steps_per_epoch < 0 || options.validation_steps < 0) refuse("steps must be 0 (all) or more.");
}

Array weights_for(const Array& sample_weight, std::int64_t samples) {
  if (sample_weight.empty()) return {};
  if (sample_weight.rows() != samples)
    fail(ErrorKind::shape, "sample_weight needs one number a sample. Received " + to_string(sample_weight.shape()) +
                               " for " + std::to_string(samples) + " samples.");
  return sample_weight.cast(DType::f32).reshaped({samples});
}

bool asks_to_stop(const std::vector<CallbackChoice>& callbacks) {
  return std::ranges::any_of(callbacks,
                             [](const CallbackChoice& callback) { return callback.pointer()->stop_requested(); });
}

std::vector<std::pair<std::string, double>> measure(Trainer& trainer, BatchFeed& feed,
                                                    const EvaluateOptions& options) {
  trainer.reset_metrics();
  Logs logs;
  logs.steps = options.steps > 0 ? std::min(options.steps, feed.batches()) : feed.batches();
  for (logs.step = 0; logs.step < logs.steps && !asks_to_stop(options.callbacks); ++logs.step) {
    trainer.test(feed.next());
    for (const CallbackChoice& callback : options.callbacks) callback.pointer()->on_test_batch_end(logs);
  }
  return trainer.results();
}

}  // namespace

Fit::Fit(Model& model, BatchFeed& training, BatchFeed* validation, const FitOptions& options)
    : model_(model), trainer_(model.trainer()), options_(options), training_(training), validation_(validation) {}

bool Fit::stopping() const { return asks_to_stop(options_.callbacks); }

History Fit::run() {
  std::vector<std::string> measured;
  for (const char* prefix : {"", "val_"})
    if (*prefix == '\0' || validation_)
      for (const auto& [name, value] : trainer_.results()) measured.push_back(prefix + name);
  tell([&](Callback& c) {
    c.stop_ = false;
    c.measured_ = measured;
    c.set_model(model_);
  });
  tell([](Callback& c) { c.on_train_begin(); });
  for (std::int64_t e = options_.initial_epoch; e < options_.epochs && !stopping(); ++e) epoch(e);
  tell([&](Callback& c) { c.on_train_end(logs_); });
  return std::move(history_);
}

void Fit::epoch(std::int64_t epoch) {
  const auto start = Clock::now();
  tell([&](Callback& c) { c.on_epoch_begin(epoch); });
  trainer_.reset_metrics();
  if (options_.steps_per_epoch == 0) training_.start_pass(epoch);
  logs_ = {};
  logs_.epoch = epoch;
  logs_.steps = options_.steps_per_epoch > 0 ? options_.steps_per_epoch : training_.batches();
  logs_.values = trainer_.results();
  const double waited = training_.waited();
  for (logs_.step = 0; logs_.step < logs_.steps && !stopping(); ++logs_.step) {
    const Batch& batch = training_.next();
    tell([&](Callback& c) { c.on_batch_begin(logs_); });
    logs_.learning_rate = trainer_.optimizer().learning_rate();
    logs_.loss = trainer_.train(batch);
    trainer_.write_results(logs_.values);
    logs_.seconds = logs_.trained = seconds_since(start);
    logs_.samples += batch.samples();
    logs_.waited = training_.waited() - waited;
    tell([&](Callback& c) { c.on_batch_end(logs_); });
  }
  logs_.loss = logs_.values[0].second;
  const bool whole = logs_.step == logs_.steps;
  if (whole && validation_ && (epoch + 1) % options_.validation_freq == 0) validate();
  logs_.seconds = seconds_since(start);
  tell([&](Callback& c) { c.on_epoch_end(logs_); });
  history_.epoch.push_back(epoch);
  for (const auto& [name, value] : logs_.values) history_.add(name, value);
}

void Fit::validate() {
  validation_->start_pass(0);
  const auto measured =
      measure(trainer_, *validation_, {.steps = options_.validation_steps, .callbacks = options_.callbacks});
  if (stopping()) return;
  for (const auto& [name, value] : measured) logs_.values.emplace_back("val_" + name, value);
}

History Model::fit(const ArrayList& x, const ArrayList& y, const FitOptions& options) const {
  Trainer& trainer = this->trainer();
  trainer.prepare(x, y);
  const std::int64_t samples = x[0].rows();
  check_options(options, samples);
  Samples training{x, normal_labels(trainer.losses(), y), weights_for(options.sample_weight, samples)};
  Samples validation;
  if (!options.validation_data.x.empty()) {
    const Samples& given = options.validation_data;
    trainer.prepare(given.x, given.y);
    validation = {given.x, normal_labels(trainer.losses(), given.y),
                  weights_for(given.sample_weight, given.x[0].rows())};
  } else if (options.validation_split > 0) {
    // Keras takes the last fraction, before any shuffling.
    const auto kept =
        static_cast<std::int64_t>(std::floor(static_cast<double>(samples) * (1 - options.validation_split)));
    validation = rows(training, kept, samples - kept);
    training = rows(training, 0, kept);
  }
  if (!options.class_weight.empty() && y.size() > 1)
    fail(ErrorKind::usage, network().who() + ": fit: class_weight needs a model with one output. Received " +
                               std::to_string(y.size()) + " outputs. Give sample_weight instead.");
  if (!options.class_weight.empty()) training.sample_weight = class_weights(options.class_weight, training);
  const std::int64_t validation_batch =
      options.validation_batch_size > 0 ? options.validation_batch_size : options.batch_size;
  ArrayFeed feed(std::move(training), options.batch_size,
                 options.shuffle ? std::optional(trainer.run_options().seed) : std::nullopt);
  std::optional<ArrayFeed> held_out;
  if (!validation.x.empty()) held_out.emplace(std::move(validation), validation_batch, std::nullopt);
  Model self = *this;
  return Fit(self, feed, held_out ? &*held_out : nullptr, options).run();
}

void Model::prepare(BatchFeed& feed) const {
  const Batch& batch = feed.next();
  trainer().prepare(batch.x, batch.y);
  feed.start_pass(0);
}

History Model::fit(BatchFeed& training, BatchFeed* validation, const FitOptions& options) const {
  check_options(options, training.samples());
  if (options.validation_split > 0 || !options.validation_data.x.empty() || !options.class_weight.empty() ||
      !options.sample_weight.empty())
    fail(ErrorKind::usage, network().who() +
                               ": fit: validation data and weights of samples are the feeds' own. Received "
                               "options for them; make feeds that have them.");
  prepare(training);
  if (validation != nullptr) prepare(*validation);
  Model self = *this;
  return Fit(self, training, validation, options).run();
}

std::vector<std::pair<std::string, double>> Model::evaluate(const ArrayList& x, const ArrayList& y,
                                                            const EvaluateOptions& options) const {
  Trainer& trainer = this->trainer();
  trainer.prepare(x, y);
  ArrayFeed feed({x, normal_labels(trainer.losses(), y), weights_for(options.sample_weight, x[0].rows())},
                 options.batch_size, std::nullopt);
  return measure(trainer, feed, options);
}

std::vector<std::pair<std::string, double>> Model::evaluate(BatchFeed& feed, const EvaluateOptions& options) const {
  prepare(feed);
  return measure(trainer(), feed, options);
}

Arrays Model::predict_all(const ArrayList& x, std::int64_t batch_size) const {
  Trainer& trainer = this->trainer();
  trainer.prepare_inputs(x);
  ArrayFeed feed({x, {}, {}}, batch_size, std::nullopt);
  return predict_all(feed);
}

Arrays Model::predict_all(BatchFeed& feed) const {
  Arrays outputs;
  std::int64_t first = 0;
  for (std::int64_t i = 0, n = feed.batches(); i < n; ++i) {
    const Batch& batch = feed.next();
    if (i == 0) {
      trainer().prepare_inputs(batch.x);
      std::vector<Shape> shapes;
      for (const Array& array : batch.x) shapes.push_back(array.shape().tail(1).with_front(feed.samples()));
      network().output_shapes(shapes);  // sizes that do not fit are refused in the layers' words
    }
    trainer().predict(batch, {first, feed.samples()}, outputs);
    first += batch.samples();
  }
  return outputs;
}

Array Model::predict(const ArrayList& x, std::int64_t batch_size) const { return predict_all(x, batch_size).at(0); }

double Model::train_on_batch(const ArrayList& x, const ArrayList& y, const Array& sample_weight) const {
  Trainer& trainer = this->trainer();
  trainer.prepare(x, y);
  trainer.reset_metrics();
  const ArrayList labels = normal_labels(trainer.losses(), y);
  return trainer.train(
      {Arrays(x.begin(), x.end()), Arrays(labels.begin(), labels.end()), weights_for(sample_weight, x[0].rows())});
}

}  // namespace fovea
