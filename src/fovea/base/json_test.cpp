#include "fovea/base/json.h"

#include <chrono>
#include <limits>

#include "fovea/base/test_support.h"

namespace fovea {
namespace {

TEST(Json, KeepsTheOrderOfKeys) {
  const std::string text = R"({"z":1,"a":[true,null,"x"],"m":{"b":1,"a":2}})";
  EXPECT_EQ(Json::parse(text, "t").dump(), text);
}

TEST(Json, IntegersStayApartFromReals) {
  const Json list = Json::parse("[1, 1.0, -9223372036854775808, 18446744073709551615, 1e3]", "t");
  EXPECT_TRUE(list.as_list()[0].is_int());
  EXPECT_FALSE(list.as_list()[1].is_int());
  EXPECT_EQ(list.as_list()[2].as_int(), INT64_MIN);
  EXPECT_FALSE(list.as_list()[3].is_int());
  EXPECT_EQ(list.as_list()[4].as_int(), 1000);
  EXPECT_EQ(list.dump(), "[1,1.0,-9223372036854775808,1.8446744073709552e+19,1000.0]");
}

TEST(Json, RealsKeepAllDigits) {
  for (const double value : {0.1, 1.0 / 3, 1e-7, 5e-324, 1.7976931348623157e308})
    EXPECT_EQ(Json::parse(Json(value).dump(), "t").as_double(), value);
}

TEST(Json, AnIntegralRealMayStandForAnInteger) {
  EXPECT_EQ(Json(2.0).as_int(), 2);
  const std::string text = error_of(ErrorKind::format, [] { Json(2.5).as_int(); });
  EXPECT_NE(text.find("Expected an integer. Received a number: 2.5"), std::string::npos) << text;
}

TEST(Json, AWrongKindNamesBoth) {
  EXPECT_EQ(error_of(ErrorKind::format, [] { Json("x").as_list(); }), "Expected a list. Received a string: \"x\"");
  EXPECT_EQ(error_of(ErrorKind::format, [] { Json().as_list(); }), "Expected a list. Received null.");
  error_of(ErrorKind::format, [] { Json().as_bool(); });
  error_of(ErrorKind::format, [] { Json(1).as_bool(); });
  error_of(ErrorKind::format, [] { Json(true).as_int(); });
  error_of(ErrorKind::format, [] { Json("1").as_double(); });
  error_of(ErrorKind::format, [] { Json(1).as_string(); });
  error_of(ErrorKind::format, [] { Json::list().as_object(); });
}

TEST(Json, MembersAreFoundMadeAndErased) {
  Json node;
  node["a"]["b"] = 1;
  node["c"].push_back(2);
  EXPECT_EQ(node.dump(), R"({"a":{"b":1},"c":[2]})");
  EXPECT_EQ(node.find("x"), nullptr);
  EXPECT_EQ(Json(1).find("x"), nullptr);
  EXPECT_NE(error_of(ErrorKind::format, [&] { node.at("x"); }).find("'x'"), std::string::npos);
  error_of(ErrorKind::format, [&] { node["c"]["x"]; });
  error_of(ErrorKind::format, [&] { node.push_back(1); });
  node.erase("a");
  EXPECT_EQ(node.dump(), R"({"c":[2]})");
}

TEST(Json, TheLastOfEqualKeysCounts) {
  EXPECT_EQ(Json::parse(R"({"a":1,"b":2,"a":3})", "t").dump(), R"({"a":3,"b":2})");
}

TEST(Json, SyntaxErrorsNameTheTextAndThePlace) {
  const std::string text = error_of(ErrorKind::format, [] { Json::parse("{\"a\": 1,\n  oops}", "config.json"); });
  EXPECT_TRUE(text.starts_with("config.json: not valid JSON at line 2, column 3")) << text;
  for (const char* bad : {"", "{", "[1,]", "{\"a\"}", "1 2", "nul", "\"\xFF\"", "1e999", "'a'"})
    error_of(ErrorKind::format, [&] { Json::parse(bad, "t"); });
}

TEST(Json, DepthIsLimitedBeforeTheStackIs) {
  const std::string bomb(1'000'000, '[');
  EXPECT_NE(
      error_of(ErrorKind::format, [&] { Json::parse(bomb, "t"); }).find("the limit is 64; --limit json_depth=N"),
      std::string::npos);
  std::string objects;
  for (int i = 0; i < 65; ++i) objects += "{\"a\":";
  EXPECT_NE(
      error_of(ErrorKind::format, [&] { Json::parse(objects, "t"); }).find("the limit is 64; --limit json_depth=N"),
      std::string::npos);
  const std::string allowed = std::string(64, '[') + std::string(64, ']');
  EXPECT_EQ(Json::parse(allowed, "t").dump(), allowed);
}

TEST(Json, TextsOver16MiBAreRefused) {
  const std::string large((std::size_t{16} << 20) + 1, ' ');
  EXPECT_NE(error_of(ErrorKind::format, [&] { Json::parse(large, "t"); })
                .find("the limit is 16777216; --limit json_bytes=N"),
            std::string::npos);
}

TEST(Json, ManyKeysCostLinearTime) {
  std::string text = "{";
  for (int i = 0; i < 200'000; ++i) text += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":0";
  text += "}";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Json::parse(text, "t").dump(), text);
  // Searching all members for each takes over a minute.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(Json, InvalidUtf8IsReplacedWhenWritten) {
  EXPECT_EQ(Json("a\xFF"
                 "b")
                .dump(),
            "\"a\xEF\xBF\xBD"
            "b\"");
}

TEST(Json, IndentedTextReadsBack) {
  const Json value = Json::parse(R"({"a":[1,2],"b":{}})", "t");
  EXPECT_NE(value.dump(2).find("\n  \"a\""), std::string::npos);
  EXPECT_EQ(Json::parse(value.dump(2), "t"), value);
}

}  // namespace
}  // namespace fovea
