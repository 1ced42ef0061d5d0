#pragma once
#include <oneapi/dnnl/dnnl.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fovea/kernels/kernel.h"

/// What the oneDNN kernels share: the engine, weight layouts by name, and prepared executions.
namespace fovea::onednn {

const dnnl::engine& cpu();

/// A primitive with its memory objects, one set for each lane, so that lanes can run it at once.
class Execution {
 public:
  /// `arguments` are (DNNL_ARG_..., descriptor) in the order in which run() gets their memory.
  Execution(const dnnl::primitive& primitive, const std::vector<std::pair<int, dnnl::memory::desc>>& arguments,
            int lanes);
  void run(int lane, std::span<void* const> memory) const;

 private:
  struct Lane {
    dnnl::stream stream;
    std::vector<dnnl::memory> memory;
    std::vector<dnnl_exec_arg_t> arguments;
  };
  dnnl::primitive primitive_;
  mutable std::vector<Lane> lanes_;
};

/// Name of a weight layout that oneDNN chose; the descriptor can be had back from it.
Layout layout_of(const dnnl::memory::desc& desc, bool plain);
std::optional<dnnl::memory::desc> desc_of(const Layout& layout);

/// Row-major descriptor.
dnnl::memory::desc rows(const dnnl::memory::dims& dims);

/// The attributes of every primitive here: scratchpads come from the program's arena.
dnnl::primitive_attr user_scratchpad();

std::vector<Candidate> convolution_candidates(const OperationSpec& operation, const Target& target);
std::vector<Candidate> dense_candidates(const OperationSpec& operation, const Target& target);
std::vector<Candidate> reorder_candidates(const OperationSpec& operation, const Target& target);

/// The descriptor of Keras' weights as they are stored: convolution kernels (k..., in / groups, out) or dense (in, out).
dnnl::memory::desc plain_weights(const OperationSpec& operation, const Shape& shape, std::int64_t groups);

/// Expected seconds: oneDNN's rate on a core of this class with many channels, and what a call costs.
double expected_seconds(const OperationSpec& operation, const Target& target);

}  // namespace fovea::onednn
