#include "fovea/layers/layer.h"

#include "fovea/base/test_support.h"
#include "fovea/layers/activations/activation.h"
#include "fovea/layers/activations/elu.h"
#include "fovea/layers/activations/leaky_relu.h"
#include "fovea/layers/activations/prelu.h"
#include "fovea/layers/activations/relu.h"
#include "fovea/layers/activations/softmax.h"
#include "fovea/layers/augmentation/colour.h"
#include "fovea/layers/augmentation/equalization.h"
#include "fovea/layers/augmentation/geometry.h"
#include "fovea/layers/augmentation/mixing.h"
#include "fovea/layers/augmentation/policies.h"
#include "fovea/layers/augmentation/random_crop.h"
#include "fovea/layers/augmentation/random_size.h"
#include "fovea/layers/augmentation/tones.h"
#include "fovea/layers/convnext/layer_scale.h"
#include "fovea/layers/convnext/stochastic_depth.h"
#include "fovea/layers/convolutional/conv.h"
#include "fovea/layers/convolutional/conv_transpose.h"
#include "fovea/layers/convolutional/depthwise_conv.h"
#include "fovea/layers/convolutional/separable_conv.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/identity.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/merging/concatenate.h"
#include "fovea/layers/merging/dot.h"
#include "fovea/layers/merging/elementwise.h"
#include "fovea/layers/normalization/batch_normalization.h"
#include "fovea/layers/normalization/group_normalization.h"
#include "fovea/layers/normalization/layer_normalization.h"
#include "fovea/layers/normalization/rms_normalization.h"
#include "fovea/layers/normalization/spectral_normalization.h"
#include "fovea/layers/normalization/unit_normalization.h"
#include "fovea/layers/pooling/adaptive_pool.h"
#include "fovea/layers/pooling/global_pool.h"
#include "fovea/layers/pooling/pool.h"
#include "fovea/layers/preprocessing/center_crop.h"
#include "fovea/layers/preprocessing/normalization.h"
#include "fovea/layers/preprocessing/rescaling.h"
#include "fovea/layers/preprocessing/resizing.h"
#include "fovea/layers/regularization/activity_regularization.h"
#include "fovea/layers/regularization/alpha_dropout.h"
#include "fovea/layers/regularization/dropout.h"
#include "fovea/layers/regularization/gaussian_dropout.h"
#include "fovea/layers/regularization/gaussian_noise.h"
#include "fovea/layers/regularization/spatial_dropout.h"
#include "fovea/layers/reshaping/cropping.h"
#include "fovea/layers/reshaping/flatten.h"
#include "fovea/layers/reshaping/permute.h"
#include "fovea/layers/reshaping/repeat_vector.h"
#include "fovea/layers/reshaping/reshape.h"
#include "fovea/layers/reshaping/up_sampling.h"
#include "fovea/layers/reshaping/zero_padding.h"
#include "fovea/layers/weights/random_initializers.h"
#include "fovea/layers/weights/regularizers.h"

