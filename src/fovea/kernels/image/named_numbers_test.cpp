#include "fovea/kernels/image/named_numbers.h"

#include "fovea/base/test_support.h"

namespace fovea {
namespace {

const std::vector<ParameterField> fields{{"0.angle"}, {"1.translations", 2}};

std::string refusal(const char* given) {
  return error_of(ErrorKind::usage, [&] {
    std::vector<float> numbers(3);
    impose_numbers(Json::parse(given, "test"), fields, numbers, "p.json");
  });
}

}  // namespace

TEST(NamedNumbers, GoThereAndBack) {
  const std::vector<float> drawn{12.5f, 1, -2.25f};
  const Json named = named_numbers(fields, drawn);
  EXPECT_EQ(named.dump(), R"({"0.angle":12.5,"1.translations":[1.0,-2.25]})");
  std::vector<float> numbers(3, 7.f);
  impose_numbers(named, fields, numbers, "p.json");
  EXPECT_EQ(numbers, drawn);
}

TEST(NamedNumbers, LeaveWhatIsNotGiven) {
  std::vector<float> numbers{1, 2, 3};
  impose_numbers(Json::parse(R"({"1.translations": [8, 9]})", "test"), fields, numbers, "p.json");
  EXPECT_EQ(numbers, (std::vector<float>{1, 8, 9}));
}

TEST(NamedNumbers, RefuseWhatDoesNotFit) {
  EXPECT_NE(refusal(R"({"0.angel": 1})").find("p.json: no number is called '0.angel'. Did you mean"),
            std::string::npos);
  EXPECT_EQ(refusal(R"({"1.translations": [1, 2, 3]})"), "p.json: '1.translations' is 2 numbers. Received [1,2,3].");
  EXPECT_EQ(refusal(R"({"0.angle": "much"})"), "p.json: '0.angle' is 1 number. Received \"much\".");
}

}  // namespace fovea
