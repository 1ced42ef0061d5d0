#include "fovea/models/input_scaling.h"

#include <algorithm>

#include "fovea/base/golden_test_support.h"
#include "fovea/base/test_support.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/reshaping/flatten.h"
#include "fovea/models/model.h"

namespace fovea {
namespace {

std::vector<float> list(const Json& known, const char* name) {
  if (known.find(name) == nullptr) return {};
  const Array array = golden_array(known.at(name));
  return {array.values<float>().begin(), array.values<float>().end()};
}

/// What real Keras' generator makes of its first picture, by a model that is told its statistics and by itself.
TEST(InputStandard, StandardizesAsKeras) {
  for (const Json& known : golden_cases(FOVEA_SOURCE_DIR, "photos/fit.json")) {
    SCOPED_TRACE(known.at("name").as_string());
    const auto standard = std::make_shared<InputStandard>(
        InputStandard{list(known, "mean"), list(known, "std"), list(known, "zca_whitening_matrix")});
    const Array expected = golden_array(known.at("standardized"));
    const Json* rescale = known.at("arguments").find("rescale");
    const double scale = rescale == nullptr ? 1 : rescale->as_double();
    const Array picture = golden_array(known.at("x")).slice(0, 1).clone();
    const Tensor x = Input(picture.shape().tail(1));
    const Model model(x, Flatten()(x));
    model.set_run({.threads = 1, .scaling = {scale, 0, standard}});
    expect_close(model.predict(picture).reshaped(expected.shape()), expected, 1e-4, 1e-4);

    std::vector<float> numbers(picture.values<float>().begin(), picture.values<float>().end());
    for (float& number : numbers) number *= static_cast<float>(scale);
    standard->apply(numbers);
    expect_close(Array::of<float>(std::span<const float>(numbers), expected.shape()), expected, 1e-4, 1e-4);
  }
}

TEST(InputStandard, WhitensPicturesOfOneSize) {
  const auto standard = std::make_shared<InputStandard>(InputStandard{{}, {}, std::vector<float>(16, 1)});
  const Tensor x = Input({None, None, 1});
  const Model model(x, Flatten()(x));
  model.set_run({.scaling = {1, 0, standard}});
  EXPECT_EQ(model.predict(Array({1, 2, 2, 1})).size(), 4);
  EXPECT_NE(error_of(ErrorKind::shape,
                     [&] {
                       model.predict(Array({1, 2, 3, 1}));
                     })
                .find("another size"),
            std::string::npos);
}

}  // namespace
}  // namespace fovea
