#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fovea/base/dtype.h"
#include "fovea/base/shape.h"
#include "fovea/kernels/image/sampling.h"

/// The typed operations that networks are made of, as kernels see them: what to compute, on which shapes. Images are
/// channels-last, kernels (k..., in / groups, out). Axis 0 of a *batched* value is the sample; a value that is not
/// batched belongs to the network (weights, statistics) or is a sum over the samples.
namespace fovea {

class PictureChange;

enum class OpCode : std::uint8_t {
  convolution,                   ///< (x, w[, bias]) -> y[, argmax]: bias, activation and pooling may be fused
  convolution_backward_data,     ///< (dy, w) -> dx; forward, it is the transposed convolution of dy
  convolution_backward_weights,  ///< (x, dy) -> dw[, dbias]; adds to its outputs
  dense,                         ///< (x, w[, bias]) -> y; rows are every axis but the last
  dense_backward_data,           ///< (dy, w) -> dx
  dense_backward_weights,        ///< (x, dy) -> dw[, dbias]; adds to its outputs
  pool,                          ///< (x) -> y[, argmax]
  pool_backward,                 ///< max: (dy, argmax[, y]) -> dx; average: (dy) -> dx
  unary,                         ///< (x) -> y
  unary_backward,                ///< (dy, x or y) -> dx: y where uses_output()
  binary,                        ///< (a, b) -> y, broadcast as numpy does
  reduce,                        ///< (x) -> y over axes; over axis 0 of a batched x it adds to its output
  reduce_max_backward,           ///< (dy, x, y) -> dx: ties share the gradient
  broadcast,                     ///< (x) -> y of a larger shape, times scale
  softmax,                       ///< (x) -> y along an axis
  softmax_backward,              ///< (dy, y) -> dx
  dropout,                       ///< (x) -> y; its own gradient: the mask is drawn again from the same counters
  noise,                         ///< () -> y of independent normal numbers
  concat,                        ///< (x...) -> y along an axis
  slice,                         ///< (x) -> y
  pad,                           ///< (x) -> y
  reshape,                       ///< (x) -> y, the same elements in the same order
  transpose,                     ///< (x) -> y with axes permuted
  resize,                        ///< (x) -> y sampled along an axis; its own gradient, with the table transposed
  histogram,  ///< (x) -> counts (C, bins) float64 of what the change looks at (counting_change.h); adds to its output
  augment,    ///< (x[, counts]) -> y, float32 pictures (N, H, W, C), each changed at random; no gradient
  cast,       ///< (x) -> y: y = x * scale + offset in the output's dtype
  moments,    ///< (x) -> sums (2, C) float64 of x and x^2 per channel; adds to its output
  moments_finish,           ///< (sums) -> mean (C), variance (C)
  normalize,                ///< (x, mean, variance, gamma, beta) -> y
  normalize_backward_sums,  ///< (dy, x, mean, variance) -> sums (2, C) float64 of dy and dy*xhat; adds
  normalize_backward,  ///< (dy, x, mean, variance, gamma[, sums]) -> dx; without sums the statistics are constants
  sums_split,          ///< (sums (2, C)) -> first (C), second (C) in the output's dtype
  moving_average,      ///< (old, now) -> new = old * momentum + now * (1 - momentum)
  cross_entropy,       ///< (predictions, target) -> loss (N)
  cross_entropy_backward,  ///< (dloss, predictions, target) -> dpredictions
  reorder                  ///< (x) -> the same values in another layout
};

std::string_view to_string(OpCode code);

/// A window sliding over up to three spatial axes, always (depth, height, width): a 2-D operation has depth 1.
/// An adaptive one, which only pools have, is spread evenly over each axis: of `out` results of `in` pixels, result i
/// sees the pixels from floor(i * in / out) to ceil((i + 1) * in / out); kernel is the longest of these ranges.
/// Units    px; kernel and stride >= 1; padding may be unequal at the two ends
struct Window {
  std::array<std::int64_t, 3> kernel{1, 1, 1};
  std::array<std::int64_t, 3> stride{1, 1, 1};
  std::array<std::int64_t, 3> dilation{1, 1, 1};
  std::array<std::int64_t, 3> pad_begin{0, 0, 0};
  std::array<std::int64_t, 3> pad_end{0, 0, 0};
  bool adaptive = false;

