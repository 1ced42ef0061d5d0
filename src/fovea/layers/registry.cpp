#include "fovea/layers/activations/activation.h"
#include "fovea/layers/activations/relu.h"
#include "fovea/layers/activations/softmax.h"
#include "fovea/layers/convolutional/conv.h"
#include "fovea/layers/core/dense.h"
#include "fovea/layers/core/input.h"
#include "fovea/layers/merging/add.h"
#include "fovea/layers/merging/concatenate.h"
#include "fovea/layers/normalization/batch_normalization.h"
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
          entry<LayerBase, AddBase>("Add"),
          entry<LayerBase, AveragePooling2DBase>("AveragePooling2D", {"AvgPool2D"}),
          entry<LayerBase, BatchNormalizationBase>("BatchNormalization",
                                                   {"BatchNormalizationV1", "BatchNormalizationV2"}),
          entry<LayerBase, ConcatenateBase>("Concatenate"),
          entry<LayerBase, Conv2DBase>("Conv2D", {"Convolution2D"}),
          entry<LayerBase, DenseBase>("Dense"),
          entry<LayerBase, DropoutBase>("Dropout"),
          entry<LayerBase, FlattenBase>("Flatten"),
          entry<LayerBase, GlobalAveragePooling2DBase>("GlobalAveragePooling2D", {"GlobalAvgPool2D"}),
          entry<LayerBase, GlobalMaxPooling2DBase>("GlobalMaxPooling2D", {"GlobalMaxPool2D"}),
          entry<LayerBase, InputLayer>("InputLayer", {"Input"}),
          entry<LayerBase, MaxPooling2DBase>("MaxPooling2D", {"MaxPool2D"}),
          entry<LayerBase, ReLUBase>("ReLU"),
          entry<LayerBase, RescalingBase>("Rescaling"),
          entry<LayerBase, ReshapeBase>("Reshape"),
          entry<LayerBase, SoftmaxBase>("Softmax"),
          entry<LayerBase, ZeroPadding2DBase>("ZeroPadding2D"),
      });
  return table;
}

}  // namespace fovea
