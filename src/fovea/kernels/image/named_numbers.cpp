#include "fovea/kernels/image/named_numbers.h"

#include <algorithm>
#include <cmath>

#include "fovea/base/error.h"
#include "fovea/base/text.h"

namespace fovea {

Json named_numbers(const std::vector<ParameterField>& fields, std::span<const float> numbers) {
  Json::Object named;
  for (const ParameterField& field : fields) {
    const auto own = numbers.first(static_cast<std::size_t>(field.count));
    Json::List list;
    for (const float number : own) list.emplace_back(static_cast<double>(number));
    named.emplace_back(field.name, field.count == 1 ? list[0] : Json(list));
    numbers = numbers.subspan(own.size());
  }
  return Json(named);
}

void impose_numbers(const Json& given, const std::vector<ParameterField>& fields, std::span<float> numbers,
                    const std::string& who) {
  std::vector<std::string> names;
  for (const ParameterField& field : fields) names.push_back(field.name);
  for (const auto& [name, value] : given.as_object()) {
    const auto field = std::ranges::find(fields, name, &ParameterField::name);
    if (field == fields.end())
      fail(ErrorKind::usage, who + ": no number is called '" + name + "'. " + suggest(name, names));
    std::int64_t first = 0;
    for (auto before = fields.begin(); before != field; ++before) first += before->count;
    const Json::List list = value.is_list() ? value.as_list() : Json::List{value};
    const bool fits =
        static_cast<std::int64_t>(list.size()) == field->count && std::ranges::all_of(list, [](const Json& v) {
          return v.is_number() && std::isfinite(static_cast<float>(v.as_double()));
        });
    if (!fits)
      fail(ErrorKind::usage, who + ": '" + name + "' is " + std::to_string(field->count) +
                                 (field->count == 1 ? " number" : " numbers") + ". Received " +
                                 (list.size() > 8 ? std::to_string(list.size()) + " values" : value.dump()) + ".");
    for (std::size_t i = 0; i < list.size(); ++i)
      numbers[static_cast<std::size_t>(first) + i] = static_cast<float>(list[i].as_double());
  }
}

}  // namespace fovea
