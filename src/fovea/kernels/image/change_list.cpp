#include "fovea/kernels/image/change_list.h"

#include <algorithm>

namespace fovea {

template <class Visit>
PictureShape ChangeList::each(PictureShape shape, Visit&& visit) const {
  for (std::size_t i = 0; i < changes_.size(); ++i) {
    visit(*changes_[i], shape, i);
    shape = changes_[i]->output(shape);
  }
  return shape;
}

std::vector<ParameterField> ChangeList::parameters(const PictureShape& shape) const {
  std::vector<ParameterField> fields;
  each(shape, [&](const PictureChange& change, const PictureShape& now, std::size_t i) {
    for (const ParameterField& field : change.parameters(now))
      fields.push_back({std::to_string(i) + "." + field.name, field.count});
  });
  return fields;
}

std::int64_t ChangeList::count(const PictureShape& shape) const noexcept {
  std::int64_t count = 0;
  each(shape, [&](const PictureChange& change, const PictureShape& now, std::size_t) { count += change.count(now); });
  return count;
}

void ChangeList::draw(PictureDraws& draws, const PictureShape& shape, std::span<float> numbers) const noexcept {
  each(shape, [&](const PictureChange& change, const PictureShape& now, std::size_t) {
    const auto count = static_cast<std::size_t>(change.count(now));
    change.draw(draws, now, numbers.first(count));
    numbers = numbers.subspan(count);
  });
}

PictureShape ChangeList::output(const PictureShape& shape) const {
  return each(shape, [](const PictureChange&, const PictureShape&, std::size_t) {});
}

std::string_view ChangeList::lacks(const PictureShape& shape) const {
  std::string_view missing;
  each(shape, [&](const PictureChange& change, const PictureShape& now, std::size_t) {
    if (missing.empty()) missing = change.lacks(now);
  });
  return missing;
}

std::int64_t ChangeList::most_elements(const PictureShape& shape) const {
  std::int64_t most = output(shape).elements();
  each(shape,
       [&](const PictureChange&, const PictureShape& now, std::size_t) { most = std::max(most, now.elements()); });
  return most;
}

std::int64_t ChangeList::most_scratch(const PictureShape& shape) const {
  std::int64_t most = 0;
  each(shape, [&](const PictureChange& change, const PictureShape& now, std::size_t) {
    most = std::max(most, change.scratch_floats(now));
  });
  return most;
}

namespace {

class Sequence final : public ChangeList {
 public:
  using ChangeList::ChangeList;

  void apply(const float* in, float* out, const PictureShape& shape, std::span<const float> numbers,
             float* scratch) const noexcept override {
    if (changes().empty()) std::copy_n(in, shape.elements(), out);
    const std::int64_t room = most_elements(shape);
    PictureShape now = shape;
    for (std::size_t i = 0; i < changes().size(); ++i) {
      const PictureChange& change = *changes()[i];
      const auto count = static_cast<std::size_t>(change.count(now));
      float* to = i + 1 == changes().size() ? out : scratch + (i % 2 == 0 ? 0 : room);
      change.apply(in, to, now, numbers.first(count), scratch + 2 * room);
      numbers = numbers.subspan(count);
      now = change.output(now);
      in = to;
    }
  }
  std::int64_t scratch_floats(const PictureShape& shape) const override {
    return 2 * most_elements(shape) + most_scratch(shape);
  }
};

}  // namespace

PictureChangePtr in_sequence(std::vector<PictureChangePtr> changes) {
  return std::make_shared<Sequence>(std::move(changes));
}

}  // namespace fovea
