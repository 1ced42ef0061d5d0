#include "fovea/data/photos/keras_flow.h"

#include <algorithm>

namespace fovea {

KerasFlow::KerasFlow(ImageDataGenerator generator, const FlowOptions& flow, const Shape& picture)
    : generator_(std::move(generator)),
      flow_(flow),
      picture_(picture),
      order_(flow, [this](NumpyRandom& random) { generator_.get_random_transform(picture_, random); }) {}

std::shared_ptr<const KerasFlow::Drawn> KerasFlow::draws_of(std::int64_t pass) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::shared_ptr<const Drawn>& known = passes_[pass];
  if (known != nullptr) return known;
  Drawn all(static_cast<std::size_t>(flow_.count));
  const std::vector<std::int64_t> rows = order_.epoch_order(pass);
  for (std::int64_t batch = 0; batch < order_.batches(); ++batch) {
    NumpyRandom random = order_.batch_random(pass, batch);
    const std::int64_t first = batch * flow_.batch_size, end = std::min(first + flow_.batch_size, flow_.count);
    for (std::int64_t place = first; place < end; ++place)
      all[static_cast<std::size_t>(rows[static_cast<std::size_t>(place)])] =
          generator_.get_random_transform(picture_, random);
  }
  const auto made = std::make_shared<const Drawn>(std::move(all));
  known = made;
  // Batches are made ahead, so that two passes may be under way.
  constexpr std::size_t kept = 3;
  if (passes_.size() > kept)
    passes_.erase(passes_.begin()->first == pass ? std::prev(passes_.end()) : passes_.begin());
  return made;
}

void KerasFlow::apply(const std::byte* pixels, float* changed, const PictureRows& pictures,
                      const PhotoMoment& moment) const {
  change(pixels, changed, pictures.dtype(), (*draws_of(moment.pass))[static_cast<std::size_t>(moment.row)]);
}

Json KerasFlow::drawn(const PictureRows& /*pictures*/, const PhotoMoment& moment) const {
  return to_json((*draws_of(moment.pass))[static_cast<std::size_t>(moment.row)]);
}

void KerasFlow::impose(const std::byte* pixels, float* changed, const PictureRows& pictures,
                       const Json& parameters) const {
  TransformParameters given;
  from_json(parameters, given);
  change(pixels, changed, pictures.dtype(), given);
}

void KerasFlow::change(const std::byte* pixels, float* changed, DType dtype,
                       const TransformParameters& parameters) const {
  Array picture(picture_, dtype);
  std::copy_n(pixels, picture.bytes(), picture.raw());
  const Array result = generator_.standardize(generator_.apply_transform(picture, parameters, Compat::keras));
  std::ranges::copy(result.values<float>(), changed);
}

}  // namespace fovea
