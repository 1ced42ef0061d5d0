#include <algorithm>
#include <cmath>
#include <map>

#include "fovea/base/file.h"
#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea::testing {

const Json::List& golden_cases(const std::string& name) {
  static std::map<std::string, Json> documents;
  Json& document = documents[name];
  if (document.is_null())
    document = Json::parse(read_file(std::string(FOVEA_SOURCE_DIR) + "/tests/golden/" + name + ".json"), name);
  return document.at("cases").as_list();
}

Array golden_array(const Json& json) {
  Shape shape;
  for (const Json& dim : json.at("shape").as_list()) shape.push_back(dim.as_int());
  std::vector<float> values;
  for (const Json& value : json.at("data").as_list()) values.push_back(static_cast<float>(value.as_double()));
  return Array::of<float>(values, shape);
}

Array filled(const Shape& shape, float number) {
  Array array(shape);
  std::ranges::fill(array.values<float>(), number);
  return array;
}

Spread spread_of(const Array& values) {
  Spread spread;
  const auto count = static_cast<double>(values.size());
  for (float v : values.values<float>()) spread.mean += v / count;
  for (float v : values.values<float>()) spread.variance += (v - spread.mean) * (v - spread.mean) / count;
  return spread;
}

bool same_config(const Json& actual, const Json& expected, std::vector<std::string>* extra) {
  if (actual.is_number() && expected.is_number()) return actual.as_double() == expected.as_double();
  if (actual.is_list() && expected.is_list()) {
    const auto &a = actual.as_list(), &b = expected.as_list();
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (!same_config(a[i], b[i], extra)) return false;
    return true;
  }
  if (!actual.is_object() || !expected.is_object()) return actual == expected;
  for (const auto& [key, value] : expected.as_object())
    if (key == "build_config")
      continue;  // stands in the node of a layer that was built
    else if (actual.find(key) == nullptr || !same_config(actual.at(key), value, extra))
      return false;
  for (const auto& [key, value] : actual.as_object())
    if (expected.find(key) == nullptr) extra->push_back(key);
  return true;
}

void expect_near(const Array& actual, const Array& expected, double relative, double absolute,
                 const std::string& what) {
  ASSERT_EQ(to_string(actual.shape()), to_string(expected.shape())) << what;
  const Array a = actual.cast(DType::f64), b = expected.cast(DType::f64);
  for (std::size_t i = 0; i < a.values<double>().size(); ++i) {
    const double now = a.values<double>()[i], want = b.values<double>()[i];
    ASSERT_LE(std::abs(now - want), absolute + relative * std::abs(want))
        << what << ", element " << i << ": " << now << " instead of " << want;
  }
}

}  // namespace fovea::testing
