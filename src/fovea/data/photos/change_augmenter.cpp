#include "fovea/data/photos/change_augmenter.h"

#include <algorithm>

#include "fovea/base/error.h"
#include "fovea/base/text.h"
#include "fovea/kernels/image/named_numbers.h"

namespace fovea {
namespace {

const std::string who = "augmentation";

std::span<float> scratch_of(std::size_t floats, std::vector<float>& kept) {
  if (kept.size() < floats) kept.resize(floats);
  return {kept.data(), floats};
}

}  // namespace

ChangeAugmenter::ChangeAugmenter(std::vector<PictureChangePtr> changes, const Shape& picture)
    : change_(std::move(changes)),
      shape_{picture[0], picture[1], picture[2]},
      count_(static_cast<std::size_t>(change_.count(shape_))),
      scratch_floats_(static_cast<std::size_t>(change_.scratch_floats(shape_))) {
  if (const std::string_view lacks = change_.lacks(shape_); !lacks.empty())
    fail(ErrorKind::shape,
         who + ": needs pictures of " + std::string(lacks) + ". Received " + to_string(picture) + ".");
  if (const PictureShape to = change_.output(shape_); to != shape_)
    fail(ErrorKind::shape, who + ": pictures of a batch keep their size, and these changes make " +
                               to_string(Shape{to.height, to.width, to.channels}) + " of " + to_string(picture) +
                               ". Put layers that change the size into the model.");
}

void ChangeAugmenter::change(const std::byte* pixels, float* changed, DType dtype,
                             std::span<const float> numbers) const {
  thread_local std::vector<float> kept;
  float* scratch = scratch_of(scratch_floats_, kept).data();
  if (dtype == DType::u8)
    change_.apply(reinterpret_cast<const std::uint8_t*>(pixels), changed, shape_, numbers, scratch);
  else
    change_.apply(reinterpret_cast<const float*>(pixels), changed, shape_, numbers, scratch);
}

void ChangeAugmenter::apply(const std::byte* pixels, float* changed, const PictureRows& pictures,
                            const PhotoMoment& moment) const {
  thread_local std::vector<float> kept;
  const std::span<float> numbers = scratch_of(count_, kept);
  PictureDraws draws(key_of(moment), 0);
  change_.draw(draws, shape_, numbers);
  change(pixels, changed, pictures.dtype(), numbers);
}

Json ChangeAugmenter::drawn(const PictureRows& /*pictures*/, const PhotoMoment& moment) const {
  std::vector<float> numbers(count_);
  PictureDraws draws(key_of(moment), 0);
  change_.draw(draws, shape_, numbers);
  return named_numbers(change_.parameters(shape_), numbers);
}

void ChangeAugmenter::impose(const std::byte* pixels, float* changed, const PictureRows& pictures,
                             const Json& parameters) const {
  std::vector<float> numbers;
  std::vector<std::string> names;
  for (const ParameterField& field : change_.parameters(shape_)) {
    names.push_back(field.name);
    const Json* given = parameters.find(field.name);
    if (given == nullptr)
      fail(ErrorKind::usage, who + ": the parameter '" + field.name + "' is missing. Give all that were drawn.");
    const Json::List values = given->is_list() ? given->as_list() : Json::List{*given};
    if (static_cast<std::int64_t>(values.size()) != field.count)
      fail(ErrorKind::usage, who + ": '" + field.name + "' takes " + std::to_string(field.count) +
                                 " numbers. Received " + std::to_string(values.size()) + ".");
    for (const Json& value : values) numbers.push_back(static_cast<float>(value.as_double()));
  }
  for (const auto& [name, value] : parameters.as_object())
    if (std::ranges::find(names, name) == names.end())
      fail(ErrorKind::usage,
           who + ": nothing is drawn as '" + name + "'. " + suggest(name, {names.begin(), names.end()}));
  change(pixels, changed, pictures.dtype(), numbers);
}

}  // namespace fovea
