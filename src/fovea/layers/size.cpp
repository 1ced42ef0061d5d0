#include "fovea/layers/size.h"

#include <cctype>

namespace fovea {

Json to_json(const Shape& shape) {
  Json list = Json::list();
  for (auto dim : shape) list.push_back(dim == None ? Json() : Json(dim));
  return list;
}

void from_json(const Json& json, Shape& shape) {
  shape = Shape();
  for (const Json& dim : json.as_list()) shape.push_back(dim.is_null() ? None : dim.as_int());
}

PaddingMode::PaddingMode(const std::string& name) : value_(Padding::valid) {
  if (name == "same")
    value_ = Padding::same;
  else if (name != "valid")
    fail(ErrorKind::usage, "padding is 'valid' or 'same'. Received '" + name + "'.");
}

Json to_json(const PaddingMode& padding) { return padding.same() ? "same" : "valid"; }
void from_json(const Json& json, PaddingMode& padding) {
  std::string name = json.as_string();
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  padding = PaddingMode(name);
}

}  // namespace fovea
