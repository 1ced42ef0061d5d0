#include "fovea/data/photos/flow_from_directory.h"

#include <algorithm>
#include <set>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/data/photos/folder_listing.h"
#include "fovea/data/photos/generator_augmenter.h"
#include "fovea/data/photos/keras_flow.h"

namespace fovea {
namespace {

const std::string flow_name = "flow_from_directory", dataset_name = "image_dataset_from_directory";

DirectoryLabels form_named(const std::string& who, const char* argument, const std::string& name,
                           const std::vector<std::pair<std::string, DirectoryLabels>>& known) {
  std::vector<std::string> names;
  for (const auto& [each, form] : known) {
    if (each == name) return form;
    names.push_back(each);
  }
  fail(ErrorKind::usage,
       who + ": " + argument + " is " + join(names, ", ") + ". Received '" + name + "'. " + suggest(name, names));
}

void check_batch(const std::string& who, std::int64_t size) {
  if (size < 1) fail(ErrorKind::usage, who + ": batch_size is at least 1. Received " + std::to_string(size) + ".");
}

void check_binary(const std::string& who, const std::vector<std::string>& classes) {
  if (classes.size() != 2)
    fail(ErrorKind::usage, who + ": \"binary\" labels are of two classes. Received " +
                               std::to_string(classes.size()) + ": " + join(classes, ", ") +
                               ". \"categorical\" takes any number.");
}

/// A generator's corrected changes, then what it makes of every picture.
class CorrectedFlow : public PhotoAugmenter {
 public:
  explicit CorrectedFlow(const ImageDataGenerator& generator) : changes_(generator) {}
  void apply(const std::byte* pixels, float* changed, const PictureRows& pictures,
             const PhotoMoment& moment) const override {
    Array picture(pictures.shape());
    const auto numbers = picture.values<float>();
    changes_.apply(pixels, numbers.data(), pictures, moment);
    std::ranges::copy(changes_.generator().standardize(picture).values<float>(), changed);
  }

