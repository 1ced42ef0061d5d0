#include "fovea/runtime/fovea.h"

#include <algorithm>
#include <new>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/base/version.h"
#include "fovea/runtime/classifier.h"

struct fovea_classifier {
  fovea::Classifier classifier;
  std::string warnings;
};

namespace {

static_assert(FOVEA_RAW_F32 == static_cast<int>(fovea::PixelFormat::raw_f32) &&
              FOVEA_BGRA8 == static_cast<int>(fovea::PixelFormat::bgra8));

thread_local std::string last_error;

fovea_status failed(fovea_status status, const char* text) noexcept {
  try {
    last_error = text;
  } catch (...) {
    last_error.clear();
  }
  return status;
}

/// Runs `work` and turns whatever it throws into a status.
template <class Work>
fovea_status guarded(Work work) noexcept {
  try {
    work();
    return FOVEA_OK;
  } catch (const fovea::Error& error) {
    return failed(static_cast<fovea_status>(fovea::exit_code(error.kind())), error.what());
  } catch (const std::bad_alloc&) {
    return failed(FOVEA_NO_RESOURCES, "Out of memory.");
  } catch (const std::exception& error) {
    return failed(FOVEA_FAILED, error.what());
  } catch (...) {
    return failed(FOVEA_FAILED, "An unknown exception.");
  }
}

void require(const void* pointer, const char* what) {
  if (pointer == nullptr) fovea::fail(fovea::ErrorKind::usage, std::string(what) + " must not be NULL.");
}

fovea::ImageView view_of(const fovea_image* image) {
  require(image, "image");
  if (image->format < FOVEA_GRAY8 || image->format > FOVEA_RAW_F32)
    fovea::fail(fovea::ErrorKind::usage,
                "image: format " + std::to_string(image->format) + " is none of fovea_pixel_format.");
  return {image->pixels, image->width, image->height, image->stride, static_cast<fovea::PixelFormat>(image->format)};
}

template <class Load>
fovea_status load(fovea_classifier** out, Load load) noexcept {
  if (out != nullptr) *out = nullptr;
  return guarded([&] {
    require(out, "classifier");
    fovea::Classifier loaded = load();
    std::string warnings = fovea::join(loaded.warnings(), "\n");
    *out = new fovea_classifier{std::move(loaded), std::move(warnings)};
  });
}

}  // namespace

extern "C" {

const char* fovea_version(void) { return fovea::version.c_str(); }
const char* fovea_error(void) { return last_error.c_str(); }

fovea_status fovea_load(const char* path, fovea_classifier** classifier) {
  return load(classifier, [&] {
    require(path, "path");
    return fovea::Classifier::load(path);
  });
}

fovea_status fovea_load_bytes(const void* bytes, size_t size, const char* name, fovea_classifier** classifier) {
  return load(classifier, [&] {
    require(bytes, "bytes");
    return fovea::Classifier::load({static_cast<const std::byte*>(bytes), size}, name == nullptr ? "model" : name);
  });
}

void fovea_free(fovea_classifier* classifier) { delete classifier; }

size_t fovea_class_count(const fovea_classifier* classifier) {
  return classifier == nullptr ? 0 : classifier->classifier.classes().size();
}

const char* fovea_class_name(const fovea_classifier* classifier, int64_t index) {
  if (index < 0 || static_cast<size_t>(index) >= fovea_class_count(classifier)) return nullptr;
  return classifier->classifier.classes()[static_cast<size_t>(index)].c_str();
}

const char* fovea_warnings(const fovea_classifier* classifier) {
  return classifier == nullptr ? "" : classifier->warnings.c_str();
}

fovea_status fovea_classify(const fovea_classifier* classifier, const fovea_image* image, fovea_score* best,
                            size_t count, size_t* written) {
  return guarded([&] {
    require(classifier, "classifier");
    if (count > 0) require(best, "best");
    thread_local std::vector<fovea::ClassScore> scores;
    scores.resize(std::min(count, fovea_class_count(classifier)));
    classifier->classifier.classify(view_of(image), scores);
    std::ranges::transform(scores, best, [](const fovea::ClassScore& score) {
      return fovea_score{score.index, score.probability};
    });
    if (written != nullptr) *written = scores.size();
  });
}

fovea_status fovea_probabilities(const fovea_classifier* classifier, const fovea_image* image, float* probabilities,
                                 size_t count) {
  return guarded([&] {
    require(classifier, "classifier");
    require(probabilities, "probabilities");
    classifier->classifier.probabilities(view_of(image), {probabilities, count});
  });
}

}  // extern "C"
