#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fovea/runtime/image_view.h"

namespace fovea {

struct ClassScore {
  std::int64_t index = 0;
  float probability = 0;
};

struct ClassifierOptions {
  /// Of one prediction. Several pictures are faster classified by several callers of one thread each.
  int threads = 1;
};

/// A trained model that says what a picture shows. Copies share it; any number of threads may ask one at the same time.
///
///     const Classifier clothes = Classifier::load("model.keras");
///     const ClassScore best = clothes.classify({pixels, 28, 28, 0, PixelFormat::gray8});
///     std::puts(clothes.classes()[best.index].c_str());
///
/// Input    pictures of any size: they are converted to the model's channels and size (bilinear, as Keras'
///          image_dataset_from_directory) and scaled as the file says. raw_f32 is given to the model as it is
/// Output   one probability a class. A single unit is the probability of the second of two classes; logits of a loss that
///          was compiled with from_logits=True go through softmax or sigmoid; other values are given as they are
/// Errors   as load_model; unsupported: no weights in the file, several inputs, an output that is no list of classes;
///          usage, shape: a view that is no picture, or none for this model
/// The first picture of a size prepares the model for it, once for each caller at that time; later ones allocate nothing
/// in fovea's own code.
class Classifier {
 public:
  static Classifier load(const std::filesystem::path& path, const ClassifierOptions& options = {});
  /// From a file's bytes, which are not needed any more afterwards; `name` stands for it in errors.
  static Classifier load(std::span<const std::byte> bytes, const std::string& name = "model",
                         const ClassifierOptions& options = {});

  /// Names in the order of the indices; "0", "1", ... where the file has none.
  const std::vector<std::string>& classes() const;
  /// What in the file has no meaning here, or is missing.
  const std::vector<std::string>& warnings() const;

  ClassScore classify(const ImageView& image) const;
  /// Fills `best` with the most probable classes, the best first. Returns how many there are: at most classes().size().
  std::size_t classify(const ImageView& image, std::span<ClassScore> best) const;
  /// Errors   also usage: `probabilities` is not one number a class
  void probabilities(const ImageView& image, std::span<float> probabilities) const;

 private:
  struct State;
  explicit Classifier(std::shared_ptr<State> state) : state_(std::move(state)) {}
  template <class Use>
  void with_probabilities(const ImageView& image, Use use) const;

  std::shared_ptr<State> state_;
};

}  // namespace fovea
