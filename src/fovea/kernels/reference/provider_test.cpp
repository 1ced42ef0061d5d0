#include <gtest/gtest.h>

#include <gtest/gtest-spi.h>

#include "fovea/kernels/kernel_test_support.h"

namespace fovea {
namespace {

TensorDesc value(const Shape& shape, DType dtype = DType::f32) { return {shape, dtype, true, {}}; }

TEST(ReferenceProvider, HasNoneForTypesItDoesNotKnow) {
  for (const DType dtype : {DType::bf16, DType::i32, DType::u8}) {
    const OperationSpec relu{OpCode::unary, UnaryAttributes{}, {value({2}, dtype)}, {value({2}, dtype)}};
    EXPECT_TRUE(reference_provider().candidates(relu, {}).empty());
  }
  const OperationSpec mixed{OpCode::binary, BinaryAttributes{}, {value({2}), value({2}, DType::f64)}, {value({2})}};
  EXPECT_TRUE(reference_provider().candidates(mixed, {}).empty());
}

TEST(ReferenceProvider, HasNoneForOtherLayouts) {
  TensorDesc blocked = value({4, 4});
  blocked.layout = {"blocked", 64};
  const OperationSpec reorder{OpCode::reorder, {}, {value({4, 4})}, {blocked}};
  EXPECT_TRUE(reference_provider().candidates(reorder, {}).empty());
  const OperationSpec relu{OpCode::unary, UnaryAttributes{}, {blocked}, {blocked}};
  EXPECT_TRUE(reference_provider().candidates(relu, {}).empty());
}

TEST(ReferenceProvider, CostsMoreThanAnyOther) {
  const OperationSpec dense{
      OpCode::dense, DenseAttributes{}, {value({8, 100}), {{100, 50}, DType::f32, false, {}}}, {value({8, 50})}};
  const auto candidates = reference_provider().candidates(dense, {.samples = 8});
  ASSERT_EQ(candidates.size(), 1u);
  EXPECT_GE(candidates[0].cost, 2.0 * 8 * 100 * 50 / 1e9);
  EXPECT_EQ(candidates[0].name, "reference");
}

/// Shapes of graphs hold the whole batch; a run brings any number of samples up to the target's.
TEST(ReferenceProvider, TakesTheNumberOfSamplesFromTheRun) {
  const OperationSpec softmax{OpCode::softmax, AxisAttributes{-1}, {value({64, 3})}, {value({64, 3})}};
  const Array x = random_operands(softmax)[0];
  const Array whole = run_operation(reference_provider(), softmax, {x})[0];
  const Array part = run_operation(reference_provider(), softmax, {x.slice(5, 2)})[0];
  kernel_test::expect_close(part, whole.slice(5, 2), 0, 0, "two samples");
}

TEST(KernelTestSupport, AcceptsTheReferenceItself) {
  const OperationSpec conv{OpCode::convolution,
                           ConvAttributes{.window = {.kernel = {1, 3, 3}},
                                          .relu = true,
                                          .max_pool = true,
                                          .pool = {.kernel = {1, 2, 2}, .stride = {1, 2, 2}}},
                           {value({3, 8, 8, 2}), {{3, 3, 2, 4}, DType::f32, false, {}}},
                           {value({3, 3, 3, 4}), value({3, 3, 3, 4}, DType::u8)}};
  expect_same_as_reference(reference_provider(), conv, 0, 0);
}

/// The reference with one result of every run changed.
class Wrong final : public Provider {
 public:
  explicit Wrong(std::size_t output) : output_(output) {}
  std::string_view name() const override { return "wrong"; }
  std::vector<Candidate> candidates(const OperationSpec& operation, const Target& target) const override {
    auto candidates = reference_provider().candidates(operation, target);
    for (Candidate& candidate : candidates)
      candidate.make = [right = candidate.make, output = output_] {
        return std::make_unique<Spoiled>(right(), output);
      };
    return candidates;
  }

 private:
  struct Spoiled final : Kernel {
    Spoiled(std::unique_ptr<Kernel> kernel, std::size_t output) : right(std::move(kernel)), which(output) {}
    void run(const KernelArguments& arguments) const noexcept override {
      right->run(arguments);
      arguments.outputs[which][2] ^= std::byte{1};
    }
    std::unique_ptr<Kernel> right;
    std::size_t which;
  };
  std::size_t output_;
};

TEST(KernelTestSupport, FindsAWrongValueAndAWrongArgmax) {
  const OperationSpec conv{
      OpCode::convolution,
      ConvAttributes{
          .window = {.kernel = {1, 3, 3}}, .max_pool = true, .pool = {.kernel = {1, 2, 2}, .stride = {1, 2, 2}}},
      {value({3, 8, 8, 2}), {{3, 3, 2, 4}, DType::f32, false, {}}},
      {value({3, 3, 3, 4}), value({3, 3, 3, 4}, DType::u8)}};
  for (const std::size_t output : {0, 1}) {
    testing::TestPartResultArray failures;
    {
      const testing::ScopedFakeTestPartResultReporter reporter(&failures);
      expect_same_as_reference(Wrong(output), conv, 1e-5, 1e-6);
    }
    EXPECT_GT(failures.size(), 0) << "output " << output;
  }
}

}  // namespace
}  // namespace fovea