namespace fovea {
namespace {

/// Options are given by name; what Python would take by position must not compile, or {64, 3} could mean anything.
template <class L>
concept TakesTwoByPosition = requires {
  L({64, 3});
};
template <class L>
concept TakesOneByPosition = requires {
  L({64});
};
template <class... L>
constexpr bool by_name_only = ((!TakesTwoByPosition<L> && !TakesOneByPosition<L>)&&...);
/// Lists of layers slice handles, so a handle may hold nothing of its own.
template <class... L>
constexpr bool bare_handles = ((sizeof(L) == sizeof(Layer)) && ...);

template <class... L>
struct List {
  static constexpr bool keeps_the_rules = by_name_only<L...> && bare_handles<L...>;
};
using All =
    List<Activation, ActivityRegularization, AdaptiveMaxPooling2D, Add, AlphaDropout, AugMix, AutoContrast, Average,
         AveragePooling2D, BatchNormalization, CenterCrop, Concatenate, ContrastLimitedAdaptiveHistogramEqualization,
         Conv1D, Conv2D, Conv3DTranspose, Cropping1D, Cropping2D, Cropping3D, CutMix, Dense, DepthwiseConv2D, Dot,
         Dropout, ELU, Equalization, Flatten, GaussianDropout, GaussianNoise, GlobalAveragePooling2D,
         GlobalMaxPooling2D, GroupNormalization, Identity, LayerNormalization, LayerScale, LeakyReLU, MaxPooling2D,
         Maximum, Minimum, Multiply, Normalization, PReLU, Permute, RMSNormalization, RandAugment, RandomColorJitter,
         RandomCrop, RandomErasing, RandomFlip, RandomHeight, ReLU, RepeatVector, Rescaling, Reshape, Resizing,
         SeparableConv2D, Softmax, SpatialDropout1D, SpatialDropout2D, SpatialDropout3D, SpectralNormalization,
         StochasticDepth, Subtract, UnitNormalization, UpSampling1D, UpSampling2D, UpSampling3D, ZeroPadding1D,
         ZeroPadding2D, ZeroPadding3D>;
static_assert(All::keeps_the_rules);

template <class L>
concept TakesFilters = requires {
  L({.filters = 64, .kernel_size = 3});
};
static_assert(TakesFilters<Conv2D>, "the concepts above would hold for anything if they could not fail");

}  // namespace

TEST(Node, AChainDeeperThanTheStackIsFreed) {
  const Layer relu = ReLU();
  Tensor x = Input({2});
  for (int i = 0; i < 200'000; ++i) x = relu(x);
  const std::weak_ptr<Node> first = x.node()->inputs[0].node();
  x = Tensor();
  EXPECT_TRUE(first.expired());
}

TEST(Layer, IsWrittenAsKerasUsersExpect) {
  const Tensor input = Input({28, 28, 1});
  const std::vector<Layer> layers{
      input,
      Conv2D({.filters = 6, .kernel_size = 3, .padding = "same", .activation = "relu"}),
      MaxPool2D({.pool_size = {2, 2}, .strides = {2, 2}}),
      Conv2D({.filters = 16, .kernel_size = {3, 5}, .padding = Padding::same, .kernel_regularizer = L2(1e-4)}),
      Flatten(),
      Dropout({.rate = 0.5}),
      Dense({.units = 10, .activation = "softmax", .kernel_initializer = RandomNormal({.stddev = 0.1})})};
  Tensor x = layers[0].output();
  EXPECT_EQ(x, input);
  for (std::size_t i = 1; i < layers.size(); ++i) x = layers[i](x);
  EXPECT_EQ(to_string(x.shape()), "(None, 10)");
  EXPECT_EQ(layers[6].weights()[0].variable->value.size(), 14 * 14 * 16 * 10);

  Tensor photo = Input({None, None, 3}, {.name = "photo"});
  Conv2D shared({.filters = 3, .kernel_size = 3, .padding = "same"});
  Tensor a = shared(photo), b = shared(a), s = Add()({a, b});
  Tensor head = Dense({.units = 1, .activation = "sigmoid", .name = "steak"})(GlobalAveragePooling2D()(s));
  EXPECT_EQ(to_string(s.shape()), "(None, None, None, 3)");
  EXPECT_EQ(to_string(head.shape()), "(None, 1)");
  EXPECT_EQ(shared.weights().size(), 2u);
  EXPECT_EQ(photo.node()->layer->name(), "photo");
}

TEST(Layer, OutputOfSeveralCallsNamesThem) {
  const Flatten flatten({.name = "flat"});
  error_of(ErrorKind::usage, [&] { flatten.output(); });
  const Tensor first = flatten(Input({2, 3}));
  EXPECT_EQ(flatten.output(), first);
  const Tensor second = flatten(Input({4}));
  const std::string text = error_of(ErrorKind::usage, [&] { flatten.output(); });
  EXPECT_NE(text.find("Flatten 'flat'"), std::string::npos) << text;
  EXPECT_NE(text.find("(None, 6), (None, 4)"), std::string::npos) << text;
}

TEST(Layer, UsedWeightsFixTheInput) {
  const Dense dense({.units = 2});
  dense(Input({5}));
  const std::string text = error_of(ErrorKind::shape, [&] { dense(Input({6})); });
  EXPECT_NE(text.find("made for 5 inputs"), std::string::npos) << text;
}

TEST(LayerRegistry, KnowsKerasOtherNames) {
  const auto& table = registry<LayerBase>();
  const auto same = [&](const std::string& other, const std::string& name) {
    ASSERT_NE(table.find(name), nullptr) << name;
    EXPECT_EQ(table.find(other), table.find(name)) << other;
  };
  for (const char* rank : {"1D", "2D", "3D"}) {
    const std::string n = rank;
    same("MaxPool" + n, "MaxPooling" + n);
    same("AvgPool" + n, "AveragePooling" + n);
    same("GlobalAvgPool" + n, "GlobalAveragePooling" + n);
    same("GlobalMaxPool" + n, "GlobalMaxPooling" + n);
    same("Convolution" + n, "Conv" + n);
    same("Convolution" + n + "Transpose", "Conv" + n + "Transpose");
  }
  same("SeparableConvolution1D", "SeparableConv1D");
  same("SeparableConvolution2D", "SeparableConv2D");
  same("Input", "InputLayer");
  const std::string text = error_of(ErrorKind::usage, [&] { table.at("Conv2d"); });
  EXPECT_NE(text.find("Conv2D"), std::string::npos) << text;
  for (std::size_t i = 1; i < table.entries().size(); ++i)
    EXPECT_LT(table.entries()[i - 1].class_name, table.entries()[i].class_name);
}

TEST(LayerRegistry, RefusesLayersThatAreCode) {
  for (const char* name : {"Lambda", "TFOpLambda", "Wrapper", "MyOwnLayer"})
    error_of(ErrorKind::usage, [&] {
      registry<LayerBase>().make(Json::Object{{"class_name", name}, {"config", Json::object()}});
    });
}

TEST(LayerRegistry, ReadsOldSpellingsOfArguments) {
  const auto make = [](const char* text) { return registry<LayerBase>().make(Json::parse(text, "test")); };
  const auto conv =
      make(R"({"class_name": "Convolution2D", "config": {"nb_filter": 4, "kernel_size": [3, 3], "subsample": [2, 2],
      "border_mode": "same", "init": "he_normal", "bias": false}})");
  EXPECT_EQ(conv->config().at("filters").as_int(), 4);
  EXPECT_EQ(conv->config().at("strides").dump(), "[2,2]");
  EXPECT_EQ(conv->config().at("kernel_initializer").at("class_name").as_string(), "HeNormal");
  EXPECT_FALSE(conv->config().at("use_bias").as_bool());
  const std::string text =
      error_of(ErrorKind::usage, [&] { make(R"({"class_name": "Dense", "config": {"unit": 3}})"); });
  EXPECT_NE(text.find("units"), std::string::npos) << text;
}

