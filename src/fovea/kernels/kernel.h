#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fovea/kernels/operation.h"

namespace fovea {

/// What random operations of a step draw from; see base/random.h.
struct StepState {
  std::uint64_t seed = 0;
  std::uint64_t step = 0;
};

/// Buffers of one run. Batched ones point at the first of `samples` samples.
struct KernelArguments {
  const std::byte* const* inputs = nullptr;
  std::byte* const* outputs = nullptr;
  std::byte* scratch = nullptr;   ///< the kernel's own, zeroed once when the program is made, kept between runs
  std::int64_t samples = 0;       ///< 1 <= samples <= Target::samples
  std::int64_t first_sample = 0;  ///< position of the first sample in the batch, for random numbers
  int lane = 0;                   ///< which of Target::lanes runs: 0 <= lane < lanes
  StepState step;
};

/// One prepared operation. run() neither allocates nor fails: whatever can fail, fails when the kernel is made.
/// Operations that sum over samples (their output is not batched, their input is) add to their outputs, which the
/// program clears; all others overwrite.
class Kernel {
 public:
  virtual ~Kernel() = default;
  virtual void run(const KernelArguments& arguments) const noexcept = 0;
};

/// Where a kernel will run: by one thread on a shard (`lanes` of them at once, each on its own samples and scratch), or
/// by a team of `threads` together.
struct Target {
  int threads = 1;
  int lanes = 1;
  std::int64_t samples = 1;              ///< most samples in one run
  std::vector<std::int64_t> rests = {};  ///< other numbers of samples that occur: short micro-batches
};

/// One way to compute an operation.
struct Candidate {
  std::string name;            ///< shown by `summary --kernels`: "native conv 6x4", "onednn jit:avx512_core"
  double cost = 0;             ///< expected seconds for Target::samples samples; the cheapest is chosen
  std::vector<Layout> inputs;  ///< wanted layouts, plain where empty or absent
  std::size_t scratch_bytes = 0;
  std::function<std::unique_ptr<Kernel>()> make;
};

/// A source of kernels. Providers are stateless and may be asked from any thread.
class Provider {
 public:
  virtual ~Provider() = default;
  virtual std::string_view name() const = 0;
  /// Ways this provider has for an operation; none when it has none.
  virtual std::vector<Candidate> candidates(const OperationSpec& operation, const Target& target) const = 0;
};

/// Plain templates for every operation, float32 and float64: the meaning of each operation, and the oracle of all others.
const Provider& reference_provider();
/// fovea's own kernels for wide vectors, chosen at run time (Highway).
const Provider& native_provider();
#ifdef FOVEA_ONEDNN
const Provider& onednn_provider();
#endif

}  // namespace fovea
