#include "cli/training_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "fovea/base/text.h"
#include "fovea/data/photos/photo_split.h"
#include "fovea/data/photos/shown_name.h"
#include "fovea/data/reference.h"
#include "fovea/data/shuffle.h"
#include "fovea/models/check_data.h"
#include "fovea/models/trainer.h"

namespace fovea::cli {
namespace {

constexpr std::uint64_t validation_seed = 0x76616c;  // apart from what training draws

/// Samples [first, first + count) of a split of arrays.
Split part_of(const Split& split, std::int64_t first, std::int64_t count) {
  return {.name = split.name, .x = split.x.slice(first, count), .y = split.y.slice(first, count)};
}

/// The split with other photos, whose labels go with them.
Split with_photos(const Split& split, std::vector<PhotoRef> photos) {
  Split result{.name = split.name, .y = Array({static_cast<std::int64_t>(photos.size())}, DType::i64)};
  std::ranges::transform(photos, result.y.values<std::int64_t>().begin(),
                         [](const PhotoRef& photo) { return std::int64_t{photo.label}; });
  result.photos = std::move(photos);
  return result;
}

}  // namespace

TrainingData::TrainingData(const TrainOptions& options, const Terminal& terminal)
    : options_(options),
      terminal_(terminal),
      asked_(options.held_out()),
      data_(open(options.data, options.where, options.photos, terminal,
                 {.shuffle = !options.no_shuffle,
                  .seed = static_cast<std::int64_t>(options.seed),
                  .validation_split = asked_.value_or(0)})),
      on_bad_(options.on_bad_image == "stop" || (options.on_bad_image.empty() && options.photos.keras())
                  ? OnBadPhoto::stop
                  : OnBadPhoto::leave_out) {
  if (options.augment_validation && options.photos.augment.empty())
    fail(ErrorKind::usage,
         "--augment-validation changes validation data as --augment says. Give --augment too, or leave it out.");
  need_classes(data_);
  if (data_.files && data_.classes.size() < 2)
    fail(ErrorKind::format,
         data_.path + ": has one class alone, '" + data_.classes[0] + "'. A classifier needs two.");
  train_ = data_.at("train");
  if (!options.validation.empty()) {
    const DataReference reference = parse_reference(options.validation);
    other_ = open(reference.data, options.where, options.photos, terminal);
    need_classes(*other_);
    validation_ = reference.split.empty() && other_->find("validation") != nullptr ? other_->at("validation")
                                                                                   : select(*other_, reference);
    if ((other_->files != nullptr) != (data_.files != nullptr))
      fail(ErrorKind::usage, "--validation: " + other_->path + " and " + data_.path +
                                 " are not both photos or both arrays, so that no model takes both.");
  } else if (const Split* own = data_.find("validation"); own != nullptr && (asked_.value_or(0) == 0 || by_keras())) {
    validation_ = *own;
    held_out_ = asked_.value_or(0);
    if (held_out_ > 0)
      split_words_ = fmt::format("{} held out for validation, as Keras does",
                                 with_commas(static_cast<long long>(own->samples())));
  } else {
    hold_out_part();
  }
  balance();
}

void TrainingData::hold_out_part() {
  constexpr double usual = 0.2;
  const bool unasked = data_.files && !by_keras();
  const double fraction = asked_.value_or(unasked ? usual : 0);
  if (fraction == 0) return;
  held_out_ = fraction;
  if (data_.files) {
    auto [kept, held] = hold_out(train_.photos, fraction, options_.seed);
    if (held.empty() && !asked_) {
      held_out_ = 0;
      split_words_ = fmt::format("{} photos are too few to hold some out for validation", train_.photos.size());
      return;
    }
    if (held.empty())
      fail(ErrorKind::usage,
           fmt::format("--validation-split {:g} of {} photos holds out none. Give more photos, or a "
                       "folder of them with --validation, or --validation-split 0.",
                       fraction, train_.photos.size()));
    split_words_ = fmt::format("{} of train held out for validation, {:g} % of each class by seed {}",
                               with_commas(static_cast<long long>(held.size())), fraction * 100, options_.seed);
    for (std::string& warning : classes_without(data_.classes, train_.photos, {.name = "validation", .photos = held}))
      data_.warnings.push_back(std::move(warning));
    validation_ = with_photos(train_, std::move(held));
    train_ = with_photos(train_, std::move(kept));
    return;
  }
  // Keras takes the last fraction, before any shuffling.
  const std::int64_t samples = train_.x.rows();
  const auto kept = static_cast<std::int64_t>(std::floor(static_cast<double>(samples) * (1 - fraction)));
  if (kept < 1 || kept == samples)
    fail(ErrorKind::usage,
         fmt::format("--validation-split {:g} of {} samples leaves none on one side. Use another fraction.", fraction,
                     samples));
  validation_ = part_of(train_, kept, samples - kept);
  train_ = part_of(train_, 0, kept);
}

std::string TrainingData::class_of(std::int64_t row) const {
  const std::int64_t width = train_.y.size() / std::max<std::int64_t>(train_.y.rows(), 1);
  std::int64_t label = 0;
  if (train_.y.dtype() == DType::i64) {
    label = train_.y.values<std::int64_t>()[static_cast<std::size_t>(row)];
  } else {
    const Array one = train_.y.slice(row, 1).cast(DType::f32);
    const auto numbers = one.values<float>();
    if (width == 1) return fmt::format("{:g}", numbers[0]);
    label = std::ranges::max_element(numbers) - numbers.begin();
  }
  const auto place = static_cast<std::size_t>(label);
  return place < data_.classes.size() ? data_.classes[place] : std::to_string(label);
}

std::string TrainingData::name_of(std::int64_t row) const {
  if (!data_.files) return fmt::format("{}:{}:{}", data_.name, train_.name, row);
  return data_.files->names()[train_.photos[static_cast<std::size_t>(row)].file];
}

FlowOptions TrainingData::flow_over(std::int64_t samples) const {
  return {.count = samples,
          .batch_size = options_.batch_size,
          .shuffle = !options_.no_shuffle,
          .seed = static_cast<std::int64_t>(options_.seed),
          .calls = FlowCalls::fit};
}

void TrainingData::balance() {
  if (options_.balance == "none") return;
  if (data_.classes.empty() || train_.y.shape().rank() != 1)
    fail(ErrorKind::usage, "--balance needs labels that are numbers of classes.");
  std::vector<PhotoRef> rows = train_.photos;  // of arrays: labels alone
  if (rows.empty())
    for (const std::int64_t label : train_.y.values<std::int64_t>())
      rows.push_back({0, static_cast<std::int32_t>(label)});
  if (options_.balance == "oversample") {
    if (!data_.files) fail(ErrorKind::usage, "--balance oversample is for photos. Use --balance weights for arrays.");
    train_ = with_photos(train_, oversampled(rows, data_.classes.size()));
    return;
  }
  const std::vector<double> by_class = balanced_weights(class_counts(rows, data_.classes.size()));
  weights_ = Array({train_.samples()});
  std::ranges::transform(rows, weights_.values<float>().begin(), [&](const PhotoRef& row) {
    return static_cast<float>(by_class[static_cast<std::size_t>(row.label)]);
  });
}

void TrainingData::tell() const {
  std::vector<std::string> parts;
  for (const Split& split : data_.splits) parts.push_back(with_commas(split.samples()) + " " + split.name);
  if (data_.files) {
    terminal_.say(fmt::format("data       {}: {} photos in {} classes ({})", data_.name, join(parts, ", "),
                              data_.classes.size(), data_.path));
    std::vector<std::string> labels;
    const std::vector<std::int64_t> counts = class_counts(train_.photos, data_.classes.size());
    for (std::size_t i = 0; i < data_.classes.size() && i < 20; ++i)
      labels.push_back(fmt::format("{} {} ({})", i, shown_name(data_.classes[i]), with_commas(counts[i])));
    if (data_.classes.size() > labels.size()) labels.emplace_back("...");
    terminal_.say("classes    " + join(labels, ", "));
    const auto [least, most] = std::ranges::minmax(counts);
    if (most > 10 * std::max<std::int64_t>(least, 1) && options_.balance == "none")
      terminal_.warn(
          fmt::format("{}: its largest class has {} times the photos of its smallest; --balance weights or "
                      "oversample evens that out.",
                      data_.name, most / std::max<std::int64_t>(least, 1)));
    if (!data_.skipped.empty())
      terminal_.say(
          fmt::format("skipped    {}{}, which {}",
                      data_.skipped.size() == 1 ? "" : fmt::format("{} files, such as ", data_.skipped.size()),
                      shown_name(data_.skipped[0].name), data_.skipped[0].reason));
  } else {
    terminal_.say(fmt::format("data       {}: {} samples of {} {} in {} classes ({})", data_.name, join(parts, ", "),
                              to_string(data_.splits[0].x.shape().tail(1)), to_string(data_.splits[0].x.dtype()),
                              data_.classes.size(), data_.path));
  }
  for (const std::string& warning : data_.warnings) terminal_.warn(data_.path + ": " + warning + ".");
  if (!split_words_.empty()) terminal_.say("split      " + split_words_);
  if (options_.balance == "weights") terminal_.say("balance    each class counts alike in the loss");
  if (options_.balance == "oversample")
    terminal_.say(
        fmt::format("balance    photos of rarer classes are repeated: {} an epoch", with_commas(train_.samples())));
}

void TrainingData::prepare_feeds(const Model& model, Preprocess& preprocess) {
  feeding_.emplace(data_, model, preprocess, options_.photos, terminal_);
  if (other_) {
    PhotoArguments photos = options_.photos;
    if (photos.cache != "none") photos.cache = "memory";  // a file belongs to one data set
    other_feeding_.emplace(*other_, model, preprocess, photos, terminal_, feeding_->cached());
  }
  augmentation_ =
      augmentation(options_.photos, *feeding_, train_, flow_over(train_.samples()), preprocess, terminal_);
  if (options_.augment_validation && validation_)
    of_validation_ = augmentation_over(augmentation_, flow_over(validation_->samples()));
}

std::vector<std::int64_t> TrainingData::order(std::int64_t pass) const {
  if (augmentation_.order) return augmentation_.order(pass);
  std::vector<std::int64_t> order;
  shuffle(order, train_.samples(), options_.seed, pass);
  return order;
}

std::function<std::vector<std::int64_t>(std::int64_t)> TrainingData::validation_order() const {
  if (of_validation_.order || options_.validation_steps == 0 || !data_.files || by_keras())
    return of_validation_.order;
  std::vector<std::int64_t> order;
  shuffle(order, validation_->samples(), options_.seed ^ validation_seed, 0);
  return [order](std::int64_t) { return order; };
}

std::unique_ptr<BatchFeed> TrainingData::feed(const Feeding& feeding, const DataSet& data, const Split& split,
                                              const Model& model, const Named<Loss>& loss,
                                              const std::vector<std::string>& classes,
                                              const Feeding::Options& options) const {
  Array labels = labels_for(loss, match_classes(split.y, data.classes, classes), model.output().shape()[-1]);
  labels = normal_labels({loss}, labels)[0];
  if (options.augmenter && options.augmenter->mixes_labels()) labels = labels.cast(DType::f32);
  return feeding.feed(split, labels, options);
}

std::unique_ptr<BatchFeed> TrainingData::training_feed(const Model& model, const Named<Loss>& loss,
                                                       const std::vector<std::string>& classes, bool changed) {
  return feed(*feeding_, data_, train_, model, loss, classes,
              {.batch_size = options_.batch_size,
               .shuffle_seed = options_.no_shuffle ? std::nullopt : std::optional(options_.seed),
               .order = augmentation_.order,
               .weights = weights_,
               .on_bad = on_bad_,
               .augment_seed = options_.seed,
               .augmenter = changed ? augmentation_.augmenter : nullptr,
               .every_class = true});
}

std::unique_ptr<BatchFeed> TrainingData::validation_feed(const Model& model, const Named<Loss>& loss,
                                                         const std::vector<std::string>& classes) {
  if (!validation_) return nullptr;
  return feed(other_feeding_ ? *other_feeding_ : *feeding_, validation_set(), *validation_, model, loss, classes,
              {.batch_size = options_.batch_size,
               .order = validation_order(),
               .on_bad = on_bad_,
               .augment_seed = options_.seed ^ validation_seed,
               .augmenter = of_validation_.augmenter});
}

std::unique_ptr<BatchFeed> TrainingData::test_feed(const Model& model, const Named<Loss>& loss,
                                                   const std::vector<std::string>& classes) {
  return feed(*feeding_, data_, *test(), model, loss, classes,
              {.batch_size = options_.batch_size, .on_bad = on_bad_});
}

}  // namespace fovea::cli
