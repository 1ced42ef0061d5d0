#include <gtest/gtest.h>

#include <limits>

#include "fovea/kernels/kernel_test_support.h"
#include "fovea/kernels/reference/gradient_check.h"

namespace fovea {
namespace {

using Numbers = std::vector<double>;

// Row 2 of the probabilities does not sum to 1, rows 3 and 4 hold values that Keras clips.
const Numbers probabilities{0.2, 0.5, 0.3, 0.7, 0.4, 0.1, 1e-9, 0.6, 0.4, 0, 0, 1};
const Numbers binary_probabilities{0.2, 0.9, 0.5, 0, 1, 1e-9, 1, 0, 0.3, 0.6, 0.1, 0.99};
const Numbers logits{1.5, -2, 0.25, 30, -40, 2, 0, 0, 0, -1, 3, 2.5};
const Numbers targets{0, 1, 0, 0.2, 0.3, 0.5, 1, 0, 0, 0, 1, 0};
const std::vector<std::int64_t> classes{1, 2, 0, 1};

/// What keras.losses 3.15 gives in float64 on TensorFlow for four samples of three predictions: losses, and the
/// gradient of their sum.
struct Row {
  CrossEntropyAttributes attributes;
  Numbers losses, gradient;
};

const std::vector<Row> keras{
    // clang-format off
    {{CrossEntropy::categorical, false, 0, 1},
     {0.6931471805599453, 1.6798363116409705, 16.11809565095832, 16.11809565095832},
     {1, -1, 1, 0.5476190476190476, 0.08333333333333348, -4.166666666666666, 0, 0, 0, 0, 0, 0}},
    {{CrossEntropy::categorical, true, 0, 1},
     {3.7751302622476355, 35.000000000000696, 1.0986122886681096, 0.4854132258321311},
     {0.7594731860969822, -0.9770658970004595, 0.21759271090347723, 0.7999999999993086, -0.3, -0.49999999999930855, -0.6666666666666667, 0.3333333333333333, 0.3333333333333333, 0.011272228582174132, -0.38455717266255995, 0.3732849440803858}},
    {{CrossEntropy::binary, false, 0, 1},
     {0.34055041584399376, 7.5217780239033685, 0.11889171464624744, 2.608015336952097},
     {0.41666666666666663, -0.37037037037037035, 0.6666666666666666, 0, 0, 0, 0, 0, 0.47619047619047616, 0.8333333333333333, -3.333333333333333, 33.3333333333333}},
    {{CrossEntropy::binary, true, 0, 1},
     {1.5514269029681895, 12.375642670347688, 0.6931471805599453, 0.9802462577948381},
     {0.2725248253978812, -0.29359902599262744, 0.1873921669619327, 0.26666666666663547, -0.09999999999999999, 0.1269323593259608, -0.16666666666666666, 0.16666666666666666, 0.16666666666666666, 0.08964714045666503, -0.01580862439252226, 0.30804727332625215}},
    {{CrossEntropy::categorical, false, 0.1, 1},
     {0.7407177257479501, 1.6492698617831667, 15.091126486149104, 15.58082579925971},
     {0.8333333333333334, -0.8666666666666667, 0.8888888888888888, 0.5285714285714285, 0.07500000000000007, -3.999999999999999, 0.0666666666, 0.011111111044444434, -0.016666666733333335, 0, 0, 0}},
    {{CrossEntropy::categorical, true, 0.1, 1},
     {3.583463595580969, 34.76666666666736, 1.0986122886681098, 0.635413225832131},
     {0.7261398527636489, -0.9103992303337929, 0.1842593775701439, 0.7866666666659752, -0.30333333333333334, -0.4833333333326419, -0.6000000000000001, 0.3, 0.3, -0.022061104751159202, -0.3178905059958933, 0.3399516107470525}},
    {{CrossEntropy::binary, false, 0.1, 1},
     {0.40027573148492895, 7.57550500906972, 0.6702831973600837, 2.4880518446924476},
     {0.3125, -0.1851851851851854, 0.6, 0, 0, 0, 0, 0, 0.3968253968253968, 0.7638888888888888, -3.148148148148148, 31.649831649831622}},
    {{CrossEntropy::binary, true, 0.1, 1},
     {1.4889269029681895, 12.342309337014354, 0.6931471805599453, 1.0052462577948382},
     {0.25585815873121454, -0.27693235932596083, 0.17072550029526604, 0.25666666666663546, -0.10666666666666666, 0.1269323593259608, -0.15, 0.15, 0.15, 0.07298047378999836, 0.0008580422741444015, 0.2913806066595855}},
    {{CrossEntropy::sparse, false, 0, 1},
     {0.6931471805599453, 2.484906649788, 16.118095750958314, 16.118095750958314},
     {1, -1, 1.0000000000000002, 0.8333333333333333, 0.8333333333333335, -9.166666666666666, 0, 0.99999990000001, 0.9999999000000102, 0, 0, 0}},
    {{CrossEntropy::sparse, true, 0, 1},
     {3.7751302622476355, 28.000000000000693, 1.0986122886681098, 0.48541322583213115},
     {0.7594731860969822, -0.9770658970004595, 0.21759271090347723, 0.9999999999993086, 3.975449735905898e-31, -0.9999999999993086, -0.6666666666666667, 0.3333333333333333, 0.3333333333333333, 0.011272228582174132, -0.38455717266255995, 0.3732849440803858}},
    // clang-format on
};

TensorDesc target_desc(const CrossEntropyAttributes& attributes, const Shape& predictions) {
  if (attributes.kind != CrossEntropy::sparse) return f64(predictions);
  return {Shape(predictions.begin(), predictions.end() - 1), DType::i64, true, {}};
}

OperationSpec forward(const CrossEntropyAttributes& attributes, const Shape& shape) {
  return {OpCode::cross_entropy, attributes, {f64(shape), target_desc(attributes, shape)}, {f64({shape[0]})}};
}

OperationSpec backward(const CrossEntropyAttributes& attributes, const Shape& shape) {
  return {OpCode::cross_entropy_backward,
          attributes,
          {f64({shape[0]}), f64(shape), target_desc(attributes, shape)},
          {f64(shape)}};
}

Array predictions_of(const CrossEntropyAttributes& attributes) {
  const bool binary = attributes.kind == CrossEntropy::binary;
  const Numbers& values = attributes.from_logits ? logits : binary ? binary_probabilities : probabilities;
  return Array::of<double>(values, {4, 3});
}

Array targets_of(const CrossEntropyAttributes& attributes) {
  if (attributes.kind == CrossEntropy::sparse) return Array::of<std::int64_t>(classes, {4});
  return Array::of<double>(targets, {4, 3});
}

TEST(ReferenceCrossEntropy, EqualsKeras) {
  for (const Row& row : keras) {
    const std::string who = "kind " + std::to_string(static_cast<int>(row.attributes.kind)) +
                            (row.attributes.from_logits ? " logits" : "") +
                            (row.attributes.label_smoothing > 0 ? " smoothed" : "");
    const Array p = predictions_of(row.attributes), t = targets_of(row.attributes);
    const Array loss = run_operation(reference_provider(), forward(row.attributes, {4, 3}), {p, t})[0];
    kernel_test::expect_close(loss, Array::of<double>(row.losses, {4}), 1e-12, 0, who);
    CrossEntropyAttributes doubled = row.attributes;
    doubled.scale = 2;
    const Array half = Array::of<double>({0.5, 0.5, 0.5, 0.5}, {4});
    const Array dp = run_operation(reference_provider(), backward(doubled, {4, 3}), {half, p, t})[0];
    kernel_test::expect_close(dp, Array::of<double>(row.gradient, {4, 3}), 1e-11, 1e-15, who + ", gradient");
  }
}

TEST(ReferenceCrossEntropy, GradientsAreDerivatives) {
  for (const auto kind : {CrossEntropy::sparse, CrossEntropy::categorical, CrossEntropy::binary})
    for (const bool from_logits : {false, true})
      for (const Shape& shape : {Shape{3, 5}, Shape{2, 3, 2, 4}}) {
        const CrossEntropyAttributes attributes{kind, from_logits, 0.1, 1};
        SCOPED_TRACE(to_string(shape) + " kind " + std::to_string(static_cast<int>(kind)));
        expect_gradient_by(forward(attributes, shape), 0, backward(attributes, shape), [](auto& in, auto&, auto& dy) {
          return Arrays{dy, in[0], in[1]};
        });
      }
}

/// Targets that do not sum to 1 (MixUp, weights): the gradient still belongs to the loss.
TEST(ReferenceCrossEntropy, GradientsFollowTargetsOfAnySum) {
  for (const bool from_logits : {false, true}) {
    const CrossEntropyAttributes attributes{CrossEntropy::categorical, from_logits, 0, 1};
    Arrays operands = random_operands(forward(attributes, {2, 4}));
    for (double& t : operands[1].values<double>()) t *= 1.7;
    expect_gradient(
        forward(attributes, {2, 4}), 0,
        [&](const Arrays& in, const Arrays&, const Array& dy) {
          return run_operation(reference_provider(), backward(attributes, {2, 4}), {dy, in[0], in[1]})[0];
        },
        operands);
  }
}

TEST(ReferenceCrossEntropy, AveragesPositionsOfASample) {
  const CrossEntropyAttributes attributes{CrossEntropy::sparse, false, 0, 1};
  const Array p = Array::of<double>({0.25, 0.75, 0.5, 0.5}, {1, 2, 2});
  const Array loss = run_operation(reference_provider(), forward(attributes, {1, 2, 2}),
                                   {p, Array::of<std::int64_t>({0, 1}, {1, 2})})[0];
  EXPECT_NEAR(loss.values<double>()[0], (std::log(4.0) + std::log(2.0)) / 2, 1e-15);
}

TEST(ReferenceCrossEntropy, ClassesOutsideGiveNan) {
  const CrossEntropyAttributes attributes{CrossEntropy::sparse, true, 0, 1};
  const Array p = Array::of<double>({1, 2, 3, 4}, {2, 2}), t = Array::of<std::int64_t>({2, -1}, {2});
  const Array loss = run_operation(reference_provider(), forward(attributes, {2, 2}), {p, t})[0];
  EXPECT_TRUE(std::isnan(loss.values<double>()[0]) && std::isnan(loss.values<double>()[1]));
}

TEST(ReferenceCrossEntropy, Float32LogitsDoNotOverflow) {
  const TensorDesc p{{1, 2}, DType::f32, true, {}}, t{{1}, DType::i64, true, {}}, loss{{1}, DType::f32, true, {}};
  const OperationSpec operation{
      OpCode::cross_entropy, CrossEntropyAttributes{CrossEntropy::sparse, true, 0, 1}, {p, t}, {loss}};
  const Array y = run_operation(reference_provider(), operation,
                                {Array::of<float>({500, -500}, {1, 2}), Array::of<std::int64_t>({1}, {1})})[0];
  EXPECT_EQ(y.values<float>()[0], 1000.0f);
}

}  // namespace
}  // namespace fovea
