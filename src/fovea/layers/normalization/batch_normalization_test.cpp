#include "fovea/layers/normalization/batch_normalization.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/layer_test_support.h"

namespace fovea {

TEST(BatchNormalization, FollowsKeras) { testing::check_layer("batch_normalization"); }

TEST(BatchNormalization, CalledTwiceInAStepUpdatesTwice) {
  BatchNormalizationBase layer({.momentum = 0.5});
  const std::vector<Shape> shapes{{2, 1}};
  layer.ensure_built(shapes);
  const auto set = [&](std::size_t weight, float value) {
    layer.weights()[weight].variable->value.values<float>()[0] = value;
  };
  set(0, 1), set(1, 0), set(2, 0), set(3, 1);
  Graph graph;
  const ValueId a = graph.add_input({2, 1}, DType::f32, true), b = graph.add_input({2, 1}, DType::f32, true);
  const Emitter emitter{graph, true};
  graph.outputs = {layer.emit(emitter, {{a}}), layer.emit(emitter, {{b}})};
  Program program(std::move(graph), {}, std::make_shared<Team>(1));
  const float first[] = {1, 3}, second[] = {10, 10};
  program.bind(0, reinterpret_cast<const std::byte*>(first));
  program.bind(1, reinterpret_cast<const std::byte*>(second));
  program.run({});
  // Means 2 and 10: 0 -> 1 -> 5.5. Variances 1 and 0: 1 -> 1 -> 0.5.
  EXPECT_FLOAT_EQ(layer.weights()[2].variable->value.values<float>()[0], 5.5f);
  EXPECT_FLOAT_EQ(layer.weights()[3].variable->value.values<float>()[0], 0.5f);
}

TEST(BatchNormalization, ReadsTheAxisListOfOldFiles) {
  const auto layer = registry<LayerBase>().make(
      Json::parse(R"({"class_name": "BatchNormalization", "config": {"axis": [3]}})", "test"));
  const std::vector<Shape> inputs{{None, 4, 4, 3}};
  layer->ensure_built(inputs);
  EXPECT_EQ(to_string(layer->weights()[0].variable->value.shape()), "(3,)");
}

TEST(BatchNormalization, RefusesWhatItCannotNormalize) {
  const std::vector<Shape> inputs{{None, 4, 4, None}};
  error_of(ErrorKind::shape, [&] { BatchNormalizationBase({}).output_shape(inputs); });
  error_of(ErrorKind::usage, [&] { BatchNormalizationBase({.axis = 4}).output_shape(inputs); });
  error_of(ErrorKind::usage, [&] { BatchNormalizationBase({.axis = 0}).output_shape(inputs); });
  error_of(ErrorKind::unsupported, [] { BatchNormalization({.renorm = true}); });
}

TEST(BatchNormalization, WritesItsAxisAsKeras3TakesIt) {
  EXPECT_EQ(BatchNormalizationBase({.axis = {3}}).config().at("axis"), Json(3));
}

}  // namespace fovea
