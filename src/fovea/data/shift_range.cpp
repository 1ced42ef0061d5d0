#include "fovea/data/shift_range.h"

#include <algorithm>

#include "fovea/base/fields.h"

namespace fovea {

bool ShiftRange::none() const {
  if (const auto* choices = std::get_if<std::vector<double>>(&form_)) return choices->empty();
  return largest() == 0;
}

double ShiftRange::largest() const {
  if (const double* range = std::get_if<double>(&form_)) return *range;
  if (const auto* pixels = std::get_if<std::int64_t>(&form_)) return static_cast<double>(*pixels);
  const auto& choices = std::get<std::vector<double>>(form_);
  return choices.empty() ? 0 : *std::ranges::max_element(choices);
}

bool ShiftRange::negative() const { return !std::holds_alternative<std::vector<double>>(form_) && !(largest() >= 0); }

Json to_json(const ShiftRange& range) {
  return std::visit([](const auto& form) { return to_json(form); }, range.form_);
}

void from_json(const Json& json, ShiftRange& range) {
  if (json.is_list())
    from_json(json, range.form_.emplace<std::vector<double>>());
  else if (json.is_int())
    range.form_ = json.as_int();
  else
    range.form_ = json.as_double();
}

}  // namespace fovea
