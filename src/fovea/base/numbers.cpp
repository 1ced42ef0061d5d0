#include "fovea/base/numbers.h"

#include "fovea/base/error.h"

namespace fovea {
namespace {

Json write(const Shape& shape, int axis, bool integers, const double*& next) {
  if (axis == shape.rank()) {
    const double number = *next++;
    return integers ? Json(static_cast<std::int64_t>(number)) : Json(number);
  }
  Json list = Json::list();
  for (std::int64_t i = 0; i < shape[axis]; ++i) list.push_back(write(shape, axis + 1, integers, next));
  return list;
}

void read(const Json& json, const Shape& shape, int axis, std::vector<double>& values) {
  if (axis == shape.rank()) return values.push_back(json.as_double());
  if (static_cast<std::int64_t>(json.as_list().size()) != shape[axis])
    fail(ErrorKind::usage, "lists within a list must be equally long. Received " + json.dump() + ".");
  for (const Json& item : json.as_list()) read(item, shape, axis + 1, values);
}

}  // namespace

Numbers Numbers::as_integers() const {
  Numbers numbers = *this;
  numbers.integers_ = true;
  return numbers;
}

Json to_json(const Numbers& numbers) {
  const double* next = numbers.values_.data();
  return numbers.set_ ? write(numbers.shape_, 0, numbers.integers_, next) : Json();
}

void from_json(const Json& json, Numbers& numbers) {
  if (json.is_object() && (json.at("class_name") == Json("__numpy__") || json.at("class_name") == Json("__tensor__")))
    return from_json(json.at("config").at("value"), numbers);
  numbers = Numbers();
  numbers.set_ = !json.is_null();
  if (!numbers.set_) return;
  for (const Json* item = &json; item->is_list(); item = &item->as_list()[0]) {
    numbers.shape_.push_back(static_cast<std::int64_t>(item->as_list().size()));
    if (item->as_list().empty()) return;
  }
  read(json, numbers.shape_, 0, numbers.values_);
}

}  // namespace fovea
