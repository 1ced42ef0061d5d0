#include <algorithm>

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
#include "fovea/layers/merging/custom_scale_layer.h"
#include "fovea/layers/merging/dot.h"
#include "fovea/layers/merging/elementwise.h"
#include "fovea/layers/normalization/batch_normalization.h"
#include "fovea/layers/normalization/group_normalization.h"
#include "fovea/layers/normalization/layer_normalization.h"
#include "fovea/layers/normalization/rms_normalization.h"
#include "fovea/layers/normalization/spectral_normalization.h"
#include "fovea/layers/normalization/unit_normalization.h"
#include "fovea/layers/operations/operation.h"
#include "fovea/layers/pooling/adaptive_pool.h"
#include "fovea/layers/pooling/global_pool.h"
#include "fovea/layers/pooling/pool.h"
#include "fovea/layers/preprocessing/center_crop.h"
#include "fovea/layers/preprocessing/normalization.h"
#include "fovea/layers/preprocessing/pipeline.h"
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

namespace fovea {
namespace {

std::vector<Entry<LayerBase>> with_operations(std::vector<Entry<LayerBase>> layers) {
  for (const auto& group :
       {elementwise_operations(), reducing_operations(), shaping_operations(), sizing_operations()})
    layers.insert(layers.end(), group.begin(), group.end());
  std::ranges::sort(layers, {}, &Entry<LayerBase>::class_name);
  return layers;
}

}  // namespace

/// Every layer: its class and the other names that Keras has or had for it.
template <>
const Registry<LayerBase>& registry<LayerBase>() {
  static const Registry<LayerBase> table(
      "Layer", "keras.layers",
      with_operations({
          entry<LayerBase, ActivationBase>("Activation"),
          entry<LayerBase, ActivityRegularizationBase>("ActivityRegularization"),
          entry<LayerBase, AdaptiveAveragePooling1DBase>("AdaptiveAveragePooling1D"),
          entry<LayerBase, AdaptiveAveragePooling2DBase>("AdaptiveAveragePooling2D"),
          entry<LayerBase, AdaptiveAveragePooling3DBase>("AdaptiveAveragePooling3D"),
          entry<LayerBase, AdaptiveMaxPooling1DBase>("AdaptiveMaxPooling1D"),
          entry<LayerBase, AdaptiveMaxPooling2DBase>("AdaptiveMaxPooling2D"),
          entry<LayerBase, AdaptiveMaxPooling3DBase>("AdaptiveMaxPooling3D"),
          entry<LayerBase, AddBase>("Add"),
          entry<LayerBase, AlphaDropoutBase>("AlphaDropout"),
          entry<LayerBase, AugMixBase>("AugMix"),
          entry<LayerBase, AutoContrastBase>("AutoContrast"),
          entry<LayerBase, AverageBase>("Average"),
          entry<LayerBase, AveragePooling1DBase>("AveragePooling1D", {"AvgPool1D"}),
          entry<LayerBase, AveragePooling2DBase>("AveragePooling2D", {"AvgPool2D"}),
          entry<LayerBase, AveragePooling3DBase>("AveragePooling3D", {"AvgPool3D"}),
          entry<LayerBase, BatchNormalizationBase>("BatchNormalization",
                                                   {"BatchNormalizationV1", "BatchNormalizationV2"}),
          entry<LayerBase, CenterCropBase>("CenterCrop"),
          entry<LayerBase, ConcatenateBase>("Concatenate"),
          entry<LayerBase, ContrastLimitedAdaptiveHistogramEqualizationBase>(
              "ContrastLimitedAdaptiveHistogramEqualization"),
          entry<LayerBase, Conv1DBase>("Conv1D", {"Convolution1D"}),
          entry<LayerBase, Conv1DTransposeBase>("Conv1DTranspose", {"Convolution1DTranspose"}),
          entry<LayerBase, Conv2DBase>("Conv2D", {"Convolution2D"}),
          entry<LayerBase, Conv2DTransposeBase>("Conv2DTranspose", {"Convolution2DTranspose"}),
          entry<LayerBase, Conv3DBase>("Conv3D", {"Convolution3D"}),
          entry<LayerBase, Conv3DTransposeBase>("Conv3DTranspose", {"Convolution3DTranspose"}),
          entry<LayerBase, CroppingBase<1>>("Cropping1D"),
          entry<LayerBase, CroppingBase<2>>("Cropping2D"),
          entry<LayerBase, CroppingBase<3>>("Cropping3D"),
          entry<LayerBase, CustomScaleLayerBase>("CustomScaleLayer", {},
                                                 "keras.src.applications.inception_resnet_v2"),
          entry<LayerBase, AugmentationBase<CutMixOptions>>("CutMix"),
          entry<LayerBase, DenseBase>("Dense"),
          entry<LayerBase, DepthwiseConv1DBase>("DepthwiseConv1D"),
          entry<LayerBase, DepthwiseConv2DBase>("DepthwiseConv2D"),
          entry<LayerBase, DotBase>("Dot"),
          entry<LayerBase, DropoutBase>("Dropout"),
          entry<LayerBase, ELUBase>("ELU"),
          entry<LayerBase, AugmentationBase<EqualizationOptions>>("Equalization"),
          entry<LayerBase, FlattenBase>("Flatten"),
          entry<LayerBase, GaussianDropoutBase>("GaussianDropout"),
          entry<LayerBase, GaussianNoiseBase>("GaussianNoise"),
          entry<LayerBase, GlobalAveragePooling1DBase>("GlobalAveragePooling1D", {"GlobalAvgPool1D"}),
          entry<LayerBase, GlobalAveragePooling2DBase>("GlobalAveragePooling2D", {"GlobalAvgPool2D"}),
          entry<LayerBase, GlobalAveragePooling3DBase>("GlobalAveragePooling3D", {"GlobalAvgPool3D"}),
          entry<LayerBase, GlobalMaxPooling1DBase>("GlobalMaxPooling1D", {"GlobalMaxPool1D"}),
          entry<LayerBase, GlobalMaxPooling2DBase>("GlobalMaxPooling2D", {"GlobalMaxPool2D"}),
          entry<LayerBase, GlobalMaxPooling3DBase>("GlobalMaxPooling3D", {"GlobalMaxPool3D"}),
          entry<LayerBase, GroupNormalizationBase>("GroupNormalization"),
          entry<LayerBase, IdentityBase>("Identity"),
          entry<LayerBase, InputLayer>("InputLayer", {"Input"}),
          entry<LayerBase, LayerNormalizationBase>("LayerNormalization"),
          entry<LayerBase, LayerScaleBase>("LayerScale", {}, "keras.src.applications.convnext"),
          entry<LayerBase, LeakyReLUBase>("LeakyReLU"),
          entry<LayerBase, MaxPooling1DBase>("MaxPooling1D", {"MaxPool1D"}),
          entry<LayerBase, MaxPooling2DBase>("MaxPooling2D", {"MaxPool2D"}),
          entry<LayerBase, MaxPooling3DBase>("MaxPooling3D", {"MaxPool3D"}),
          entry<LayerBase, MaximumBase>("Maximum"),
          entry<LayerBase, MinimumBase>("Minimum"),
          entry<LayerBase, AugmentationBase<MixUpOptions>>("MixUp"),
          entry<LayerBase, MultiplyBase>("Multiply"),
          entry<LayerBase, NormalizationBase>("Normalization"),
          entry<LayerBase, PReLUBase>("PReLU"),
          entry<LayerBase, PipelineBase>("Pipeline"),
          entry<LayerBase, PermuteBase>("Permute"),
          entry<LayerBase, RMSNormalizationBase>("RMSNormalization"),
          entry<LayerBase, RandAugmentBase>("RandAugment"),
          entry<LayerBase, AugmentationBase<RandomBrightnessOptions>>("RandomBrightness"),
          entry<LayerBase, AugmentationBase<RandomColorDegenerationOptions>>("RandomColorDegeneration"),
          entry<LayerBase, AugmentationBase<RandomColorJitterOptions>>("RandomColorJitter"),
          entry<LayerBase, AugmentationBase<RandomContrastOptions>>("RandomContrast"),
          entry<LayerBase, RandomCropBase>("RandomCrop"),
          entry<LayerBase, AugmentationBase<RandomElasticTransformOptions>>("RandomElasticTransform"),
          entry<LayerBase, AugmentationBase<RandomErasingOptions>>("RandomErasing"),
          entry<LayerBase, AugmentationBase<RandomFlipOptions>>("RandomFlip"),
          entry<LayerBase, AugmentationBase<RandomGaussianBlurOptions>>("RandomGaussianBlur"),
          entry<LayerBase, AugmentationBase<RandomGrayscaleOptions>>("RandomGrayscale"),
          entry<LayerBase, AugmentationBase<RandomSizeOptions<"RandomHeight">>>("RandomHeight"),
          entry<LayerBase, AugmentationBase<RandomHueOptions>>("RandomHue"),
          entry<LayerBase, AugmentationBase<RandomInvertOptions>>("RandomInvert"),
          entry<LayerBase, AugmentationBase<RandomPerspectiveOptions>>("RandomPerspective"),
          entry<LayerBase, AugmentationBase<RandomPosterizationOptions>>("RandomPosterization"),
          entry<LayerBase, AugmentationBase<RandomRotationOptions>>("RandomRotation"),
          entry<LayerBase, AugmentationBase<RandomSaturationOptions>>("RandomSaturation"),
          entry<LayerBase, AugmentationBase<RandomSharpnessOptions>>("RandomSharpness"),
          entry<LayerBase, AugmentationBase<RandomShearOptions>>("RandomShear"),
          entry<LayerBase, AugmentationBase<RandomTranslationOptions>>("RandomTranslation"),
          entry<LayerBase, AugmentationBase<RandomSizeOptions<"RandomWidth">>>("RandomWidth"),
          entry<LayerBase, AugmentationBase<RandomZoomOptions>>("RandomZoom"),
          entry<LayerBase, ReLUBase>("ReLU"),
          entry<LayerBase, RepeatVectorBase>("RepeatVector"),
          entry<LayerBase, RescalingBase>("Rescaling"),
          entry<LayerBase, ReshapeBase>("Reshape"),
          entry<LayerBase, ResizingBase>("Resizing"),
          entry<LayerBase, SeparableConv1DBase>("SeparableConv1D", {"SeparableConvolution1D"}),
          entry<LayerBase, SeparableConv2DBase>("SeparableConv2D", {"SeparableConvolution2D"}),
          entry<LayerBase, SoftmaxBase>("Softmax"),
          entry<LayerBase, AugmentationBase<SolarizationOptions>>("Solarization"),
          entry<LayerBase, SpatialDropoutBase<1>>("SpatialDropout1D"),
          entry<LayerBase, SpatialDropoutBase<2>>("SpatialDropout2D"),
          entry<LayerBase, SpatialDropoutBase<3>>("SpatialDropout3D"),
          entry<LayerBase, SpectralNormalizationBase>("SpectralNormalization"),
          entry<LayerBase, StochasticDepthBase>("StochasticDepth", {}, "keras.src.applications.convnext"),
          entry<LayerBase, SubtractBase>("Subtract"),
          entry<LayerBase, UnitNormalizationBase>("UnitNormalization"),
          entry<LayerBase, UpSamplingBase<1>>("UpSampling1D"),
          entry<LayerBase, UpSamplingBase<2>>("UpSampling2D"),
          entry<LayerBase, UpSamplingBase<3>>("UpSampling3D"),
          entry<LayerBase, ZeroPaddingBase<1>>("ZeroPadding1D"),
          entry<LayerBase, ZeroPaddingBase<2>>("ZeroPadding2D"),
          entry<LayerBase, ZeroPaddingBase<3>>("ZeroPadding3D"),
      }));
  return table;
}

}  // namespace fovea