  bool operator==(const Window&) const = default;
  /// Number of kernel positions.
  std::int64_t volume() const { return kernel[0] * kernel[1] * kernel[2]; }
  bool padded() const;
  /// Windows that neither overlap nor leave a gap: stride == kernel, no dilation.
  bool tiles() const { return !adaptive && stride == kernel && dilation == std::array<std::int64_t, 3>{1, 1, 1}; }
};

/// Element-wise functions of one argument; a and b in UnaryAttributes are their parameters.
enum class Unary : std::uint8_t {
  relu,  ///< x > b: min(x, c), else a * (x - b). a: negative slope, b: threshold, c: cap (0: none)
  relu6,
  elu,  ///< a: alpha
  selu,
  celu,       ///< a: alpha
  gelu,       ///< exact, erf
  gelu_tanh,  ///< tanh approximation
  silu,
  mish,
  sigmoid,
  hard_sigmoid,
  hard_silu,
  hard_tanh,
  hard_shrink,  ///< a: threshold
  soft_shrink,  ///< a: threshold
  tanh_shrink,
  sparse_plus,
  squareplus,  ///< a: b of the formula
  threshold,   ///< a: threshold, b: value
  tanh,
  softplus,
  softsign,
  exponential,
  log_sigmoid,
  affine,  ///< a * x + b
  square,
  absolute,
  square_root,
  logarithm,
  power,  ///< x^a for x >= 0; a: exponent
  clip    ///< min(max(x, a), b), b: infinity for no upper bound
};

enum class Binary : std::uint8_t { add, subtract, multiply, divide, maximum, minimum };
enum class Reduction : std::uint8_t { sum, mean, maximum };
enum class PoolKind : std::uint8_t { maximum, average };
enum class CrossEntropy : std::uint8_t { sparse, categorical, binary };

struct UnaryAttributes {
  Unary function = Unary::relu;
  double a = 0, b = 0;
  double c = 0;  ///< relu: the cap, 0 for none
  bool operator==(const UnaryAttributes&) const = default;
};

/// True where the derivative of a function is computed from its result, so that its argument need not be kept.
bool uses_output(const UnaryAttributes& unary);

struct ConvAttributes {
  Window window;
  std::int64_t groups = 1;
  bool bias = false;
  bool relu = false;      ///< relu fused behind the bias
  bool max_pool = false;  ///< then max pooling, windows that tile; a second output is argmax
  Window pool;
  bool operator==(const ConvAttributes&) const = default;
};

struct DenseAttributes {
  bool bias = false;
  bool relu = false;
  bool operator==(const DenseAttributes&) const = default;
};

/// argmax is the position inside the whole window, row-major and counting positions over padding, of the
/// first maximum (the first NaN wins), as uint8 for windows of up to 255 elements, else int32. A convolution
/// with fused relu may name any position where the pooled value is not positive: its gradient stops there.
/// Averages leave padding out, as Keras does.
struct PoolAttributes {
  PoolKind kind = PoolKind::maximum;
  Window window;
  bool relu = false;  ///< backward: the gradient passes only where the third input, the pooled value, is positive
  bool operator==(const PoolAttributes&) const = default;
};

struct BinaryAttributes {
  Binary function = Binary::add;
  bool operator==(const BinaryAttributes&) const = default;
};

/// axes of the input, ascending. The output keeps reduced axes as 1 when keepdims; over axis 0 of a batched
/// value the result is not batched, and `scale` (1 / batch, say) multiplies every term. A mean divides by the
/// lengths in the input's shape, axis 0 too: the whole batch, whatever the samples of one run. A maximum has
/// scale 1 and leaves axis 0 of a batched value alone. reduce_max_backward takes the same attributes; over no
/// axes it is dy where x equals y.
struct ReduceAttributes {
  Reduction kind = Reduction::sum;
  std::vector<int> axes;
  bool keepdims = false;
  double scale = 1;
  bool operator==(const ReduceAttributes&) const = default;
};

struct BroadcastAttributes {
  std::vector<int> axes;  ///< axes of the output that the input lacks or has as 1
  double scale = 1;
  bool operator==(const BroadcastAttributes&) const = default;
};

struct AxisAttributes {
  int axis = -1;  ///< softmax, concat
  bool operator==(const AxisAttributes&) const = default;
};

/// Which elements stay is what dropout_mask.h says.
struct DropoutAttributes {
  double rate = 0.5;
  std::uint64_t stream = 0;  ///< tells nodes apart
  bool operator==(const DropoutAttributes&) const = default;
};

/// Mean 0, deviation 1; number e of sample s comes from block e / 4 of sample_words.h.
struct NoiseAttributes {
  std::uint64_t stream = 0;  ///< tells nodes apart
  bool operator==(const NoiseAttributes&) const = default;
};

/// Never axis 0 of a batched value. The table has an entry for each element of the output's axis.
struct ResizeAttributes {
  int axis = 1;
  Sampling table;
  bool operator==(const ResizeAttributes&) const = default;
};

/// augment and histogram. The numbers of sample s are drawn by picture_change.h's PictureDraws from the key of (seed, step, stream).
struct AugmentAttributes {
  std::shared_ptr<const PictureChange> change;
  std::uint64_t stream = 0;  ///< tells nodes apart
  bool operator==(const AugmentAttributes&) const = default;
};

/// slice: begin is the first index kept, on every axis; the output's shape says how many.
/// pad: begin and end rows are added on every axis.
struct RangeAttributes {
  std::vector<std::int64_t> begin, end;
  double value = 0;
  bool operator==(const RangeAttributes&) const = default;
};

struct TransposeAttributes {
  std::vector<int> axes;  ///< output axis i is input axis axes[i]; axis 0 of a batched value stays
  bool operator==(const TransposeAttributes&) const = default;
};

struct CastAttributes {
  double scale = 1, offset = 0;
  bool operator==(const CastAttributes&) const = default;
};

/// Statistics per channel along `axis`; count is how many elements each sum holds over the whole batch.
/// Variances are of the population, as Keras' are. For moments, moments_finish, normalize and its two
/// gradients.
struct NormalizeAttributes {
  int axis = -1;
  double epsilon = 1e-3;
  std::int64_t count = 1;
  bool operator==(const NormalizeAttributes&) const = default;
};

struct MovingAverageAttributes {
  double momentum = 0.99;
  bool operator==(const MovingAverageAttributes&) const = default;
};

/// sparse: target (N, ...) int64 class indices, label_smoothing unused, an index outside the classes gives
/// NaN; categorical and binary: target of the predictions' shape and dtype. The class axis is the last one.
/// Loss is averaged over every axis but the class axis (binary: over the last axis too), one value a sample.
/// Probabilities are treated as Keras' TensorFlow back end does: clipped to [1e-7, 1 - 1e-7] with no gradient
/// outside; categorical ones are divided by their sum before that, sparse ones after it.
struct CrossEntropyAttributes {
  CrossEntropy kind = CrossEntropy::sparse;
  bool from_logits = false;
  double label_smoothing = 0;
  double scale = 1;  ///< backward: multiplies dloss
  bool operator==(const CrossEntropyAttributes&) const = default;
};

using Attributes =
    std::variant<std::monostate, ConvAttributes, DenseAttributes, PoolAttributes, UnaryAttributes, BinaryAttributes,
                 ReduceAttributes, BroadcastAttributes, AxisAttributes, DropoutAttributes, RangeAttributes,
                 TransposeAttributes, CastAttributes, NormalizeAttributes, MovingAverageAttributes,
                 CrossEntropyAttributes, NoiseAttributes, ResizeAttributes, AugmentAttributes>;

/// How the elements of a value lie in memory. Plain is row-major in the order of the shape; the others belong to the
/// provider that names them and exist for weights only.
struct Layout {
  std::string id;         ///< empty for plain
  std::size_t bytes = 0;  ///< size in this layout; 0 for plain
  bool plain() const { return id.empty(); }
  bool operator==(const Layout&) const = default;
};

struct TensorDesc {
  Shape shape;
  DType dtype = DType::f32;
  bool batched = false;
  Layout layout;
  /// Elements of one sample of a batched value, of the whole value otherwise.
  std::int64_t unit() const { return batched ? shape.count(1, shape.rank()) : shape.count(); }
};

/// One operation with everything a kernel must know when it is made.
struct OperationSpec {
  OpCode code{};
  Attributes attributes;
  std::vector<TensorDesc> inputs, outputs;
};

/// Additions and multiplications of one run on `samples` samples. Units    FLOP
double flops(const OperationSpec& operation, std::int64_t samples);

/// A spatial shape (N, [D, [H,]] W, C) as (N, D, H, W, C) with missing axes 1.
Shape with_depth(const Shape& shape);

}  // namespace fovea