 private:
  GeneratorAugmenter changes_;
};

/// All files as they lie, folder by folder, as Keras lists them where folders are no classes.
std::vector<KerasFiles> without_classes(FolderListing listing, const ImageDatasetOptions& options) {
  const std::string top = "all/";
  for (auto* names : {&listing.files, &listing.folders, &listing.links})
    for (std::string& name : *names) name.insert(0, top);
  std::vector<KerasFiles> parts = image_dataset_files(listing, options);
  std::vector<std::string> classes;
  for (const std::int64_t label : std::set<std::int64_t>(options.labels.begin(), options.labels.end()))
    classes.push_back(std::to_string(label));
  for (KerasFiles& part : parts) {
    for (std::string& name : part.files) name.erase(0, top.size());
    part.classes = classes;
  }
  return parts;
}

/// The parts of a data set; validation beside training is not shuffled anew.
std::vector<std::unique_ptr<DirectoryFeed>> dataset_feeds(const std::filesystem::path& directory,
                                                          const DirectoryDatasetOptions& options) {
  DirectoryLabels labels = form_named(dataset_name, "label_mode", options.label_mode,
                                      {{"int", DirectoryLabels::integer},
                                       {"categorical", DirectoryLabels::one_hot},
                                       {"binary", DirectoryLabels::column},
                                       {"none", DirectoryLabels::none}});
  if (form_named(dataset_name, "labels", options.labels,
                 {{"inferred", DirectoryLabels::number}, {"none", DirectoryLabels::none}}) == DirectoryLabels::none)
    labels = DirectoryLabels::none;
  check_batch(dataset_name, options.batch_size);
  const bool listed = labels != DirectoryLabels::none && !options.label_list.empty();
  if ((labels == DirectoryLabels::none || listed) && !options.class_names.empty())
    fail(ErrorKind::usage, dataset_name + ": class_names choose folders, and have no meaning " +
                               (listed ? "with a list of labels" : "without labels") + ". Received " +
                               join(options.class_names, ", ") + ".");
  if (options.crop_to_aspect_ratio && options.pad_to_aspect_ratio)
    fail(ErrorKind::usage, dataset_name +
                               ": either cuts pictures or pads them. Received crop_to_aspect_ratio and "
                               "pad_to_aspect_ratio. Give one of them.");
  const PhotoForm form{.height = options.image_size[0],
                       .width = options.image_size[1],
                       .color_mode = color_mode_named(options.color_mode),
                       .interpolation = options.interpolation,
                       .keep_aspect_ratio = options.crop_to_aspect_ratio,
                       .pad_to_aspect_ratio = options.pad_to_aspect_ratio,
                       .path = DecodePath::tf};
  const FolderListing listing = folder_listing(directory, options.follow_links, options.compat);
  const ImageDatasetOptions list{.class_names = options.class_names,
                                 .labels = listed ? options.label_list : std::vector<std::int64_t>(),
                                 .shuffle = options.shuffle,
                                 .seed = options.seed,
                                 .validation_split = options.validation_split,
                                 .subset = options.subset,
                                 .follow_links = options.follow_links};
  std::vector<std::unique_ptr<DirectoryFeed>> feeds;
  for (KerasFiles& files : labels == DirectoryLabels::none || listed ? without_classes(listing, list)
                                                                     : image_dataset_files(listing, list)) {
    if (labels == DirectoryLabels::column) check_binary(dataset_name, files.classes);
    PhotoFeedOptions feed{.batch_size = options.batch_size,
                          .threads = options.threads,
                          .on_bad = options.compat == Compat::corrected ? OnBadPhoto::leave_out : OnBadPhoto::stop};
    if (options.shuffle && feeds.empty()) feed.shuffle_seed = static_cast<std::uint64_t>(options.seed);
    feeds.push_back(std::make_unique<DirectoryFeed>(directory, std::move(files), form, labels, feed));
  }
  return feeds;
}

}  // namespace

std::unique_ptr<DirectoryFeed> flow_from_directory(const ImageDataGenerator& generator,
                                                   const std::filesystem::path& directory,
                                                   const DirectoryFlowOptions& options) {
  const DirectoryLabels labels = form_named(flow_name, "class_mode", options.class_mode,
                                            {{"categorical", DirectoryLabels::one_hot},
                                             {"binary", DirectoryLabels::number},
                                             {"sparse", DirectoryLabels::number},
                                             {"input", DirectoryLabels::pictures},
                                             {"none", DirectoryLabels::none}});
  check_batch(flow_name, options.batch_size);
  const ColorMode color_mode = color_mode_named(options.color_mode);
  const PhotoForm form{.height = options.target_size[0],
                       .width = options.target_size[1],
                       .color_mode = color_mode,
                       .interpolation = options.interpolation,
                       .keep_aspect_ratio = options.keep_aspect_ratio,
                       .saturate_16 = options.compat == Compat::keras && color_mode != ColorMode::grayscale};
  KerasFiles files = flow_from_directory_files(
      folder_listing(directory, options.follow_links, options.compat),
      {.classes = options.classes,
       .validation_split = options.subset.empty() ? 0 : generator.options().validation_split,
       .subset = options.subset,
       .follow_links = options.follow_links});
  const bool keras = options.compat == Compat::keras;
  if (options.class_mode == "binary" && !keras) check_binary(flow_name, files.classes);
  // Refuses a generator that cannot do so before a thread tries.
  generator.standardize(Array(form.shape()));

  PhotoFeedOptions feed{.batch_size = options.batch_size,
                        .augment_seed = static_cast<std::uint64_t>(options.seed),
                        .threads = options.threads,
                        .on_bad = keras ? OnBadPhoto::stop : OnBadPhoto::leave_out};
  if (options.shuffle) feed.shuffle_seed = feed.augment_seed;
  if (keras && !files.files.empty()) {
    const auto flow = std::make_shared<KerasFlow>(generator,
                                                  FlowOptions{.count = static_cast<std::int64_t>(files.files.size()),
                                                              .batch_size = options.batch_size,
                                                              .shuffle = options.shuffle,
                                                              .seed = options.seed,
                                                              .calls = options.calls},
                                                  form.shape());
    feed.order = [flow](std::int64_t pass) { return flow->order(pass); };
    feed.augmenter = flow;
  } else {
    feed.augmenter = std::make_shared<CorrectedFlow>(generator);
  }
  return std::make_unique<DirectoryFeed>(
      directory, std::move(files), form, labels, feed,
      SavedBatches{.folder = options.save_to_dir, .prefix = options.save_prefix, .format = options.save_format});
}

std::unique_ptr<DirectoryFeed> image_dataset_from_directory(const std::filesystem::path& directory,
                                                            const DirectoryDatasetOptions& options) {
  if (options.subset == "both")
    fail(ErrorKind::usage, dataset_name +
                               ": gives one part at a time. Received subset='both'. image_datasets_from_directory() "
                               "gives both.");
  return std::move(dataset_feeds(directory, options).front());
}

std::array<std::unique_ptr<DirectoryFeed>, 2> image_datasets_from_directory(const std::filesystem::path& directory,
                                                                            const DirectoryDatasetOptions& options) {
  DirectoryDatasetOptions both = options;
  if (both.subset.empty()) both.subset = "both";
  if (both.subset != "both")
    fail(ErrorKind::usage, "image_datasets_from_directory: gives both parts. Received subset='" + both.subset +
                               "'. image_dataset_from_directory() gives one.");
  auto feeds = dataset_feeds(directory, both);
  return {std::move(feeds[0]), std::move(feeds[1])};
}

}  // namespace fovea
