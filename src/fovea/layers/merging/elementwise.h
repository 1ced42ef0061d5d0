#pragma once
#include "fovea/kernels/operation.h"
#include "fovea/layers/layer.h"

namespace fovea {

struct MergeOptions {
  ByName by_name = ByName();
  std::string name = "";
  bool trainable = true;
  DTypePolicy dtype = "float32";

  static const Fields<MergeOptions>& fields();
};

/// The sum of its inputs, element by element: Add()({a, b}).
/// Input    one or more (N, ...) float32, of one shape or such that they broadcast; where ranks differ, axes of
///          length 1 are put behind that of the samples
/// Output   the common shape
/// Errors   shape: no input; shapes that do not broadcast
/// Source   keras/src/layers/merging/{base_merge,add}.py, 3.15
class Add : public Layer {
 public:
  explicit Add(const MergeOptions& options = {});
};

/// The first input minus the second. Input, output and errors as Add, but exactly two inputs.
/// Source   keras/src/layers/merging/{base_merge,subtract}.py, 3.15
class Subtract : public Layer {
 public:
  explicit Subtract(const MergeOptions& options = {});
};

/// The product of its inputs. Input, output and errors as Add.
/// Source   keras/src/layers/merging/{base_merge,multiply}.py, 3.15
class Multiply : public Layer {
 public:
  explicit Multiply(const MergeOptions& options = {});
};

/// The mean of its inputs. Input, output and errors as Add.
/// Source   keras/src/layers/merging/{base_merge,average}.py, 3.15
class Average : public Layer {
 public:
  explicit Average(const MergeOptions& options = {});
};

/// The largest of its inputs; equal ones send the gradient to the first. Input, output and errors as Add.
/// Source   keras/src/layers/merging/{base_merge,maximum}.py, 3.15
class Maximum : public Layer {
 public:
  explicit Maximum(const MergeOptions& options = {});
};

/// The smallest of its inputs; equal ones send the gradient to the first. Input, output and errors as Add.
/// Source   keras/src/layers/merging/{base_merge,minimum}.py, 3.15
class Minimum : public Layer {
 public:
  explicit Minimum(const MergeOptions& options = {});
};

/// A function of two values applied from the first input to the last.
class ElementwiseBase : public LayerOf<MergeOptions> {
 public:
  std::string_view class_name() const override { return class_name_; }
  Shape output_shape(std::span<const Shape> inputs) const override;
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;

 protected:
  ElementwiseBase(const MergeOptions& options, std::string_view class_name, Binary function)
      : LayerOf(options), class_name_(class_name), function_(function) {}

 private:
  std::string_view class_name_;
  Binary function_;
};

struct AddBase : ElementwiseBase {
  explicit AddBase(const MergeOptions& options) : ElementwiseBase(options, "Add", Binary::add) {}
};
struct SubtractBase : ElementwiseBase {
  explicit SubtractBase(const MergeOptions& options) : ElementwiseBase(options, "Subtract", Binary::subtract) {}
};
struct MultiplyBase : ElementwiseBase {
  explicit MultiplyBase(const MergeOptions& options) : ElementwiseBase(options, "Multiply", Binary::multiply) {}
};
struct AverageBase : ElementwiseBase {
  explicit AverageBase(const MergeOptions& options) : ElementwiseBase(options, "Average", Binary::add) {}
  ValueId emit(const Emitter& e, std::span<const ValueId> inputs) const override;
};
struct MaximumBase : ElementwiseBase {
  explicit MaximumBase(const MergeOptions& options) : ElementwiseBase(options, "Maximum", Binary::maximum) {}
};
struct MinimumBase : ElementwiseBase {
  explicit MinimumBase(const MergeOptions& options) : ElementwiseBase(options, "Minimum", Binary::minimum) {}
};

}  // namespace fovea
