#include <fmt/format.h>

#include "fovea/kernels/native/extent.h"
#include "fovea/kernels/native/families.h"
#include "fovea/kernels/native/rows.h"
#include "fovea/kernels/native/weights.h"

namespace fovea::native {
namespace {

constexpr std::int64_t no_offset = 0;

/// A matrix product x (rows, depth) * w (depth, channels): the rows are the pixels of one row.
class DenseKernel final : public Kernel {
 public:
  DenseKernel(std::int64_t depth, std::int64_t channels, Extent rows, std::int64_t samples,
              const DenseAttributes& attributes)
      : depth_(depth),
        channels_(channels),
        rows_(rows),
        attributes_(attributes),
        plan_(plan_rows(rows.count(samples), channels, depth)) {}

  const RowPlan& plan() const { return plan_; }

  void run(const KernelArguments& arguments) const noexcept override {
    run_rows({.x = input<float>(arguments, 0),
              .x_step = depth_,
              .runs = &no_offset,
              .run = depth_,
              .w = input<float>(arguments, 1),
              .bias = attributes_.bias ? input<float>(arguments, 2) : nullptr,
              .y = output<float>(arguments, 0),
              .y_step = channels_,
              .width = rows_.count(arguments.samples),
              .channels = channels_,
              .relu = attributes_.relu,
              .plan = plan_});
  }

 private:
  std::int64_t depth_, channels_;
  Extent rows_;
  DenseAttributes attributes_;
  RowPlan plan_;
};

class DenseWeightsKernel final : public Kernel {
 public:
  DenseWeightsKernel(std::int64_t depth, std::int64_t channels, Extent rows, bool bias)
      : depth_(depth), channels_(channels), rows_(rows), bias_(bias) {}

  WeightTask task(std::int64_t samples) const {
    return {
        .x_step = depth_, .width = rows_.count(samples), .channels = channels_, .runs = &no_offset, .run = depth_};
  }

  void run(const KernelArguments& arguments) const noexcept override {
    WeightTask all = task(arguments.samples);
    all.x = input<float>(arguments, 0);
    all.dy = input<float>(arguments, 1);
    all.dw = output<float>(arguments, 0);
    add_weight_gradient(all);
    if (bias_) add_column_sums(all.dy, all.width, channels_, output<float>(arguments, 1));
  }

 private:
  std::int64_t depth_, channels_;
  Extent rows_;
  bool bias_;
};

Candidate product(const TensorDesc& x, std::int64_t channels, const DenseAttributes& attributes, const Target& target,
                  const char* name) {
  const std::int64_t depth = x.shape[-1], samples = target.samples;
  const Extent rows(x, depth);
  const RowPlan plan = plan_rows(rows.count(samples), channels, depth);
  Candidate result;
  result.name = fmt::format("native {} {}x{}", name, plan.vectors, plan.pixels);
  result.cost = seconds(plan.cycles) + seconds_moving(static_cast<double>(depth * channels) * sizeof(float));
  result.make = [=] { return std::make_unique<DenseKernel>(depth, channels, rows, samples, attributes); };
  return result;
}

}  // namespace

Candidates dense_candidates(const OperationSpec& operation, const Target& target) {
  if (!all_float32(operation)) return {};
  switch (operation.code) {
    case OpCode::dense:
      return {product(operation.inputs[0], operation.inputs[1].shape[-1],
                      std::get<DenseAttributes>(operation.attributes), target, "dense")};
    case OpCode::dense_backward_data: {
      const Shape& weights = operation.inputs[1].shape;
      Candidate result = product(operation.inputs[0], weights[0], DenseAttributes{}, target, "dense data");
      result.inputs.resize(2);
      result.inputs[1] = {flipped_layout, static_cast<std::size_t>(weights.count()) * sizeof(float)};
      return {result};
    }
    case OpCode::dense_backward_weights: {
      const TensorDesc &x = operation.inputs[0], &dy = operation.inputs[1];
      const std::int64_t depth = x.shape[-1], channels = dy.shape[-1];
      const Extent rows(x, depth);
      const bool bias = operation.outputs.size() > 1;
      const DenseWeightsKernel kernel(depth, channels, rows, bias);
      Candidate result;
      result.name = "native dense weights";
      result.cost = seconds(weight_gradient_cycles(kernel.task(target.samples))) +
                    seconds_moving(static_cast<double>(2 * depth * channels) * sizeof(float));
      result.make = [=] { return std::make_unique<DenseWeightsKernel>(depth, channels, rows, bias); };
      return {result};
    }
    default:
      return {};
  }
}

}  // namespace fovea::native
