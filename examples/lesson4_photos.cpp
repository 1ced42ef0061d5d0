// Lesson 4: two classes of photos. A small network learns its photos by heart; augmentation stops that.
//
//   lesson4_photos PETS.zip [EPOCHS [STEPS_PER_EPOCH]]
#include <cstdio>
#include <cstdlib>

#include "fovea/data/images/load_img.h"
#include "fovea/data/open_data.h"
#include "fovea/data/photos/generator_augmenter.h"
#include "fovea/data/photos/photo_check.h"
#include "fovea/data/photos/photo_feed.h"
#include "fovea/data/photos/photo_reader.h"
#include "fovea/formats/model_file.h"
#include "fovea/layers/convolutional/conv.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/pooling/pool.h"
#include "fovea/layers/preprocessing/rescaling.h"
#include "fovea/layers/reshaping/flatten.h"
#include "fovea/pictures/feature_maps.h"

using namespace fovea;

namespace {

/// The baseline of the notes.
Sequential baseline() {
  const Sequential model({Input({224, 224, 3}), Rescaling({.scale = 1.0 / 255}),
                          Conv2D({.filters = 10, .kernel_size = 3, .activation = "relu"}),
                          Conv2D({.filters = 10, .kernel_size = 3, .activation = "relu"}),
                          MaxPooling2D({.pool_size = 2}),
                          Conv2D({.filters = 10, .kernel_size = 3, .activation = "relu"}),
                          Conv2D({.filters = 10, .kernel_size = 3, .activation = "relu"}),
                          MaxPooling2D({.pool_size = 2}), Flatten(), Dense({.units = 1, .activation = "sigmoid"})});
  model.initialize(42);
  model.compile({.optimizer = "adam", .loss = "binary_crossentropy", .metrics = {"accuracy"}});
  return model;
}

/// class_mode="binary": the second class is 1.
Array binary_labels(const std::vector<PhotoRef>& photos) {
  Array labels({static_cast<std::int64_t>(photos.size()), 1});
  for (std::size_t i = 0; i < photos.size(); ++i) labels.values<float>()[i] = static_cast<float>(photos[i].label);
  return labels;
}

void tell(const char* name, const History& history) {
  const double loss = history["loss"].back(), val_loss = history["val_loss"].back();
  std::printf("%s: loss %.4f  val_loss %.4f  gap %.4f  val_accuracy %.4f\n", name, loss, val_loss, val_loss - loss,
              history["val_accuracy"].back());
}

/// What every layer makes of a photo, as a picture.
void draw_layers(const Sequential& model, const Array& photo) {
  std::vector<Tensor> outputs;
  for (const Layer& layer : model.layers()) outputs.push_back(layer.output());
  const Arrays results = Model(model.input(), outputs).predict_all(photo);
  std::vector<LayerMaps> maps;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const Shape shape = results[i].shape().tail(1);
    maps.push_back({model.layers()[i].name() + " " + to_string(shape), results[i].reshaped(shape)});
  }
  draw_feature_maps(maps).write("layers.png");
}

void run(const char* archive, int epochs, int steps) {
  const DataSet pets = open_data(archive);
  const Split &train = pets.at("train"), &validation = pets.at("validation");
  std::printf("%lld photos to train, %lld to validate: 0 is %s, 1 is %s\n", static_cast<long long>(train.samples()),
              static_cast<long long>(validation.samples()), pets.classes[0].c_str(), pets.classes[1].c_str());
  for (const Finding& finding : check_photos(find_photos(pets.files)).findings)
    std::printf("%s: %s\n", std::string(to_string(finding.severity)).c_str(), finding.text.c_str());

  // One reader, so that each photo is decoded once for both trainings.
  const auto photos = std::make_shared<PhotoReader>(pets.files, PhotoForm{.height = 224, .width = 224});
  photos->cache_in_memory();
  const auto feed = [&](const Split& split, const PhotoFeedOptions& options) {
    return PhotoFeed(photos, split.photos, binary_labels(split.photos), {}, options);
  };
  PhotoFeed validating = feed(validation, {.batch_size = 32});
  const FitOptions fit{.epochs = epochs, .steps_per_epoch = steps};

  const Sequential base = baseline();
  PhotoFeed plain = feed(train, {.batch_size = 32, .shuffle_seed = 42});
  tell("base", base.fit(plain, &validating, fit));

  const ImageDataGenerator generator({.rotation_range = 20,
                                      .width_shift_range = 0.2,
                                      .height_shift_range = 0.2,
                                      .shear_range = 0.2,  // degrees, as in Keras
                                      .zoom_range = 0.2,
                                      .horizontal_flip = true});
  const Sequential augmented = baseline();
  PhotoFeed changed = feed(train, {.batch_size = 32,
                                   .shuffle_seed = 42,
                                   .augment_seed = 42,
                                   .augmenter = std::make_shared<GeneratorAugmenter>(generator)});
  tell("augmented", augmented.fit(changed, &validating, fit));

  save_model(augmented, "pets.keras", {.classes = pets.classes});
  const Image picture = decode_image(pets.files->read(validation.photos.front().file), "a photo");
  save_img("my.png", img_to_array(picture), {.scale = false});
  const Array mine = img_to_array(load_img("my.png", {.target_size = {{224, 224}}, .interpolation = "bilinear"}));
  const Array one = mine.reshaped({1, 224, 224, 3});
  const float dog = augmented.predict(one).values<float>()[0];
  std::printf("my.png: %s %.4f\n", pets.classes[dog > 0.5F ? 1 : 0].c_str(),
              static_cast<double>(std::max(dog, 1 - dog)));
  draw_layers(augmented, one);
  std::puts("saved pets.keras, drew layers.png");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::fputs("usage: lesson4_photos PETS.zip [EPOCHS [STEPS_PER_EPOCH]]\n", stderr), 2;
  try {
    run(argv[1], argc > 2 ? std::atoi(argv[2]) : 5, argc > 3 ? std::atoi(argv[3]) : 0);
    return 0;
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return exit_code(error.kind());
  }
}
