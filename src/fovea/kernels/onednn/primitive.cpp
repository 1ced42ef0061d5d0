#include "fovea/kernels/onednn/primitive.h"

#include <algorithm>
#include <deque>
#include <mutex>

#include "fovea/kernels/onednn/create.h"

namespace fovea::onednn {
namespace {

/// Weight layouts seen so far, so that a Layout can name one.
struct Descriptors {
  std::mutex mutex;
  std::deque<dnnl::memory::desc> list;
};

Descriptors& descriptors() {
  static Descriptors known;
  return known;
}

constexpr std::string_view prefix = "onednn:";

}  // namespace

const dnnl::engine& cpu() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

Execution::Execution(const dnnl::primitive& primitive,
                     const std::vector<std::pair<int, dnnl::memory::desc>>& arguments, int lanes)
    : primitive_(primitive) {
  for (int i = 0; i < lanes; ++i) {
    Lane lane{dnnl::stream(cpu()), {}, {}};
    for (const auto& [index, desc] : arguments) {
      lane.memory.emplace_back(desc, cpu(), nullptr);
      lane.arguments.push_back({index, lane.memory.back().get()});
    }
    lanes_.push_back(std::move(lane));
  }
}

void Execution::run(int lane, std::span<void* const> memory) const {
  Lane& mine = lanes_[static_cast<std::size_t>(lane)];
  for (std::size_t i = 0; i < memory.size(); ++i) dnnl_memory_set_data_handle(mine.memory[i].get(), memory[i]);
  dnnl_primitive_execute(primitive_.get(), mine.stream.get(), static_cast<int>(mine.arguments.size()),
                         mine.arguments.data());
}

Layout layout_of(const dnnl::memory::desc& desc, bool plain) {
  if (plain) return {};
  Descriptors& known = descriptors();
  const std::lock_guard lock(known.mutex);
  auto found = std::find(known.list.begin(), known.list.end(), desc);
  if (found == known.list.end()) found = known.list.insert(known.list.end(), desc);
  return {std::string(prefix) + std::to_string(found - known.list.begin()), desc.get_size()};
}

std::optional<dnnl::memory::desc> desc_of(const Layout& layout) {
  if (!layout.id.starts_with(prefix)) return std::nullopt;
  Descriptors& known = descriptors();
  const std::lock_guard lock(known.mutex);
  return known.list.at(std::stoul(layout.id.substr(prefix.size())));
}

dnnl::memory::desc rows(const dnnl::memory::dims& dims) {
  dnnl::memory::dims strides(dims.size(), 1);
  for (std::size_t i = dims.size() - 1; i > 0; --i) strides[i - 1] = strides[i] * dims[i];
  return {dims, dnnl::memory::data_type::f32, strides};
}

dnnl::primitive_attr user_scratchpad() {
  dnnl::primitive_attr attr;
  attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attr;
}

dnnl::memory::desc plain_weights(const OperationSpec& operation, const Shape& shape, std::int64_t groups) {
  using dims = dnnl::memory::dims;
  const auto f32 = dnnl::memory::data_type::f32;
  const bool dense = !std::holds_alternative<ConvAttributes>(operation.attributes);
  if (dense) return {dims{shape[1], shape[0]}, f32, dims{1, shape[1]}};
  // (k..., in, out) in memory is (out, in, k...) for oneDNN; groups split the outermost part of out.
  const int spatial = shape.rank() - 2;
  const std::int64_t in = shape[-2], out = shape[-1];
  dims lengths{out / groups, in}, strides{1, out};
  std::int64_t stride = in * out;
  dims spatial_strides(static_cast<std::size_t>(spatial));
  for (int i = spatial; i-- > 0; stride *= shape[i]) spatial_strides[static_cast<std::size_t>(i)] = stride;
  for (int i = 0; i < spatial; ++i) {
    lengths.push_back(shape[i]);
    strides.push_back(spatial_strides[static_cast<std::size_t>(i)]);
  }
  if (groups > 1) {
    lengths.insert(lengths.begin(), groups);
    strides.insert(strides.begin(), out / groups);
  }
  return {lengths, f32, strides};
}

double expected_seconds(const OperationSpec& operation, const Target& target) {
  constexpr double rate = 110e9, call = 4e-6;
  return flops(operation, target.samples) / (rate * target.threads) + call;
}

namespace {

class ReorderKernel : public Kernel {
 public:
  ReorderKernel(const dnnl::memory::desc& from, const dnnl::memory::desc& to, int lanes)
      : pd_(cpu(), from, cpu(), to, user_scratchpad()),
        execution_(dnnl::reorder(pd_),
                   {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}, {DNNL_ARG_SCRATCHPAD, pd_.scratchpad_desc()}}, lanes) {}
  std::size_t scratch() const { return pd_.scratchpad_desc().get_size(); }
  void run(const KernelArguments& a) const noexcept override {
    void* const memory[] = {const_cast<std::byte*>(a.inputs[0]), a.outputs[0], a.scratch};
    execution_.run(a.lane, memory);
  }

 private:
  dnnl::reorder::primitive_desc pd_;
  Execution execution_;
};

}  // namespace

std::vector<Candidate> reorder_candidates(const OperationSpec& operation, const Target& target) {
  const auto to = desc_of(operation.outputs[0].layout);
  if (!to || !operation.inputs[0].layout.plain()) return {};
  const Shape& shape = operation.inputs[0].shape;
  const auto dims = dims_of(*to);
  const bool grouped = static_cast<int>(dims.size()) > shape.rank();
  OperationSpec weights;
  if (shape.rank() > 2) weights.attributes = ConvAttributes{};
  const auto from = plain_weights(weights, shape, grouped ? dims[0] : 1);
  const auto kernel = std::make_shared<ReorderKernel>(from, *to, target.lanes);
  return {{"onednn reorder", 1e-6, {}, kernel->scratch(), [=, lanes = target.lanes]() -> std::unique_ptr<Kernel> {
             return std::make_unique<ReorderKernel>(from, *to, lanes);
           }}};
}

}  // namespace fovea::onednn
