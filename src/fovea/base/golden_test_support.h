#pragma once
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <string>

#include "fovea/base/array.h"
#include "fovea/base/file.h"
#include "fovea/base/json.h"

/// Reads the outputs of real Keras in tests/golden and compares with them.
namespace fovea {

/// The cases of a document of tests/golden: golden_cases(FOVEA_SOURCE_DIR, "losses.json").
inline Json::List golden_cases(const std::filesystem::path& source_dir, const std::string& name,
                               const std::string& member = "cases") {
  const std::filesystem::path path = source_dir / "tests/golden" / name;
  return Json::parse(read_file(path), path.string()).at(member).as_list();
}

/// {"shape", "data", "dtype"}: float32 unless it says otherwise.
inline Array golden_array(const Json& json) {
  Shape shape;
  for (const Json& dim : json.at("shape").as_list()) shape.push_back(dim.as_int());
  Array array(shape, DType::f64);
  const auto& data = json.at("data").as_list();
  EXPECT_EQ(static_cast<std::int64_t>(data.size()), array.size());
  for (std::size_t i = 0; i < data.size(); ++i) array.values<double>()[i] = data[i].as_double();
  const Json* dtype = json.find("dtype");
  return array.cast(dtype == nullptr ? DType::f32 : dtype_from_string(dtype->as_string()));
}

/// A list of them.
inline std::vector<Array> golden_arrays(const Json& list) {
  std::vector<Array> arrays;
  for (const Json& array : list.as_list()) arrays.push_back(golden_array(array));
  return arrays;
}

/// Fails where |received - expected| > absolute + relative * |expected|; NaN equals NaN, infinities must agree.
inline void expect_close(const Array& received, const Array& expected, double relative, double absolute) {
  ASSERT_EQ(to_string(received.shape()), to_string(expected.shape()));
  const Array a = received.cast(DType::f64), b = expected.cast(DType::f64);
  for (std::size_t i = 0; i < b.values<double>().size(); ++i) {
    const double is = a.values<double>()[i], should = b.values<double>()[i];
    if (is == should || (std::isnan(is) && std::isnan(should))) continue;
    ASSERT_TRUE(std::abs(is - should) <= absolute + relative * std::abs(should))
        << "element " << i << ": " << is << " instead of " << should;
  }
}

/// Fails where `received` lacks a member of `expected`, has another value of it one more, or
/// another order; 1 equals 1.0.
inline void expect_same_config(const Json& received, const Json& expected, const std::string& where = "config") {
  if (expected.is_number() && received.is_number()) {
    EXPECT_EQ(received.as_double(), expected.as_double()) << where;
  } else if (expected.is_object() && received.is_object()) {
    std::vector<std::string> keys, wanted;
    for (const auto& [key, value] : received.as_object()) keys.push_back(key);
    for (const auto& [key, value] : expected.as_object()) wanted.push_back(key);
    ASSERT_EQ(keys, wanted) << where;
    for (const std::string& key : keys) expect_same_config(received.at(key), expected.at(key), where + "." + key);
  } else if (expected.is_list() && received.is_list() && expected.as_list().size() == received.as_list().size()) {
    for (std::size_t i = 0; i < expected.as_list().size(); ++i)
      expect_same_config(received.as_list()[i], expected.as_list()[i], where + "[" + std::to_string(i) + "]");
  } else {
    EXPECT_EQ(received.dump(), expected.dump()) << where;
  }
}

}  // namespace fovea
