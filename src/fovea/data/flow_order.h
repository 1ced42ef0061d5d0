#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "fovea/base/fields.h"
#include "fovea/data/numpy_random.h"

namespace fovea {

/// How a program takes batches from Keras' iterator, on which its random numbers depend.
enum class FlowCalls : std::uint8_t {
  indexed,  ///< batches[0], batches[1], ..., then on_epoch_end()
  next,     ///< next(batches)
  fit  ///< Model.fit() of Keras 3 on TensorFlow: by index, but it looks at the first two batches before the first epoch
};

struct FlowOptions {
  ByName by_name = ByName();
  std::int64_t count = 0;  ///< samples
  std::int64_t batch_size = 32;
  bool shuffle = true;
  std::int64_t seed = 0;
  FlowCalls calls = FlowCalls::indexed;
};

/// The order of samples in ImageDataGenerator.flow() and flow_from_directory(), and the state of numpy's random numbers
/// at each batch: what one thread of Keras gives for a seed. Any step can be asked for at any time.
/// Keras seeds numpy with seed + (batches asked for so far) at each batch. The first permutation is drawn after the first
/// seeding; later ones, when batches are asked for by index, go on where the last batch's pictures left off.
/// Not followed: without a seed Keras takes what numpy's numbers happen to be; Model.fit(shuffle=True) also shuffles the
/// steps, with Python's own random numbers; save_to_dir draws the names of files there.
/// Errors   usage: no samples, a batch of none, a seed that numpy cannot take
/// Source   keras/src/legacy/preprocessing/image.py Iterator, 3.15
class FlowOrder {
 public:
  /// draw_picture takes from the numbers what is drawn for one picture (ImageDataGenerator::get_random_transform).
  FlowOrder(const FlowOptions& options, std::function<void(NumpyRandom&)> draw_picture);

  /// Batches an epoch; the last may be smaller.
  std::int64_t batches() const;
  /// The samples of an epoch in order, counted from 0: batch b has the places b * batch_size and on.
  std::vector<std::int64_t> epoch_order(std::int64_t epoch) const;
  /// The numbers from which a batch's pictures are drawn, one after the other.
  NumpyRandom batch_random(std::int64_t epoch, std::int64_t batch) const;

 private:
  std::int64_t looked_at() const;
  std::int64_t asked_before(std::int64_t epoch) const;
  std::vector<std::int64_t> permutation_after(std::int64_t asked, std::int64_t batch) const;

  FlowOptions options_;
  std::function<void(NumpyRandom&)> draw_picture_;
};

}  // namespace fovea
