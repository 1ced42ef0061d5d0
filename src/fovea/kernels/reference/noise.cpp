#include <algorithm>
#include <cmath>
#include <numbers>

#include "fovea/kernels/reference/family.h"
#include "fovea/kernels/sample_words.h"

namespace fovea {
namespace {

/// The four normal numbers of a block: Box-Muller of words 0 and 1, then of words 2 and 3; of each the upper 24 bits,
/// which float32 holds.
std::array<double, 4> normals(const SampleWords& source, std::uint64_t sample, std::uint64_t block) {
  const auto words = source.words(sample, block);
  std::array<double, 4> numbers{};
  for (std::size_t pair = 0; pair < 4; pair += 2) {
    const double radius = std::sqrt(-2 * std::log(((words[pair] >> 8) + 1.0) * 0x1p-24));
    const double angle = 2 * std::numbers::pi * (words[pair + 1] >> 8) * 0x1p-24;
    numbers[pair] = radius * std::cos(angle);
    numbers[pair + 1] = radius * std::sin(angle);
  }
  return numbers;
}

template <class T>
class Noise final : public Kernel {
 public:
  explicit Noise(const OperationSpec& operation)
      : stream_(std::get<NoiseAttributes>(operation.attributes).stream), unit_(operation.outputs[0].unit()) {}

  void run(const KernelArguments& arguments) const noexcept override {
    const SampleWords source(stream_, arguments.step);
    T* y = output<T>(arguments, 0);
    for (std::int64_t n = 0; n < arguments.samples; ++n, y += unit_)
      for (std::int64_t first = 0; first < unit_; first += 4) {
        const auto numbers = normals(source, static_cast<std::uint64_t>(arguments.first_sample + n),
                                     static_cast<std::uint64_t>(first / 4));
        for (std::int64_t i = first; i < std::min(first + 4, unit_); ++i)
          y[i] = static_cast<T>(numbers[static_cast<std::size_t>(i - first)]);
      }
  }

 private:
  std::uint64_t stream_;
  std::int64_t unit_;
};

}  // namespace

KernelMaker reference_noise(const OperationSpec& operation) { return typed<Noise>(operation, operation.outputs); }

}  // namespace fovea
