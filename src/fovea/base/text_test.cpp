#include "fovea/base/text.h"

#include <gtest/gtest.h>

#include <climits>
#include <sstream>

namespace fovea {
namespace {

// What Keras 3.15's keras.src.utils.naming.to_snake_case gives for every class of its public modules.
constexpr const char* keras_names = R"(
AUC:auc Accuracy:accuracy Activation:activation ActivityRegularization:activity_regularization Adadelta:adadelta
Adafactor:adafactor Adagrad:adagrad Adam:adam AdamW:adam_w Adamax:adamax
AdaptiveAveragePooling1D:adaptive_average_pooling1d AdaptiveAveragePooling2D:adaptive_average_pooling2d
AdaptiveAveragePooling3D:adaptive_average_pooling3d AdaptiveMaxPooling1D:adaptive_max_pooling1d
AdaptiveMaxPooling2D:adaptive_max_pooling2d AdaptiveMaxPooling3D:adaptive_max_pooling3d Add:add
AdditiveAttention:additive_attention AlphaDropout:alpha_dropout Attention:attention AugMix:aug_mix
AutoContrast:auto_contrast Average:average AveragePooling1D:average_pooling1d AveragePooling2D:average_pooling2d
AveragePooling3D:average_pooling3d AvgPool1D:avg_pool1d AvgPool2D:avg_pool2d AvgPool3D:avg_pool3d
BackupAndRestore:backup_and_restore BatchNormalization:batch_normalization Bidirectional:bidirectional
BinaryAccuracy:binary_accuracy BinaryCrossentropy:binary_crossentropy
BinaryFocalCrossentropy:binary_focal_crossentropy BinaryIoU:binary_io_u CSVLogger:csv_logger CTC:ctc
Callback:callback CallbackList:callback_list CategoricalAccuracy:categorical_accuracy
CategoricalCrossentropy:categorical_crossentropy CategoricalFocalCrossentropy:categorical_focal_crossentropy
CategoricalGeneralizedCrossEntropy:categorical_generalized_cross_entropy CategoricalHinge:categorical_hinge
CategoryEncoding:category_encoding CenterCrop:center_crop Circle:circle Concatenate:concatenate
ConcordanceCorrelation:concordance_correlation Constant:constant Constraint:constraint
ContrastLimitedAdaptiveHistogramEqualization:contrast_limited_adaptive_histogram_equalization Conv1D:conv1d
Conv1DTranspose:conv1d_transpose Conv2D:conv2d Conv2DTranspose:conv2d_transpose Conv3D:conv3d
Conv3DTranspose:conv3d_transpose ConvLSTM1D:conv_lstm1d ConvLSTM2D:conv_lstm2d ConvLSTM3D:conv_lstm3d
Convolution1D:convolution1d Convolution1DTranspose:convolution1d_transpose Convolution2D:convolution2d
Convolution2DTranspose:convolution2d_transpose Convolution3D:convolution3d
Convolution3DTranspose:convolution3d_transpose CosineSimilarity:cosine_similarity Cropping1D:cropping1d
Cropping2D:cropping2d Cropping3D:cropping3d CutMix:cut_mix Dense:dense DepthwiseConv1D:depthwise_conv1d
DepthwiseConv2D:depthwise_conv2d Dice:dice Discretization:discretization Dot:dot Dropout:dropout ELU:elu
EarlyStopping:early_stopping EinsumDense:einsum_dense Embedding:embedding Equalization:equalization
F1Score:f1_score FBetaScore:f_beta_score FalseNegatives:false_negatives FalsePositives:false_positives
Flatten:flatten FlaxLayer:flax_layer Ftrl:ftrl GRU:gru GRUCell:gru_cell GaussianDropout:gaussian_dropout
GaussianNoise:gaussian_noise GlobalAveragePooling1D:global_average_pooling1d
GlobalAveragePooling2D:global_average_pooling2d GlobalAveragePooling3D:global_average_pooling3d
GlobalAvgPool1D:global_avg_pool1d GlobalAvgPool2D:global_avg_pool2d GlobalAvgPool3D:global_avg_pool3d
GlobalMaxPool1D:global_max_pool1d GlobalMaxPool2D:global_max_pool2d GlobalMaxPool3D:global_max_pool3d
GlobalMaxPooling1D:global_max_pooling1d GlobalMaxPooling2D:global_max_pooling2d
GlobalMaxPooling3D:global_max_pooling3d GlorotNormal:glorot_normal GlorotUniform:glorot_uniform
GroupNormalization:group_normalization GroupQueryAttention:group_query_attention
GroupedQueryAttention:grouped_query_attention HashedCrossing:hashed_crossing Hashing:hashing HeNormal:he_normal
HeUniform:he_uniform Hinge:hinge History:history Huber:huber Identity:identity
IdentityInitializer:identity_initializer Initializer:initializer InputLayer:input_layer InputSpec:input_spec
IntegerLookup:integer_lookup IoU:io_u JaxLayer:jax_layer KLDivergence:kl_divergence L1:l1 L1L2:l1l2 L2:l2
LSTM:lstm LSTMCell:lstm_cell Lamb:lamb Lambda:lambda LambdaCallback:lambda_callback Layer:layer
LayerNormalization:layer_normalization LeakyReLU:leaky_re_lu LearningRateScheduler:learning_rate_scheduler
LecunNormal:lecun_normal LecunUniform:lecun_uniform Lion:lion LogCosh:log_cosh LogCoshError:log_cosh_error
Loss:loss LossScaleOptimizer:loss_scale_optimizer Masking:masking MaxNorm:max_norm
MaxNumBoundingBoxes:max_num_bounding_boxes MaxPool1D:max_pool1d MaxPool2D:max_pool2d MaxPool3D:max_pool3d
MaxPooling1D:max_pooling1d MaxPooling2D:max_pooling2d MaxPooling3D:max_pooling3d Maximum:maximum Mean:mean
MeanAbsoluteError:mean_absolute_error MeanAbsolutePercentageError:mean_absolute_percentage_error MeanIoU:mean_io_u
MeanMetricWrapper:mean_metric_wrapper MeanSquaredError:mean_squared_error
MeanSquaredLogarithmicError:mean_squared_logarithmic_error MelSpectrogram:mel_spectrogram Metric:metric
MinMaxNorm:min_max_norm Minimum:minimum MixUp:mix_up Model:model ModelCheckpoint:model_checkpoint
MultiHeadAttention:multi_head_attention MultiOptimizer:multi_optimizer Multiply:multiply Muon:muon Nadam:nadam
NonNeg:non_neg Normalization:normalization OneHotIoU:one_hot_io_u OneHotMeanIoU:one_hot_mean_io_u Ones:ones
Optimizer:optimizer OptimizerMap:optimizer_map OrbaxCheckpoint:orbax_checkpoint Orthogonal:orthogonal
OrthogonalInitializer:orthogonal_initializer OrthogonalRegularizer:orthogonal_regularizer PReLU:p_re_lu
PearsonCorrelation:pearson_correlation Permute:permute Pipeline:pipeline Poisson:poisson Precision:precision
PrecisionAtRecall:precision_at_recall ProgbarLogger:progbar_logger R2Score:r2_score
RMSNormalization:rms_normalization RMSprop:rm_sprop RNN:rnn RandAugment:rand_augment
RandomBrightness:random_brightness RandomColorDegeneration:random_color_degeneration
RandomColorJitter:random_color_jitter RandomContrast:random_contrast RandomCrop:random_crop
RandomElasticTransform:random_elastic_transform RandomErasing:random_erasing RandomFlip:random_flip
RandomGaussianBlur:random_gaussian_blur RandomGrayscale:random_grayscale RandomHue:random_hue
RandomInvert:random_invert RandomNormal:random_normal RandomPerspective:random_perspective
RandomPosterization:random_posterization RandomRotation:random_rotation RandomSaturation:random_saturation
RandomSharpness:random_sharpness RandomShear:random_shear RandomTranslation:random_translation
RandomUniform:random_uniform RandomZoom:random_zoom ReLU:re_lu Recall:recall RecallAtPrecision:recall_at_precision
ReduceLROnPlateau:reduce_lr_on_plateau Regularizer:regularizer RemoteMonitor:remote_monitor
RepeatVector:repeat_vector Rescaling:rescaling Reshape:reshape Resizing:resizing
ReversibleEmbedding:reversible_embedding RootMeanSquaredError:root_mean_squared_error SGD:sgd STFT:stft
STFTInitializer:stft_initializer STFTSpectrogram:stft_spectrogram ScheduleFreeAdamW:schedule_free_adam_w
SensitivityAtSpecificity:sensitivity_at_specificity SeparableConv1D:separable_conv1d
SeparableConv2D:separable_conv2d SeparableConvolution1D:separable_convolution1d
SeparableConvolution2D:separable_convolution2d Sequential:sequential SimpleRNN:simple_rnn
SimpleRNNCell:simple_rnn_cell Softmax:softmax Solarization:solarization
SparseCategoricalAccuracy:sparse_categorical_accuracy
SparseCategoricalCrossentropy:sparse_categorical_crossentropy
SparseTopKCategoricalAccuracy:sparse_top_k_categorical_accuracy SpatialDropout1D:spatial_dropout1d
SpatialDropout2D:spatial_dropout2d SpatialDropout3D:spatial_dropout3d
SpecificityAtSensitivity:specificity_at_sensitivity SpectralNormalization:spectral_normalization
SquaredHinge:squared_hinge StackedRNNCells:stacked_rnn_cells StringLookup:string_lookup Subtract:subtract Sum:sum
SwapEMAWeights:swap_ema_weights TFSMLayer:tfsm_layer TensorBoard:tensor_board TerminateOnNaN:terminate_on_na_n
TextVectorization:text_vectorization TimeDistributed:time_distributed
TopKCategoricalAccuracy:top_k_categorical_accuracy TorchModuleWrapper:torch_module_wrapper
TrueNegatives:true_negatives TruePositives:true_positives TruncatedNormal:truncated_normal Tversky:tversky
UnitNorm:unit_norm UnitNormalization:unit_normalization UpSampling1D:up_sampling1d UpSampling2D:up_sampling2d
UpSampling3D:up_sampling3d VarianceScaling:variance_scaling Wrapper:wrapper ZeroPadding1D:zero_padding1d
ZeroPadding2D:zero_padding2d ZeroPadding3D:zero_padding3d Zeros:zeros
)";

TEST(Text, SnakeCaseIsKerasForAllItsClasses) {
  std::istringstream pairs(keras_names);
  int count = 0;
  for (std::string pair; pairs >> pair; ++count) {
    const auto colon = pair.find(':');
    EXPECT_EQ(to_snake_case(pair.substr(0, colon)), pair.substr(colon + 1));
  }
  EXPECT_EQ(count, 286);
}

TEST(Text, SnakeCaseOfOtherPeoplesNames) {
  EXPECT_EQ(to_snake_case("My>Custom Layer"), "my_custom_layer");
  EXPECT_EQ(to_snake_case("ABCDef2Gh"), "abc_def2_gh");
  EXPECT_EQ(to_snake_case("Add2"), "add2");
  EXPECT_EQ(to_snake_case("already_snake"), "already_snake");
  EXPECT_EQ(to_snake_case(""), "");
}

TEST(Text, CommasStandBeforeEveryThirdDigit) {
  EXPECT_EQ(with_commas(0), "0");
  EXPECT_EQ(with_commas(999), "999");
  EXPECT_EQ(with_commas(1000), "1,000");
  EXPECT_EQ(with_commas(73834), "73,834");
  EXPECT_EQ(with_commas(-123456), "-123,456");
  EXPECT_EQ(with_commas(LLONG_MIN), "-9,223,372,036,854,775,808");
}

TEST(Text, EditDistanceIgnoresCase) {
  EXPECT_EQ(edit_distance("relu", "ReLU"), 0);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
  EXPECT_EQ(edit_distance("", "abc"), 3);
  EXPECT_EQ(edit_distance("abc", ""), 3);
}

TEST(Text, SuggestNamesTheNearestOrAll) {
  const std::vector<std::string> known = {"relu", "gelu", "softmax"};
  EXPECT_EQ(suggest("rellu", known), "Did you mean 'relu'?");
  EXPECT_EQ(suggest("elu", known), "Did you mean 'relu' or 'gelu'?");
  EXPECT_EQ(suggest("softmx", known), "Did you mean 'softmax'?");
  EXPECT_EQ(suggest("tanh", known), "Known: relu, gelu, softmax.");
  EXPECT_EQ(suggest("adan", {"Adam", "adam"}), "Did you mean 'adam'?");
  EXPECT_EQ(suggest("Adan", {"Adam", "adam"}), "Did you mean 'Adam'?");
}

TEST(Text, JoinKeepsEmptyParts) {
  EXPECT_EQ(join({"a", "b", "c"}, ", "), "a, b, c");
  EXPECT_EQ(join({"", "b", ""}, ","), ",b,");
  EXPECT_EQ(join({}, ","), "");
}

TEST(Text, SplitTrimsAndKeepsEmptyParts) {
  EXPECT_EQ(split(" a , b,,c\t", ','), (std::vector<std::string>{"a", "b", "", "c"}));
  EXPECT_EQ(split("", ','), std::vector<std::string>{""});
}

}  // namespace
}  // namespace fovea
