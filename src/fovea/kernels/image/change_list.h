#pragma once
#include "fovea/kernels/image/picture_change.h"

namespace fovea {

/// What several changes draw, one behind the other: their numbers are called "0.angle", "1.factor", ... Each is told the
/// shape that those before it give.
class ChangeList : public PictureChange {
 public:
  explicit ChangeList(std::vector<PictureChangePtr> changes) : changes_(std::move(changes)) {}

  std::vector<ParameterField> parameters(const PictureShape& shape) const override;
  std::int64_t count(const PictureShape& shape) const noexcept override;
  void draw(PictureDraws& draws, const PictureShape& shape, std::span<float> numbers) const noexcept override;
  PictureShape output(const PictureShape& shape) const override;
  std::string_view lacks(const PictureShape& shape) const override;

  const std::vector<PictureChangePtr>& changes() const { return changes_; }

 protected:
  /// Most elements that a picture has on its way.
  std::int64_t most_elements(const PictureShape& shape) const;
  /// Most that any one of them wants.
  std::int64_t most_scratch(const PictureShape& shape) const;

 private:
  /// Calls visit(change, shape, index) one after the other.
  template <class Visit>
  PictureShape each(PictureShape shape, Visit&& visit) const;

  std::vector<PictureChangePtr> changes_;
};

/// Changes one after the other.
PictureChangePtr in_sequence(std::vector<PictureChangePtr> changes);

}  // namespace fovea
