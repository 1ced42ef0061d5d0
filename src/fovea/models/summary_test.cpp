// Summaries against the text that real Keras prints (tests/golden/summary.json).
#include "fovea/models/summary.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "fovea/base/file.h"
#include "fovea/models/config.h"
#include "fovea/models/trainer.h"

namespace fovea {
namespace {

TEST(Summary, EqualsKeras) {
  const std::filesystem::path path = std::filesystem::path(FOVEA_SOURCE_DIR) / "tests/golden/summary.json";
  const Json golden = Json::parse(read_file(path), path.string());
  ASSERT_GT(golden.at("cases").as_list().size(), 15u);
  for (const Json& item : golden.at("cases").as_list()) {
    std::vector<std::string> warnings;
    const Model model = model_from_config(item.at("model"), warnings);
    for (const Json& name : item.at("not_trainable").as_list())
      model.get_layer(name.as_string()).set_trainable(false);
    if (!item.at("compile").is_null()) {
      model.compile({.optimizer = Named<Optimizer>(std::shared_ptr<const Optimizer>(
                         registry<Optimizer>().make(item.at("compile").at("optimizer")))),
                     .loss = "categorical_crossentropy"});
      if (item.at("optimizer_built").as_bool()) {
        Array x(model.input()[0].shape().tail(1).with_front(2)), y(model.output().shape().tail(1).with_front(2));
        model.trainer().prepare(x, y);
      }
    }
    SummaryOptions options{.columns = static_cast<int>(item.at("terminal_columns").as_int())};
    const Json& arguments = item.at("arguments");
    if (const Json* value = arguments.find("style"); value != nullptr) options.style = SummaryStyle::keras2;
    if (const Json* value = arguments.find("line_length")) options.line_length = static_cast<int>(value->as_int());
    if (const Json* value = arguments.find("expand_nested")) options.expand_nested = value->as_bool();
    if (const Json* value = arguments.find("show_trainable")) options.show_trainable = value->as_bool();
    EXPECT_EQ(summary(model, options), item.at("text").as_string()) << item.at("name").as_string();
  }
}

TEST(Summary, CostsAreThoseOfTheOperations) {
  std::vector<std::string> warnings;
  const Json config =
      Json::parse(read_file(std::filesystem::path(FOVEA_SOURCE_DIR) / "tests/golden/summary.json"), "summary.json")
          .at("cases")
          .as_list()[1]
          .at("model");
  const std::string text = summary(model_from_config(config, warnings), {.columns = 120, .memory = true});
  // conv2d: 28*28*9*64 = 451,584; conv2d_1: 12*12*9*64*64 = 5,308,416 (field 3 + 1 + 4 = 8 px)
  EXPECT_NE(text.find("451,584"), std::string::npos) << text;
  EXPECT_NE(text.find("5,308,416"), std::string::npos) << text;
  EXPECT_NE(text.find(" 8x8 "), std::string::npos) << text;
}

}  // namespace
}  // namespace fovea
