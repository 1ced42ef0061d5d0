#include "fovea/layers/activations/activation.h"
#include "fovea/layers/activations/relu.h"
#include "fovea/layers/activations/softmax.h"
#include "fovea/layers/convolutional/conv.h"
#include "fovea/layers/convolutional/conv_transpose.h"
#include "fovea/layers/convolutional/depthwise_conv.h"
#include "fovea/layers/convolutional/separable_conv.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/merging/add.h"
#include "fovea/layers/merging/concatenate.h"
#include "fovea/layers/normalization/batch_normalization.h"
#include "fovea/layers/pooling/adaptive_pool.h"
#include "fovea/layers/pooling/global_pool.h"
#include "fovea/layers/pooling/pool.h"
#include "fovea/layers/preprocessing/rescaling.h"
#include "fovea/layers/regularization/dropout.h"
#include "fovea/layers/reshaping/flatten.h"
#include "fovea/layers/reshaping/reshape.h"
#include "fovea/layers/reshaping/zero_padding.h"

namespace fovea {

/// Every layer: its class and the other names that Keras has or had for it.
template <>
const Registry<LayerBase>& registry<LayerBase>() {
  static const Registry<LayerBase> table(
      "Layer", "keras.layers",
      {
          entry<LayerBase, ActivationBase>("Activation"),
          entry<LayerBase, AdaptiveAveragePooling1DBase>("AdaptiveAveragePooling1D"),
          entry<LayerBase, AdaptiveAveragePooling2DBase>("AdaptiveAveragePooling2D"),
          entry<LayerBase, AdaptiveAveragePooling3DBase>("AdaptiveAveragePooling3D"),
          entry<LayerBase, AdaptiveMaxPooling1DBase>("AdaptiveMaxPooling1D"),
          entry<LayerBase, AdaptiveMaxPooling2DBase>("AdaptiveMaxPooling2D"),
          entry<LayerBase, AdaptiveMaxPooling3DBase>("AdaptiveMaxPooling3D"),
          entry<LayerBase, AddBase>("Add"),
          entry<LayerBase, AveragePooling1DBase>("AveragePooling1D", {"AvgPool1D"}),
          entry<LayerBase, AveragePooling2DBase>("AveragePooling2D", {"AvgPool2D"}),
          entry<LayerBase, AveragePooling3DBase>("AveragePooling3D", {"AvgPool3D"}),
          entry<LayerBase, BatchNormalizationBase>("BatchNormalization",
                                                   {"BatchNormalizationV1", "BatchNormalizationV2"}),
          entry<LayerBase, ConcatenateBase>("Concatenate"),
          entry<LayerBase, Conv1DBase>("Conv1D", {"Convolution1D"}),
          entry<LayerBase, Conv1DTransposeBase>("Conv1DTranspose", {"Convolution1DTranspose"}),
          entry<LayerBase, Conv2DBase>("Conv2D", {"Convolution2D"}),
          entry<LayerBase, Conv2DTransposeBase>("Conv2DTranspose", {"Convolution2DTranspose"}),
          entry<LayerBase, Conv3DBase>("Conv3D", {"Convolution3D"}),
          entry<LayerBase, Conv3DTransposeBase>("Conv3DTranspose", {"Convolution3DTranspose"}),
          entry<LayerBase, DenseBase>("Dense"),
          entry<LayerBase, DepthwiseConv1DBase>("DepthwiseConv1D"),
          entry<LayerBase, DepthwiseConv2DBase>("DepthwiseConv2D"),
          entry<LayerBase, DropoutBase>("Dropout"),
          entry<LayerBase, FlattenBase>("Flatten"),
          entry<LayerBase, GlobalAveragePooling1DBase>("GlobalAveragePooling1D", {"GlobalAvgPool1D"}),
          entry<LayerBase, GlobalAveragePooling2DBase>("GlobalAveragePooling2D", {"GlobalAvgPool2D"}),
          entry<LayerBase, GlobalAveragePooling3DBase>("GlobalAveragePooling3D", {"GlobalAvgPool3D"}),
          entry<LayerBase, GlobalMaxPooling1DBase>("GlobalMaxPooling1D", {"GlobalMaxPool1D"}),
          entry<LayerBase, GlobalMaxPooling2DBase>("GlobalMaxPooling2D", {"GlobalMaxPool2D"}),
          entry<LayerBase, GlobalMaxPooling3DBase>("GlobalMaxPooling3D", {"GlobalMaxPool3D"}),
          entry<LayerBase, InputLayer>("InputLayer", {"Input"}),
          entry<LayerBase, MaxPooling1DBase>("MaxPooling1D", {"MaxPool1D"}),
          entry<LayerBase, MaxPooling2DBase>("MaxPooling2D", {"MaxPool2D"}),
          entry<LayerBase, MaxPooling3DBase>("MaxPooling3D", {"MaxPool3D"}),
          entry<LayerBase, ReLUBase>("ReLU"),
          entry<LayerBase, RescalingBase>("Rescaling"),
          entry<LayerBase, ReshapeBase>("Reshape"),
          entry<LayerBase, SeparableConv1DBase>("SeparableConv1D", {"SeparableConvolution1D"}),
          entry<LayerBase, SeparableConv2DBase>("SeparableConv2D", {"SeparableConvolution2D"}),
          entry<LayerBase, SoftmaxBase>("Softmax"),
          entry<LayerBase, ZeroPadding2DBase>("ZeroPadding2D"),
      });
  return table;
}

}  // namespace fovea
