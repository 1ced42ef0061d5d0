#include "fovea/layers/size.h"

#include <algorithm>
#include <string_view>

#include "fovea/base/text.h"

namespace fovea {

std::int64_t steps_from_json(const Json& json) {
  constexpr std::int64_t most = std::int64_t{1} << 31;
  const std::int64_t value = json.as_int();
  if (value > most || value < -most)
    fail(ErrorKind::usage, "takes sizes of at most " + std::to_string(most) + ". Received " + json.dump() + ".");
  return value;
}

Json to_json(const Shape& shape) {
  Json list = Json::list();
  for (auto dim : shape) list.push_back(dim == None ? Json() : Json(dim));
  return list;
}

void from_json(const Json& json, Shape& shape) {
  shape = Shape();
  for (const Json& dim : json.as_list()) shape.push_back(dim.is_null() ? None : steps_from_json(dim));
}

namespace {
constexpr std::array<std::string_view, 3> padding_names{"valid", "same", "causal"};
}

template <bool takes_causal>
BasicPaddingMode<takes_causal>::BasicPaddingMode(Padding value) : BasicPaddingMode(to_string(value)) {}

template <bool takes_causal>
BasicPaddingMode<takes_causal>::BasicPaddingMode(const std::string& name) {
  const auto found = std::ranges::find(padding_names, name);
  value_ = static_cast<Padding>(found - padding_names.begin());
  if (found == padding_names.end() || (value_ == Padding::causal && !takes_causal))
    fail(ErrorKind::usage, std::string("padding is ") +
                               (takes_causal ? "'valid', 'same' or 'causal'" : "'valid' or 'same'") + ". Received '" +
                               name + "'.");
}

template <bool takes_causal>
std::string BasicPaddingMode<takes_causal>::lower(const Json& json) {
  return to_lower(json.as_string());
}

template <bool takes_causal>
std::string BasicPaddingMode<takes_causal>::to_string(Padding value) {
  return std::string(padding_names[static_cast<std::size_t>(value)]);
}

template class BasicPaddingMode<false>;
template class BasicPaddingMode<true>;

}  // namespace fovea
