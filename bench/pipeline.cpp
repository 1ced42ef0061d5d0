// Pictures of a folder on their way into batches of 32 of 150x150x3: fovea_bench_pipeline FOLDER [SECONDS [THREADS]]
// One JSON object: pictures a second, and microseconds of processor time a picture, which other programs change less.
#include <time.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "fovea/base/error.h"
#include "fovea/base/json.h"
#include "fovea/data/photos/change_augmenter.h"
#include "fovea/data/photos/generator_augmenter.h"
#include "fovea/data/photos/photo_reader.h"
#include "fovea/kernels/image/plane_changes.h"

namespace {

using namespace fovea;

struct Way {
  bool fast = false, cached = false;
  std::shared_ptr<const PhotoAugmenter> augmenter = {};
};

/// The lesson's.
std::shared_ptr<const PhotoAugmenter> generator() {
  return std::make_shared<GeneratorAugmenter>(ImageDataGenerator({.rotation_range = 20,
                                                                  .width_shift_range = 0.2,
                                                                  .height_shift_range = 0.2,
                                                                  .shear_range = 0.2,
                                                                  .zoom_range = 0.2,
                                                                  .horizontal_flip = true}));
}

/// RandomFlip("horizontal"), RandomRotation(.05), RandomZoom(.2), RandomTranslation(.2, .2), as the peer has them.
std::shared_ptr<const PhotoAugmenter> layers(const Shape& picture) {
  const std::vector<PictureChangePtr> changes{flip(true, false), rotate({-18, 18}, {}), zoom({0.8, 1.2}, {}, {}),
                                              translate({-0.2, 0.2}, {-0.2, 0.2}, {})};
  return std::make_shared<ChangeAugmenter>(changes, picture);
}

double processor_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

Json measured(const PhotoSet& set, const Way& way, double seconds, int threads) {
  auto reader = std::make_shared<PhotoReader>(set.files, PhotoForm{.height = 150, .width = 150, .fast = way.fast});
  std::vector<PhotoRef> photos = set.splits.front().photos;
  Array labels({static_cast<std::int64_t>(photos.size()), 1});
  if (way.cached) reader->cache_in_memory();
  PhotoFeed feed(reader, photos, labels, {},
                 {.batch_size = 32, .shuffle_seed = 1, .threads = threads, .augmenter = way.augmenter});
  const auto warm = way.cached ? feed.batches() + 4 : std::int64_t{4};
  for (std::int64_t i = 0; i < warm; ++i) feed.next();
  const auto begin = std::chrono::steady_clock::now();
  const double processor = processor_seconds();
  for (std::int64_t done = 0;;) {
    done += feed.next().samples();
    const double now = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (now < seconds) continue;
    const auto count = static_cast<double>(done);
    return Json::Object{{"rate", count / now}, {"processor_us", (processor_seconds() - processor) / count * 1e6}};
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2) return std::fprintf(stderr, "usage: fovea_bench_pipeline FOLDER [SECONDS [THREADS]]\n"), 2;
  const double seconds = argc > 2 ? std::atof(argv[2]) : 2;
  const int threads = argc > 3 ? std::atoi(argv[3]) : 0;
  const PhotoSet set = find_photos(open_folder(argv[1]));
  Json rates = Json::object();
  const std::pair<const char*, Way> ways[] = {
      {"exact", {}},
      {"fast", {.fast = true}},
      {"exact, ImageDataGenerator", {.augmenter = generator()}},
      {"fast, ImageDataGenerator", {.fast = true, .augmenter = generator()}},
      {"exact, layers", {.augmenter = layers({150, 150, 3})}},
      {"cached", {.cached = true}},
      {"cached, ImageDataGenerator", {.cached = true, .augmenter = generator()}},
      {"cached, layers", {.cached = true, .augmenter = layers({150, 150, 3})}}};
  for (const auto& [name, way] : ways) rates[name] = measured(set, way, seconds, threads);
  std::puts(rates.dump(2).c_str());
  return 0;
} catch (const fovea::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