TEST(LayerRegistry, TakesNoneWhereKerasMeansTheUsual) {
  const auto layer = registry<LayerBase>().make(Json::parse(
      R"({"class_name": "Conv2D", "config": {"filters": 2, "kernel_size": 3, "data_format": null, "name": null}})",
      "test"));
  EXPECT_EQ(layer->config().at("data_format"), Json("channels_last"));
  EXPECT_EQ(layer->name(), "");
}

TEST(LayerRegistry, ReadsInputsOfEveryAge) {
  const auto input = [](const char* config) {
    return registry<LayerBase>().make(
        Json::Object{{"class_name", "InputLayer"}, {"config", Json::parse(config, "test")}});
  };
  for (const char* config :
       {R"({"batch_shape": [null, 28, 28, 1], "dtype": "float32", "name": "in", "optional": false})",
        R"({"batch_input_shape": [null, 28, 28, 1], "sparse": false, "ragged": false})",
        R"({"input_shape": [28, 28, 1]})", R"({"shape": [28, 28, 1]})"}) {
    EXPECT_EQ(to_string(input(config)->output_shape({})), "(None, 28, 28, 1)") << config;
    EXPECT_EQ(input(config)->config().at("batch_shape").dump(), "[null,28,28,1]") << config;
  }
  EXPECT_EQ(input(R"({"batch_shape": [32, 4]})")->config().at("batch_shape").dump(), "[32,4]");
  error_of(ErrorKind::usage, [&] { input("{}"); });
  error_of(ErrorKind::usage, [&] { input(R"({"shape": [3], "batch_shape": [null, 3]})"); });
  error_of(ErrorKind::unsupported, [&] { input(R"({"shape": [3], "sparse": true})"); });
  error_of(ErrorKind::shape, [&] { input(R"({"shape": [3, 0]})"); });
}

TEST(LayerDType, ReadsKerasPolicies) {
  DTypePolicy policy = "float32";
  from_json("mixed_bfloat16", policy);
  EXPECT_EQ(policy.name(), "mixed_bfloat16");
  from_json(to_json(DTypePolicy("bfloat16")), policy);
  EXPECT_EQ(policy.name(), "bfloat16");
  from_json({}, policy);
  EXPECT_EQ(policy.name(), "float32");
  error_of(ErrorKind::unsupported, [&] { from_json("int8_from_float32", policy); });
}

}  // namespace fovea
