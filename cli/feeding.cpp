#include "cli/feeding.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <tuple>

#include "cli/checks.h"
#include "cli/limits.h"
#include "fovea/base/call.h"
#include "fovea/base/machine.h"
#include "fovea/base/text.h"
#include "fovea/base/whole_number.h"
#include "fovea/data/photos/change_augmenter.h"
#include "fovea/data/photos/fit_generator.h"
#include "fovea/data/photos/generator_augmenter.h"
#include "fovea/data/photos/keras_flow.h"
#include "fovea/data/photos/shown_name.h"
#include "fovea/formats/signatures.h"
#include "fovea/layers/augmentation/changes.h"
#include "fovea/models/array_feed.h"
#include "fovea/models/trainer.h"

namespace fovea::cli {

namespace {
constexpr const char* group = "Photos";
}

void PhotoArguments::add(CLI::App& app) {
  add_form(app);
  add_cache(app);
  add_workers(app);
}

void PhotoArguments::add_form(CLI::App& app) {
  app.add_option("--image-size", image_size, "Height and width that photos are brought to (default: the model's)")
      ->type_name("HxW")
      ->group(group);
  app.add_option(
         "--interpolation", interpolation,
         "nearest, box, bilinear, hamming, bicubic or lanczos, as Pillow resizes (default: what the model's file "
         "says, else bilinear); where --compat keras is tf.image's, area, lanczos3 and others of its too")
      ->type_name("FILTER")
      ->group(group);
  app.add_flag("--keep-aspect-ratio", keep_aspect_ratio,
               "Cut the largest part of the right proportions from the middle instead of stretching")
      ->group(group);
  app.add_flag("--apply-orientation", apply_orientation, "Turn photos as their EXIF data says; Keras does not")
      ->group(group);
  app.add_flag("--saturate-16", saturate_16, "Values above 255 of 16-bit pictures become 255, not their high byte")
      ->group(group);
  app.add_option("--decode", decode,
                 "exact, or fast: JPEGs are decoded at the decoder's nearest size above the one that is asked for")
      ->check(CLI::IsMember({"exact", "fast"}))
      ->capture_default_str()
      ->type_name("HOW")
      ->group(group);
  add_lists(app);
}

void PhotoArguments::add_lists(CLI::App& app) {
  app.add_flag("--follow-links", follow_links, "Walk into folders that symbolic links lead to")->group(group);
  app.add_option(
         "--compat", compat,
         "keras: its lists of files, order, splits and pixels, faults included: those of ImageDataGenerator where "
         "--augment names it, else those of image_dataset_from_directory")
      ->check(CLI::IsMember({"keras"}))
      ->type_name("keras")
      ->group(group);
}

void PhotoArguments::add_cache(CLI::App& app) {
  app.add_option("--cache", cache, "Keeps decoded pixels: none, memory, or a file that serves later runs too")
      ->capture_default_str()
      ->type_name("none|memory|FILE")
      ->group(group);
  app.add_option("--cache-memory", cache_memory,
                 "Most memory for --cache memory, in MiB (default: half of what is free)")
      ->transform(whole_number_from(1))
      ->type_name("MIB")
      ->group(group);
}

void PhotoArguments::add_workers(CLI::App& app, const std::string& name) {
  app.add_option(name, workers, "Threads that read photos (default: one a core)")
      ->transform(whole_number_from(1))
      ->type_name("N")
      ->group(group);
}

void PhotoArguments::add_augment(CLI::App& app) {
  app.add_option(
         "--augment", augment,
         "Random changes of training data: \"ImageDataGenerator(rotation_range=20, horizontal_flip=True)\", or "
         "layers with ; between: \"RandomFlip('horizontal'); RandomRotation(0.1); MixUp(0.2)\"")
      ->type_name("CALLS")
      ->group(group);
}

PhotoArguments PhotoArguments::read_once() const {
  PhotoArguments once = *this;
  if (cache == "memory") once.cache = "none";
  return once;
}

bool PhotoArguments::generator() const {
  if (augment.empty()) return false;
  const std::vector<Call> calls = parse_calls(augment, "--augment");
  const bool named = std::ranges::count(calls, "ImageDataGenerator", &Call::name) > 0;
  if (named && calls.size() > 1)
    fail(ErrorKind::usage, fmt::format("--augment takes one ImageDataGenerator(...), or layers. Received {} calls. "
                                       "Say it all in the generator's arguments, or in layers.",
                                       calls.size()));
  return named;
}

std::optional<std::array<std::int64_t, 2>> PhotoArguments::size() const {
  if (image_size.empty()) return std::nullopt;
  std::array<std::int64_t, 2> sides{};
  const std::size_t by = image_size.find_first_of("xX");
  const std::string first = image_size.substr(0, by),
                    second = by == std::string::npos ? first : image_size.substr(by + 1);
  for (const auto& [text, side] : {std::pair{&first, &sides[0]}, std::pair{&second, &sides[1]}}) {
    *side = whole_number(*text).value_or(0);
    if (*side < 1)
      fail(ErrorKind::usage, "--image-size takes HEIGHTxWIDTH, such as 150x150. Received '" + image_size + "'.");
  }
  return sides;
}

namespace {

ColorMode mode_of(const Model& model, const Shape& shape) {
  switch (shape[3]) {
    case 1:
      return ColorMode::grayscale;
    case 3:
      return ColorMode::rgb;
    case 4:
      return ColorMode::rgba;
    default:
      fail(ErrorKind::shape, model.network().who() + ": takes pictures of " + to_string(shape.tail(1)) +
                                 "; photos have 1, 3 or 4 channels.");
  }
}

/// How photos become what the model takes.
PhotoForm form_for(const Model& model, Preprocess& preprocess, const PhotoArguments& arguments) {
  if (model.input().size() != 1)
    fail(ErrorKind::unsupported, model.network().who() + ": has " + std::to_string(model.input().size()) +
                                     " inputs; photos are given to models of one.");
  const Shape shape = model.input()[0].shape();
  if (shape.rank() != 4)
    fail(ErrorKind::shape, model.network().who() + ": takes input of shape " + to_string(shape) +
                               "; photos are (N, height, width, channels).");
  PhotoForm form;
  form.color_mode = mode_of(model, shape);
  const auto size = arguments.size();
  for (const auto& [axis, side, kept] :
       {std::tuple{1, &form.height, &preprocess.height}, std::tuple{2, &form.width, &preprocess.width}}) {
    const std::int64_t fixed = shape[axis], given = size ? (*size)[static_cast<std::size_t>(axis - 1)] : None;
    if (fixed != None && given != None && fixed != given)
      fail(ErrorKind::usage, fmt::format("{}: takes pictures of {}x{}. Received --image-size {}.",
                                         model.network().who(), shape[1], shape[2], arguments.image_size));
    if (fixed == None && given != None) *kept = given;
    if (fixed == None && *kept < 1)
      fail(ErrorKind::usage,
           model.network().who() + ": takes pictures of any size. Say which with --image-size HxW.");
    *side = fixed != None ? fixed : *kept;
  }
  form.interpolation = preprocess.interpolation;
  form.keep_aspect_ratio = preprocess.keep_aspect_ratio;
  form.apply_orientation = preprocess.apply_orientation;
  form.saturate_16 = preprocess.saturate_16;
  form.path = preprocess.tensorflow ? DecodePath::tf : DecodePath::pillow;
  form.fast = arguments.decode == "fast";
  return form;
}

/// What Keras' function does to photos, for a model that does not say how it wants them.
void take_keras_form(const PhotoArguments& arguments, const Model& model, Preprocess& preprocess) {
  preprocess.tensorflow = !arguments.generator();
  preprocess.interpolation = preprocess.tensorflow ? "bilinear" : "nearest";
  // load_img's, which leaves gray pictures as they are where gray ones are asked for.
  preprocess.saturate_16 = !preprocess.tensorflow && model.input().size() == 1 && model.input()[0].shape()[-1] != 1;
}

}  // namespace

Feeding::Feeding(const DataSet& data, const Model& model, Preprocess& preprocess, const PhotoArguments& arguments,
                 const Terminal& terminal, std::int64_t cached)
    : model_(model), who_(data.name), classes_(data.classes), workers_(arguments.workers) {
  if (!data.files) {
    if (!arguments.image_size.empty())
      fail(ErrorKind::usage, "--image-size is for photos; " + data.name + " has arrays of one size.");
    return;
  }
  if (arguments.keras() && preprocess.interpolation.empty()) take_keras_form(arguments, model, preprocess);
  if (!arguments.interpolation.empty()) preprocess.interpolation = arguments.interpolation;
  if (preprocess.interpolation.empty()) preprocess.interpolation = "bilinear";
  preprocess.keep_aspect_ratio = preprocess.keep_aspect_ratio || arguments.keep_aspect_ratio;
  preprocess.apply_orientation = preprocess.apply_orientation || arguments.apply_orientation;
  preprocess.saturate_16 = preprocess.saturate_16 || arguments.saturate_16;
  reader_ = std::make_shared<PhotoReader>(data.files, form_for(model, preprocess, arguments), read_limits());
  if (arguments.cache == "none") return;
  if (arguments.cache == "memory") {
    keep_in_memory(arguments, terminal, cached);
    return;
  }
  const std::string anew = reader_->cache_in_file(arguments.cache);
  if (!anew.empty()) terminal.say("cache      " + arguments.cache + " is made anew: " + anew);
}

void Feeding::keep_in_memory(const PhotoArguments& arguments, const Terminal& terminal, std::int64_t cached) {
  const double mebibyte = 1 << 20, asked = static_cast<double>(arguments.cache_memory) * mebibyte;
  const double most = asked > 0 ? asked : static_cast<double>(available_memory()) / 2;
  const double left = std::max(most - static_cast<double>(cached), 0.0);
  const double wanted =
      static_cast<double>(reader_->row_bytes()) * static_cast<double>(reader_->files().names().size());
  if (wanted <= left) {
    reader_->cache_in_memory();
    cached_ = static_cast<std::int64_t>(wanted);
    return;
  }
  terminal.say(
      fmt::format("cache      none: the pixels of {} are {:.1f} MiB, and {:.1f} MiB of memory {}. --cache FILE keeps "
                  "them on the disk",
                  who_, wanted / mebibyte, left / mebibyte, asked > 0 ? "may be taken" : "are half of what is free"));
}

std::shared_ptr<const PictureRows> Feeding::pictures(const Split& split) const {
  if (reader_) return reader_;
  return std::make_shared<ArrayRows>(split.x, who_);
}

std::unique_ptr<BatchFeed> Feeding::feed(const Split& split, const Array& labels, const Options& options) const {
  if (!reader_ && !labels.empty()) model_.trainer().prepare(split.x, labels);
  if (!reader_ && !options.augmenter && !options.order)
    return std::make_unique<ArrayFeed>(
        Samples{split.x, labels.empty() ? ArrayList() : ArrayList(labels), options.weights}, options.batch_size,
        options.shuffle_seed);
  std::vector<PhotoRef> photos = split.photos;
  if (!reader_) {
    for (std::int64_t i = 0; i < split.x.rows(); ++i) photos.push_back({static_cast<std::uint32_t>(i), 0});
  }
  return std::make_unique<PhotoFeed>(pictures(split), std::move(photos), labels, options.weights,
                                     PhotoFeedOptions{.batch_size = options.batch_size,
                                                      .shuffle_seed = options.shuffle_seed,
                                                      .order = options.order,
                                                      .augment_seed = options.augment_seed,
                                                      .threads = workers_,
                                                      .on_bad = options.on_bad,
                                                      .augmenter = options.augmenter,
                                                      .classes = classes_,
                                                      .of_photos = reader_ ? std::ssize(reader_->files().names()) : 0,
                                                      .every_class = options.every_class});
}

namespace {

/// Fits a generator to training pictures; what it measured becomes part of `preprocess`.
void fit(ImageDataGenerator& generator, const Feeding& feeding, const Split& train, Preprocess& preprocess,
         const Terminal& terminal) {
  PictureStandard standard = preprocess.standard();
  if (standard.statistics != PictureStandard::Statistics{}) {
    terminal.say("fit        mean, deviation and whitening stay those of the model's file");
    return;
  }
  const auto feed = feeding.feed(train, {}, {});
  const GeneratorFit report = fit_on_feed(generator, *feed, preprocess.scaling);
  standard.statistics = generator.scaling().standard->statistics;
  preprocess.scaling.standard = std::make_shared<PictureStandard>(std::move(standard));
  std::string text = fmt::format("fit        to {} training pictures", with_commas(report.pictures));
  if (report.whitening > 0) text += fmt::format(", whitening to {} of them", with_commas(report.whitening));
  terminal.say(text);
}

/// What a generator does to every picture in the same way becomes part of `preprocess`; what it returns only changes
/// pictures at random.
ImageDataGenerator generator_of(const std::string& text, const Feeding& feeding, const Split& train,
                                Preprocess& preprocess, const Terminal& terminal) {
  ImageDataGenerator generator = image_data_generator_from_call(text);
  ImageDataGeneratorOptions options = generator.options();
  for (const std::string& note : generator.notes()) terminal.warn("--augment: " + note);
  const InputScaling asked = generator.scaling_before_fit();
  PictureStandard standard = preprocess.standard();
  if (options.rescale || options.preprocessing_function) {
    preprocess.scaling = {asked.scale, asked.offset};
    standard.colours = asked.standard ? asked.standard->colours : PictureStandard::Colours{};
  }
  standard.center_each = standard.center_each || options.samplewise_center;
  standard.divide_each = standard.divide_each || options.samplewise_std_normalization;
  if (standard != PictureStandard{}) preprocess.scaling.standard = std::make_shared<PictureStandard>(standard);
  if (preprocess.scaling.standard) preprocess.scaling.standard->check(feeding.pictures(train)->shape());
  if (generator.needs_fit()) fit(generator, feeding, train, preprocess, terminal);
  options.validation_split = 0;  // seen to where the data is divided
  options.rescale.reset();
  options.preprocessing_function.reset();
  options.samplewise_center = options.samplewise_std_normalization = false;
  options.featurewise_center = options.featurewise_std_normalization = options.zca_whitening = false;
  return ImageDataGenerator(options);
}

/// Layers that programs call behind their scaling are called before it here.
void tell_of_range(const Layer& layer, const Terminal& terminal) {
  const Json config = layer.base().config();
  const Json* range = config.find("value_range");
  if (range == nullptr || !range->is_list() || range->as_list().back().as_double() > 1) return;
  terminal.warn(fmt::format(
      "--augment: {} clips pixels to its value_range ({:g}, {:g}), and they are 0 to 255 here. "
      "Leave value_range out.",
      layer.base().class_name(), range->as_list().front().as_double(), range->as_list().back().as_double()));
}

Augmentation in_order_of(std::shared_ptr<const KerasFlow> flow) {
  return {flow, [flow](std::int64_t pass) { return flow->order(pass); }};
}

}  // namespace

Augmentation augmentation(const PhotoArguments& photos, const Feeding& feeding, const Split& train,
                          const FlowOptions& flow, Preprocess& preprocess, const Terminal& terminal) {
  if (photos.augment.empty()) return {};
  const Shape picture = feeding.pictures(train)->shape();
  if (!photos.generator()) {
    const std::vector<Layer> layers = layers_from_calls(photos.augment, "--augment");
    for (const Layer& layer : layers) tell_of_range(layer, terminal);
    return {std::make_shared<ChangeAugmenter>(augmentation_stages(layers), picture)};
  }
  ImageDataGenerator generator = generator_of(photos.augment, feeding, train, preprocess, terminal);
  if (!photos.keras()) return {std::make_shared<GeneratorAugmenter>(std::move(generator))};
  return in_order_of(std::make_shared<const KerasFlow>(std::move(generator), flow, picture));
}

Augmentation augmentation_over(const Augmentation& augmentation, const FlowOptions& flow) {
  const auto keras = std::dynamic_pointer_cast<const KerasFlow>(augmentation.augmenter);
  return keras ? in_order_of(keras->over(flow)) : augmentation;
}

DataSet open(const std::string& spec, DataArguments where, const PhotoArguments& photos, const Terminal& terminal,
             KerasListOptions lists) {
  where.follow_links = photos.follow_links;
  DataSet data = open(spec, where, terminal);
  if (!photos.keras()) return data;
  lists.generator = photos.generator();
  lists.follow_links = photos.follow_links;
  lists.limits = read_limits();
  return as_keras_lists(std::move(data), lists);
}

std::vector<std::string> left_out(const BatchFeed& feed) {
  std::vector<std::string> reasons;
  if (const auto* photos = dynamic_cast<const PhotoFeed*>(&feed))
    for (const BadPhoto& bad : photos->bad()) reasons.push_back(shown_name(bad.reason));
  return reasons;
}

void need_classes(const DataSet& data) {
  if (data.files && data.classes.empty())
    fail(ErrorKind::format, data.path +
                                ": its pictures lie in no folders of classes. Put those of each class into a "
                                "folder of its name, or list them in a .csv of path,label.");
}

}  // namespace fovea::cli
