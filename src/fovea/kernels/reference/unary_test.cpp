#include <gtest/gtest.h>

#include <limits>

#include "fovea/kernels/kernel_test_support.h"
#include "fovea/kernels/reference/gradient_check.h"

namespace fovea {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t points = 8;
constexpr std::array<double, points> arguments{-6.5, -2.5, -0.7, -0.2, 0.3, 0.9, 2.5, 6.5};

/// What keras.activations and keras.ops 3.15 give in float64: values at `arguments`, and gradients. On TensorFlow,
/// but for the two gelus: TensorFlow rounds their constants to float32, so they are from Keras on torch.
struct Row {
  UnaryAttributes unary;
  std::array<double, points> values, derivatives;
};

const std::vector<Row> keras{
    // clang-format off
    {{Unary::relu},
     {0, 0, 0, 0, 0.3, 0.9, 2.5, 6.5},
     {0, 0, 0, 0, 1, 1, 1, 1}},
    {{Unary::relu, 0.125, 0, 0},
     {-0.8125, -0.3125, -0.0875, -0.025, 0.3, 0.9, 2.5, 6.5},
     {0.125, 0.125, 0.125, 0.125, 1, 1, 1, 1}},
    {{Unary::relu, 0, 0, 2.25},
     {0, 0, 0, 0, 0.3, 0.9, 2.25, 2.25},
     {0, 0, 0, 0, 1, 1, 0, 0}},
    {{Unary::relu, 0.25, 0.5, 4},
     {-1.75, -0.75, -0.3, -0.175, -0.05, 0.9, 2.5, 4},
     {0.25, 0.25, 0.25, 0.25, 0.25, 1, 1, 0}},
    {{Unary::relu, 0, 0.5, 0},
     {0, 0, 0, 0, 0, 0.9, 2.5, 6.5},
     {0, 0, 0, 0, 0, 1, 1, 1}},
    {{Unary::relu6},
     {0, 0, 0, 0, 0.3, 0.9, 2.5, 6},
     {0, 0, 0, 0, 1, 1, 1, 0}},
    {{Unary::elu, 1},
     {-0.9984965608070224, -0.9179150013761012, -0.5034146962085905, -0.18126924692201818, 0.3, 0.9, 2.5, 6.5},
     {0.0015034391929775737, 0.08208499862389884, 0.4965853037914095, 0.8187307530779818, 1, 1, 1, 1}},
    {{Unary::elu, 0.7},
     {-0.6989475925649157, -0.6425405009632708, -0.3523902873460133, -0.12688847284541271, 0.3, 0.9, 2.5, 6.5},
     {0.0010524074350843015, 0.057459499036729186, 0.34760971265398666, 0.5731115271545872, 1, 1, 1, 1}},
    {{Unary::selu},
     {-1.755456145393199, -1.6137857588732425, -0.8850530455772053, -0.31868934352950057, 0.31521029620664415, 0.9456308886199324, 2.626752468388701, 6.829556417810623},
     {0.0026431954541779046, 0.14431358197413435, 0.8730462952701715, 1.4394099973178762, 1.0507009873554805, 1.0507009873554805, 1.0507009873554805, 1.0507009873554805}},
    {{Unary::celu, 1.5},
     {-1.4803144068945886, -1.2166865957436572, -0.5593663720904158, -0.18724002143557883, 0.3, 0.9, 2.5, 6.5},
     {0.013123728736940968, 0.18887560283756186, 0.6270890852730562, 0.8751733190429475, 1, 1, 1, 1}},
    {{Unary::gelu},
     {-2.610399119085116e-10, -0.015524163314440398, -0.1693745565561511, -0.0841480581121794, 0.1853734266566858, 0.7343458871879165, 2.4844758366855597, 6.49999999973896},
     {-1.6950518131483905e-09, -0.03761108590814519, 0.023385898866340155, 0.34253175176580575, 0.7323277668271099, 1.0554165995621199, 1.037611085908145, 1.0000000016950519}},
    {{Unary::gelu_tanh},
     {-6.27831120425526e-13, -0.015084266089998577, -0.16942986529488321, -0.08414857021789374, 0.18537092354275922, 0.7342284887097207, 2.484915733910001, 6.499999999999372},
     {-6.583528748372494e-12, -0.03795157621266618, 0.023642781343896052, 0.3425418508043005, 0.7322954516388018, 1.0550672047596168, 1.037951576212666, 1.0000000000065836}},
    {{Unary::silu},
     {-0.009757684668790444, -0.1896454500531089, -0.23226855948228375, -0.09003320053750442, 0.1723327550434977, 0.6398545523625037, 2.310354549946891, 6.490242315331209},
     {-0.00824185434896183, -0.09940111134152683, 0.17661321652665762, 0.4006626881451501, 0.6477800103188829, 0.8958997792330411, 1.0994011113415267, 1.008241854348962}},
    {{Unary::mish},
     {-0.00976500869207133, -0.19681620390653337, -0.2678702347955009, -0.10714478086835713, 0.20800137234811503, 0.7612059289525153, 2.471392304557881, 6.499970703939836},
     {-0.008255353616806134, -0.10974357275018569, 0.1844160732567818, 0.4715302415134095, 0.7828272995511304, 1.0279182005317524, 1.041129530131353, 1.0000539969448565}},
    {{Unary::sigmoid},
     {0.0015011822567369915, 0.07585818002124356, 0.33181222783183395, 0.4501660026875221, 0.574442516811659, 0.710949502625004, 0.9241418199787564, 0.998498817743263},
     {0.0014989287085690494, 0.07010371654510816, 0.22171287329310907, 0.24751657271185998, 0.24445831169074586, 0.20550030734226343, 0.07010371654510816, 0.0014989287085690683}},
    {{Unary::hard_sigmoid},
     {0, 0.08333333333333333, 0.3833333333333333, 0.4666666666666666, 0.5499999999999999, 0.65, 0.9166666666666666, 1},
     {0, 0.16666666666666666, 0.16666666666666666, 0.16666666666666666, 0.16666666666666666, 0.16666666666666666, 0.16666666666666666, 0}},
    {{Unary::hard_silu},
     {-0, -0.20833333333333331, -0.2683333333333333, -0.09333333333333332, 0.16499999999999998, 0.5850000000000001, 2.2916666666666665, 6.5},
     {0, -0.33333333333333337, 0.26666666666666666, 0.4333333333333333, 0.6, 0.8, 1.3333333333333333, 1}},
    {{Unary::hard_tanh},
     {-1, -1, -0.7, -0.2, 0.3, 0.9, 1, 1},
     {0, 0, 1, 1, 1, 1, 0, 0}},
    {{Unary::hard_shrink, 0.5},
     {-6.5, -2.5, -0.7, 0, 0, 0.9, 2.5, 6.5},
     {1, 1, 1, 0, 0, 1, 1, 1}},
    {{Unary::soft_shrink, 0.5},
     {-6, -2, -0.19999999999999996, 0, 0, 0.4, 2, 6},
     {1, 1, 1, 0, 0, 1, 1, 1}},
    {{Unary::tanh_shrink},
     {-5.500004520648596, -1.51338570184857, -0.09563222288283646, -0.002624679775096006, 0.008687387548409142, 0.18370212980097567, 1.51338570184857, 5.500004520648596},
     {0.9999909587232448, 0.9734077733168393, 0.3652604100175414, 0.038957017033883434, 0.08486303817337082, 0.5130826388516584, 0.9734077733168393, 0.9999909587232448}},
    {{Unary::sparse_plus},
     {0, 0, 0.022500000000000006, 0.16000000000000003, 0.42250000000000004, 0.9025, 2.5, 6.5},
     {0, 0, 0.15000000000000002, 0.4, 0.65, 0.95, 1, 1}},
    {{Unary::squareplus, 4},
     {0.15036762718386099, 0.35078105935821213, 0.7094810050208545, 0.904987562112089, 1.161187420807834, 1.5465856099730655, 2.850781059358212, 6.650367627183861},
     {0.022110495639025007, 0.1095655952784848, 0.3348247876359469, 0.4502481404895005, 0.5741702264651223, 0.7051823386643989, 0.8904344047215151, 0.977889504360975}},
    {{Unary::threshold, 0.5, 20},
     {20, 20, 20, 20, 20, 0.9, 2.5, 6.5},
     {0, 0, 0, 0, 0, 1, 1, 1}},
    {{Unary::tanh},
     {-0.9999954793514043, -0.9866142981514302, -0.6043677771171635, -0.197375320224904, 0.29131261245159085, 0.7162978701990244, 0.9866142981514302, 0.9999954793514043},
     {9.041276755161753e-06, 0.026592226683160747, 0.6347395899824586, 0.9610429829661166, 0.9151369618266292, 0.4869173611483416, 0.026592226683160747, 9.041276755161753e-06}},
    {{Unary::softplus},
     {0.0015023101597542838, 0.07888973429254963, 0.40318604888545784, 0.5981388693815919, 0.8543552444685272, 1.2411538747320878, 2.5788897342925496, 6.501502310159754},
     {0.0015011822567369915, 0.07585818002124356, 0.33181222783183395, 0.4501660026875221, 0.574442516811659, 0.710949502625004, 0.9241418199787564, 0.998498817743263}},
    {{Unary::softsign},
     {-0.8666666666666667, -0.7142857142857143, -0.4117647058823529, -0.16666666666666669, 0.23076923076923075, 0.4736842105263158, 0.7142857142857143, 0.8666666666666667},
     {0.017777777777777778, 0.08163265306122448, 0.34602076124567477, 0.6944444444444444, 0.5917159763313609, 0.2770083102493075, 0.08163265306122448, 0.017777777777777778}},
    {{Unary::exponential},
     {0.0015034391929775724, 0.0820849986238988, 0.4965853037914095, 0.8187307530779818, 1.3498588075760032, 2.45960311115695, 12.182493960703473, 665.1416330443618},
     {0.0015034391929775724, 0.0820849986238988, 0.4965853037914095, 0.8187307530779818, 1.3498588075760032, 2.45960311115695, 12.182493960703473, 665.1416330443618}},
    {{Unary::log_sigmoid},
     {-6.501502310159754, -2.5788897342925496, -1.103186048885458, -0.7981388693815918, -0.5543552444685271, -0.34115387473208786, -0.07888973429254963, -0.0015023101597542838},
     {0.998498817743263, 0.9241418199787564, 0.6681877721681662, 0.549833997312478, 0.425557483188341, 0.289050497374996, 0.07585818002124356, 0.0015011822567369915}},
    {{Unary::affine, 2.5, -1},
     {-17.25, -7.25, -2.75, -1.5, -0.25, 1.25, 5.25, 15.25},
     {2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 2.5}},
    {{Unary::square},
     {42.25, 6.25, 0.48999999999999994, 0.04000000000000001, 0.09, 0.81, 6.25, 42.25},
     {-13, -5, -1.4, -0.4, 0.6, 1.8, 5, 13}},
    {{Unary::absolute},
     {6.5, 2.5, 0.7, 0.2, 0.3, 0.9, 2.5, 6.5},
     {-1, -1, -1, -1, 1, 1, 1, 1}},
    {{Unary::square_root},
     {nan, nan, nan, nan, 0.5477225575051661, 0.9486832980505138, 1.5811388300841898, 2.5495097567963922},
     {nan, nan, nan, nan, 0.9128709291752769, 0.5270462766947299, 0.31622776601683794, 0.19611613513818404}},
    {{Unary::logarithm},
     {nan, nan, nan, nan, -1.203972804325936, -0.10536051565782628, 0.9162907318741551, 1.8718021769015913},
     {-0.15384615384615385, -0.4, -1.4285714285714286, -5, 3.3333333333333335, 1.1111111111111112, 0.4, 0.15384615384615385}},
    {{Unary::power, 1.5},
     {nan, nan, nan, nan, 0.1643167672515498, 0.8538149682454624, 3.952847075210474, 16.57181341917655},
     {nan, nan, nan, nan, 0.8215838362577491, 1.4230249470757705, 2.3717082451262845, 3.8242646351945884}},
    {{Unary::clip, -0.5, 2},
     {-0.5, -0.5, -0.5, -0.2, 0.3, 0.9, 2.0, 2.0},
     {0, 0, 0, 1, 1, 1, 0, 0}},
    // clang-format on
};

OperationSpec spec(const UnaryAttributes& unary, DType type = DType::f64) {
  const TensorDesc value{{points}, type, true, {}};
  return {OpCode::unary, unary, {value}, {value}};
}

OperationSpec backward(const UnaryAttributes& unary) {
  const TensorDesc value = f64({points});
  return {OpCode::unary_backward, unary, {value, value}, {value}};
}

Array eight(const std::array<double, points>& values) { return Array::of<double>(values, {points}); }

TEST(ReferenceUnary, EqualsKeras) {
  for (const Row& row : keras) {
    const std::string who = "function " + std::to_string(static_cast<int>(row.unary.function));
    const Array x = eight(arguments), y = run_operation(reference_provider(), spec(row.unary), {x})[0];
    kernel_test::expect_close(y, eight(row.values), 1e-13, 1e-15, who);
    Array ones({points}, DType::f64);
    std::ranges::fill(ones.values<double>(), 1.0);
    const Array saved = uses_output(row.unary) ? y : x;
    const Array dx = run_operation(reference_provider(), backward(row.unary), {ones, saved})[0];
    kernel_test::expect_close(dx, eight(row.derivatives), 1e-12, 1e-15, who + ", derivative");
    const Array narrow = run_operation(reference_provider(), spec(row.unary, DType::f32), {x.cast(DType::f32)})[0];
    kernel_test::expect_close(narrow, eight(row.values), 3e-6, 1e-6, who + ", float32");
  }
}

TEST(ReferenceUnary, CoversEveryFunction) {
  for (int function = 0; function <= static_cast<int>(Unary::clip); ++function)
    EXPECT_TRUE(std::ranges::any_of(keras, [&](const Row& row) {
      return static_cast<int>(row.unary.function) == function;
    })) << function;
}

TEST(ReferenceUnary, DerivativesBelongToTheirFunctions) {
  for (const Row& row : keras) {
    SCOPED_TRACE(static_cast<int>(row.unary.function));
    expect_gradient_by(spec(row.unary), 0, backward(row.unary), [&](auto& in, auto& out, auto& dy) {
      return Arrays{dy, uses_output(row.unary) ? out[0] : in[0]};
    });
  }
}

TEST(ReferenceUnary, KeepsNanAndSurvivesInfinity) {
  using enum Unary;
  const double infinity = std::numeric_limits<double>::infinity();
  const Array x = eight({nan, infinity, -infinity, nan, nan, nan, nan, nan});
  for (const Row& row : keras) {
    const Array y = run_operation(reference_provider(), spec(row.unary), {x})[0];
    const Unary function = row.unary.function;
    // Keras' shrinking functions compare, and a comparison with NaN is false.
    const bool compares = function == hard_shrink || function == soft_shrink || function == threshold;
    EXPECT_EQ(std::isnan(y.values<double>()[0]), !compares) << static_cast<int>(function);
  }
  const auto at_infinity = [&](Unary function) {
    const Array y = run_operation(reference_provider(), spec({function}), {x})[0];
    return std::pair(y.values<double>()[1], y.values<double>()[2]);
  };
  EXPECT_EQ(at_infinity(relu), std::pair(infinity, 0.0));
  EXPECT_EQ(at_infinity(sigmoid), std::pair(1.0, 0.0));
  EXPECT_EQ(at_infinity(softplus), std::pair(infinity, 0.0));
  EXPECT_EQ(at_infinity(log_sigmoid), std::pair(0.0, -infinity));
}

TEST(ReferenceUnary, CornersFollowTensorFlow) {
  const auto derivative = [](const UnaryAttributes& unary, double at) {
    const Array y = run_operation(reference_provider(), backward(unary),
                                  {eight({1, 1, 1, 1, 1, 1, 1, 1}), eight({at, at, at, at, at, at, at, at})})[0];
    return y.values<double>()[0];
  };
  EXPECT_EQ(derivative({Unary::relu}, 0), 0);
  EXPECT_EQ(derivative({Unary::relu, 0.25, 0, 0}, 0), 0.25);
  EXPECT_EQ(derivative({Unary::relu, 0.25, 1, 5}, 1), 0);
  EXPECT_EQ(derivative({Unary::relu6}, 6), 0);
  EXPECT_EQ(derivative({Unary::hard_tanh}, 1), 1);
  EXPECT_EQ(derivative({Unary::hard_tanh}, -1), 1);
  EXPECT_EQ(derivative({Unary::hard_sigmoid}, 3), 0);
  EXPECT_EQ(derivative({Unary::hard_silu}, -3), 0);
  EXPECT_EQ(derivative({Unary::hard_silu}, 3), 1);
  EXPECT_EQ(derivative({Unary::hard_shrink, 0.5}, 0.5), 0);
  EXPECT_EQ(derivative({Unary::soft_shrink, 0.5}, -0.5), 0);
  EXPECT_EQ(derivative({Unary::absolute}, 0), 0);
  EXPECT_EQ(derivative({Unary::clip, -0.5, 2}, 2), 1);
  EXPECT_EQ(derivative({Unary::clip, -0.5, 2}, -0.5), 1);
  EXPECT_EQ(derivative({Unary::power, 0}, 0), 0);
  EXPECT_EQ(derivative({Unary::power, 2}, 0), 0);
  EXPECT_EQ(derivative({Unary::elu, 1}, 0), 1);
}

}  // namespace
}  // namespace fovea
