#include "fovea/data/photos/change_augmenter.h"

#include <algorithm>

#include "fovea/base/error.h"
#include "fovea/kernels/image/named_numbers.h"

namespace fovea {
namespace {

const std::string who = "augmentation";

std::span<float> scratch_of(std::size_t floats, std::vector<float>& kept) {
  if (kept.size() < floats) kept.resize(floats);
  return {kept.data(), floats};
}

/// What is drawn at one stage knows nothing of what is drawn at another.
PhotoMoment apart(PhotoMoment moment, std::size_t stage) {
  moment.seed ^= static_cast<std::uint64_t>(stage) * 0x9E3779B97F4A7C15u;
  return moment;
}

}  // namespace

ChangeAugmenter::ChangeAugmenter(std::vector<PictureChangePtr> changes, const Shape& picture)
    : ChangeAugmenter(std::vector<AugmentationStage>{{std::move(changes), nullptr}}, picture) {}

ChangeAugmenter::ChangeAugmenter(std::vector<AugmentationStage> stages, const Shape& picture)
    : shape_{picture[0], picture[1], picture[2]} {
  for (AugmentationStage& stage : stages) {
    FusedChange change(std::move(stage.changes));
    if (const std::string_view lacks = change.lacks(shape_); !lacks.empty())
      fail(ErrorKind::shape,
           who + ": needs pictures of " + std::string(lacks) + ". Received " + to_string(picture) + ".");
    if (const PictureShape to = change.output(shape_); to != shape_)
      fail(ErrorKind::shape, who + ": pictures of a batch keep their size, and these changes make " +
                                 to_string(Shape{to.height, to.width, to.channels}) + " of " + to_string(picture) +
                                 ". Put layers that change the size into the model.");
    const auto count = static_cast<std::size_t>(change.count(shape_)),
               scratch = static_cast<std::size_t>(change.scratch_floats(shape_));
    stages_.push_back({std::move(change), std::move(stage.mixing), count, scratch});
  }
}

bool ChangeAugmenter::mixes_labels() const {
  return std::ranges::any_of(stages_,
                             [](const Stage& stage) { return stage.mixing && stage.mixing->mixes_labels(); });
}

void ChangeAugmenter::draw(std::size_t stage, const PhotoMoment& moment, std::span<float> numbers) const {
  PictureDraws draws(key_of(apart(moment, 2 * stage)), 0);
  stages_[stage].change.draw(draws, shape_, numbers);
}

void ChangeAugmenter::change(std::size_t stage, const std::byte* pixels, float* changed, DType dtype,
                             std::span<const float> numbers) const {
  thread_local std::vector<float> kept;
  const Stage& now = stages_[stage];
  float* scratch = scratch_of(now.scratch_floats, kept).data();
  if (dtype == DType::u8)
    now.change.apply(reinterpret_cast<const std::uint8_t*>(pixels), changed, shape_, numbers, scratch);
  else
    now.change.apply(reinterpret_cast<const float*>(pixels), changed, shape_, numbers, scratch);
}

void ChangeAugmenter::draw_and_change(std::size_t stage, const std::byte* pixels, float* changed, DType dtype,
                                      const PhotoMoment& moment) const {
  thread_local std::vector<float> kept;
  const std::span<float> numbers = scratch_of(stages_[stage].count, kept);
  draw(stage, moment, numbers);
  change(stage, pixels, changed, dtype, numbers);
}

void ChangeAugmenter::apply(const std::byte* pixels, float* changed, const PictureRows& pictures,
                            const PhotoMoment& moment) const {
  draw_and_change(0, pixels, changed, pictures.dtype(), moment);
}

void ChangeAugmenter::mix(const Stage& stage, const MadeBatch& batch, const PhotoMoment& moment) const {
  thread_local std::vector<float> before;
  const auto count = static_cast<std::int64_t>(batch.rows.size());
  std::size_t drawn = 0;
  for (const ParameterField& field : stage.mixing->parameters(count)) drawn += static_cast<std::size_t>(field.count);
  std::vector<float> numbers(drawn);
  Random random(key_of(moment));
  stage.mixing->draw(random, count, shape_, numbers);
  const auto copied = [&](const float* values, std::int64_t length) {
    before.assign(values, values + length);
    return before.data();
  };
  stage.mixing->mix(copied(batch.pictures, count * shape_.elements()), batch.pictures, count, shape_, numbers);
  if (stage.mixing->mixes_labels() && batch.labels != nullptr)
    stage.mixing->mix_labels(copied(batch.labels, count * batch.classes), batch.labels, count, shape_, batch.classes,
                             numbers);
}

void ChangeAugmenter::finish(const MadeBatch& batch, const PhotoMoment& moment) const {
  thread_local std::vector<float> before;
  for (std::size_t stage = 1; stage < stages_.size(); ++stage) {
    mix(stages_[stage - 1], batch, apart(moment, 2 * stage - 1));
    if (stages_[stage].change.changes().empty()) continue;
    PhotoMoment own = moment;
    float* picture = batch.pictures;
    for (const std::int64_t row : batch.rows) {
      own.row = row;
      before.assign(picture, picture + shape_.elements());
      draw_and_change(stage, reinterpret_cast<const std::byte*>(before.data()), picture, DType::f32, own);
      picture += shape_.elements();
    }
  }
}

Json ChangeAugmenter::drawn(const PictureRows& /*pictures*/, const PhotoMoment& moment) const {
  const Stage& first = stages_.front();
  std::vector<float> numbers(first.count);
  draw(0, moment, numbers);
  return named_numbers(first.change.parameters(shape_), numbers);
}

void ChangeAugmenter::impose(const std::byte* pixels, float* changed, const PictureRows& pictures,
                             const Json& parameters) const {
  const Stage& first = stages_.front();
  const std::vector<ParameterField> fields = first.change.parameters(shape_);
  for (const ParameterField& field : fields)
    if (parameters.find(field.name) == nullptr)
      fail(ErrorKind::usage, who + ": the parameter '" + field.name + "' is missing. Give all that were drawn.");
  std::vector<float> numbers(first.count);
  impose_numbers(parameters, fields, numbers, who);
  change(0, pixels, changed, pictures.dtype(), numbers);
}

}  // namespace fovea
