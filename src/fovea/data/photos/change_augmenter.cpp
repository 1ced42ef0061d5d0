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

std::size_t count_of(const std::vector<ParameterField>& fields) {
  std::size_t count = 0;
  for (const ParameterField& field : fields) count += static_cast<std::size_t>(field.count);
  return count;
}

/// The numbers of all fields, by their names.
std::vector<float> numbers_in(const Json& parameters, const std::vector<ParameterField>& fields) {
  for (const ParameterField& field : fields)
    if (parameters.find(field.name) == nullptr)
      fail(ErrorKind::usage, who + ": the parameter '" + field.name + "' is missing. Give all that were drawn.");
  std::vector<float> numbers(count_of(fields));
  impose_numbers(parameters, fields, numbers, who);
  return numbers;
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

std::span<const float> ChangeAugmenter::draw(std::size_t stage, const PhotoMoment& moment) const {
  thread_local std::vector<float> kept;
  const std::span<float> numbers = scratch_of(stages_[stage].count, kept);
  PictureDraws draws(key_of(apart(moment, 2 * stage)), 0);
  stages_[stage].change.draw(draws, shape_, numbers);
  return numbers;
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

void ChangeAugmenter::apply(const std::byte* pixels, float* changed, const PictureRows& pictures,
                            const PhotoMoment& moment) const {
  change(0, pixels, changed, pictures.dtype(), draw(0, moment));
}

std::vector<float> ChangeAugmenter::draw_mixing(std::size_t stage, std::size_t count,
                                                const PhotoMoment& moment) const {
  const BatchMixing& mixing = *stages_[stage - 1].mixing;
  const auto pictures = static_cast<std::int64_t>(count);
  std::vector<float> numbers(count_of(mixing.parameters(pictures)));
  Random random(key_of(apart(moment, 2 * stage - 1)));
  mixing.draw(random, pictures, shape_, numbers);
  return numbers;
}

void ChangeAugmenter::mix(const BatchMixing& mixing, const MadeBatch& batch, std::span<const float> numbers) const {
  thread_local std::vector<float> before;
  const auto count = static_cast<std::int64_t>(batch.rows.size());
  const auto copied = [&](const float* values, std::int64_t length) {
    before.assign(values, values + length);
    return before.data();
  };
  mixing.mix(copied(batch.pictures, count * shape_.elements()), batch.pictures, count, shape_, numbers);
  if (mixing.mixes_labels() && batch.labels != nullptr)
    mixing.mix_labels(copied(batch.labels, count * batch.classes), batch.labels, count, shape_, batch.classes,
                      numbers);
}

template <class OfBatch, class OfPicture>
void ChangeAugmenter::finish_by(const MadeBatch& batch, const OfBatch& of_batch, const OfPicture& of_picture) const {
  thread_local std::vector<float> before;
  for (std::size_t stage = 1; stage < stages_.size(); ++stage) {
    mix(*stages_[stage - 1].mixing, batch, of_batch(stage));
    if (stages_[stage].change.changes().empty()) continue;
    float* picture = batch.pictures;
    for (std::size_t place = 0; place < batch.rows.size(); ++place, picture += shape_.elements()) {
      before.assign(picture, picture + shape_.elements());
      change(stage, reinterpret_cast<const std::byte*>(before.data()), picture, DType::f32, of_picture(stage, place));
    }
  }
}

void ChangeAugmenter::finish(const MadeBatch& batch, const PhotoMoment& moment) const {
  finish_by(
      batch, [&](std::size_t stage) { return draw_mixing(stage, batch.rows.size(), moment); },
      [&](std::size_t stage, std::size_t place) {
        return draw(stage, {moment.seed, moment.pass, batch.rows[place]});
      });
}

Json ChangeAugmenter::drawn(const PictureRows& /*pictures*/, const PhotoMoment& moment) const {
  return named_numbers(stages_[0].change.parameters(shape_), draw(0, moment));
}

void ChangeAugmenter::impose(const std::byte* pixels, float* changed, const PictureRows& pictures,
                             const Json& parameters) const {
  change(0, pixels, changed, pictures.dtype(), numbers_in(parameters, stages_[0].change.parameters(shape_)));
}

Json ChangeAugmenter::drawn_finish(std::span<const std::int64_t> rows, const PhotoMoment& moment) const {
  Json list = Json::list();
  for (std::size_t stage = 1; stage < stages_.size(); ++stage) {
    const auto fields = stages_[stage - 1].mixing->parameters(static_cast<std::int64_t>(rows.size()));
    Json pictures = Json::list();
    for (const std::int64_t row : rows)
      pictures.push_back(
          named_numbers(stages_[stage].change.parameters(shape_), draw(stage, {moment.seed, moment.pass, row})));
    list.push_back(Json::Object{{"batch", named_numbers(fields, draw_mixing(stage, rows.size(), moment))},
                                {"pictures", pictures}});
  }
  return finishes_batches() ? list : Json();
}

void ChangeAugmenter::impose_finish(const MadeBatch& batch, const Json& parameters) const {
  if (parameters.as_list().size() != stages_.size() - 1)
    fail(ErrorKind::usage, who + ": pictures of a batch are mixed " + std::to_string(stages_.size() - 1) +
                               " times. Received numbers for " + std::to_string(parameters.as_list().size()) + ".");
  for (const Json& stage : parameters.as_list())
    if (stage.at("pictures").as_list().size() != batch.rows.size())
      fail(ErrorKind::usage, who + ": the batch has " + std::to_string(batch.rows.size()) +
                                 " pictures. Received numbers for " +
                                 std::to_string(stage.at("pictures").as_list().size()) + " after it is mixed.");
  const auto given = [&](std::size_t stage) -> const Json& { return parameters.as_list()[stage - 1]; };
  finish_by(
      batch,
      [&](std::size_t stage) {
        return numbers_in(given(stage).at("batch"),
                          stages_[stage - 1].mixing->parameters(static_cast<std::int64_t>(batch.rows.size())));
      },
      [&](std::size_t stage, std::size_t place) {
        return numbers_in(given(stage).at("pictures").as_list()[place], stages_[stage].change.parameters(shape_));
      });
}

}  // namespace fovea
