#include "fovea/graph/kernel_choices.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "fovea/base/array.h"
#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/base/json.h"
#include "fovea/base/machine.h"
#include "fovea/base/random.h"
#include "fovea/base/version.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

/// Estimates this many times the best are not worth a measurement.
constexpr double hopeless = 6;

std::string numbers(const std::array<std::int64_t, 3>& v) {
  return std::to_string(v[0]) + "x" + std::to_string(v[1]) + "x" + std::to_string(v[2]);
}

std::string text_of(const Window& w) {
  const Window plain;
  std::string text = numbers(w.kernel);
  if (w.stride != plain.stride) text += " stride " + numbers(w.stride);
  if (w.dilation != plain.dilation) text += " dilation " + numbers(w.dilation);
  if (w.padded()) text += " pad " + numbers(w.pad_begin) + " " + numbers(w.pad_end);
  return text;
}

/// Everything that may matter for speed, as text; empty for operations that are not measured.
std::string key_of(const OperationSpec& operation, const Target& target) {
  std::string key(to_string(operation.code));
  if (const auto* conv = std::get_if<ConvAttributes>(&operation.attributes)) {
    key += " " + text_of(conv->window) + (conv->groups > 1 ? " groups " + std::to_string(conv->groups) : "") +
           (conv->bias ? " bias" : "") + (conv->relu ? " relu" : "") +
           (conv->max_pool ? " pool " + text_of(conv->pool) : "");
  } else if (const auto* dense = std::get_if<DenseAttributes>(&operation.attributes)) {
    key += std::string(dense->bias ? " bias" : "") + (dense->relu ? " relu" : "");
  } else {
    return "";
  }
  for (const auto* list : {&operation.inputs, &operation.outputs}) {
    key += list == &operation.inputs ? " of" : " to";
    for (const TensorDesc& value : *list)
      key += " " + std::string(to_string(value.dtype)) +
             to_string(value.batched ? value.shape.tail(1) : value.shape) + (value.batched ? "s" : "");
  }
  return key + " samples " + std::to_string(target.samples) + " threads " + std::to_string(target.threads);
}

/// A value of a micro-batch in the layout that a candidate wants, filled with numbers of ordinary size.
Array operand(const TensorDesc& value, const Layout& layout, std::int64_t samples, Random& random) {
  const std::int64_t count = value.unit() * (value.batched ? samples : 1);
  const std::size_t bytes = layout.plain() ? static_cast<std::size_t>(count) * size_of(value.dtype) : layout.bytes;
  Array array({static_cast<std::int64_t>((bytes + sizeof(float) - 1) / sizeof(float))});
  if (value.dtype == DType::f32)
    for (float& element : array.values<float>()) element = static_cast<float>(random.uniform() - 0.5);
  return array;
}

/// Shortest of some runs. Units    s
double time_of(const Candidate& candidate, const OperationSpec& operation, const Target& target) {
  Random random(1);
  Arrays values;
  std::vector<const std::byte*> inputs;
  std::vector<std::byte*> outputs;
  for (std::size_t i = 0; i < operation.inputs.size(); ++i) {
    const Layout layout = i < candidate.inputs.size() ? candidate.inputs[i] : Layout{};
    inputs.push_back(values.emplace_back(operand(operation.inputs[i], layout, target.samples, random)).raw());
  }
  for (const TensorDesc& value : operation.outputs)
    outputs.push_back(values.emplace_back(operand(value, {}, target.samples, random)).raw());
  Array scratch({static_cast<std::int64_t>(candidate.scratch_bytes * static_cast<std::size_t>(target.lanes)) + 64},
                DType::u8);
  const auto kernel = candidate.make();
  const KernelArguments arguments{.inputs = inputs.data(),
                                  .outputs = outputs.data(),
                                  .scratch = scratch.raw(),
                                  .samples = target.samples,
                                  .step = {}};
  using Clock = std::chrono::steady_clock;
  constexpr double enough = 4e-3;
  constexpr int most_runs = 20, fewest_runs = 4;
  kernel->run(arguments);
  double best = 1e9, spent = 0;
  for (int i = 0; i < most_runs && (i < fewest_runs || spent < enough); ++i) {
    const auto start = Clock::now();
    kernel->run(arguments);
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    best = std::min(best, seconds);
    spent += seconds;
  }
  return best;
}

/// A lock on a file of its own, held by one process at a time. Not there when the folder cannot be written.
class FileLock {
 public:
  explicit FileLock(const fs::path& path) : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (file_ >= 0) ::flock(file_, LOCK_EX);
  }
  ~FileLock() {
    if (file_ >= 0) ::close(file_);
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  bool held() const { return file_ >= 0; }

 private:
  int file_;
};

}  // namespace

std::size_t cheapest(const std::vector<Candidate>& candidates) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < candidates.size(); ++i)
    if (candidates[i].cost < candidates[best].cost) best = i;
  return best;
}

KernelChoices::KernelChoices(fs::path file) : file_(std::move(file)), writable_(!file_.empty()) {}

fs::path KernelChoices::default_file() {
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache == '/')
    return fs::path(cache) / "fovea/kernels.json";
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
    return fs::path(home) / ".cache/fovea/kernels.json";
  return {};
}

std::size_t KernelChoices::choose(const OperationSpec& operation, const Target& target,
                                  const std::vector<Candidate>& candidates) {
  const std::size_t estimated = cheapest(candidates);
  const auto plausible = [&](const Candidate& candidate) {
    return candidate.cost <= hopeless * candidates[estimated].cost;
  };
  const std::lock_guard<std::mutex> guard(mutex_);
  const std::string key =
      writable_ && std::ranges::count_if(candidates, plausible) > 1 ? key_of(operation, target) : "";
  if (key.empty()) return estimated;
  const auto known = [&]() -> const Candidate* {
    const auto found = kernels_.find(key);
    if (found == kernels_.end()) return nullptr;
    const auto candidate = std::ranges::find(candidates, found->second, &Candidate::name);
    return candidate == candidates.end() ? nullptr : &*candidate;
  };
  const auto index_of = [&](const Candidate* candidate) {
    return static_cast<std::size_t>(candidate - candidates.data());
  };

  if (!loaded_) load();
  if (const Candidate* candidate = known()) return index_of(candidate);
  std::error_code no_folder;
  fs::create_directories(file_.parent_path(), no_folder);
  const FileLock lock(fs::path(file_).replace_extension(".lock"));
  if (!lock.held()) {
    // What cannot be remembered is not measured: the next run would choose anew.
    writable_ = false;
    return estimated;
  }
  load();
  if (const Candidate* candidate = known()) return index_of(candidate);
  std::size_t fastest = estimated;
  double best = 1e9;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (!plausible(candidates[i])) continue;
    const double seconds = time_of(candidates[i], operation, target);
    if (seconds < best) best = seconds, fastest = i;
  }
  kernels_[key] = candidates[fastest].name;
  try {
    save();
  } catch (const Error&) {
    kernels_.erase(key);
    writable_ = false;
    return estimated;
  }
  return fastest;
}

void KernelChoices::load() {
  loaded_ = true;
  try {
    const Json content = Json::parse(read_file(file_, std::size_t{16} << 20), file_.string());
    if (content.at("machine").as_string() != machine_name() || content.at("version").as_string() != version) return;
    for (const auto& [key, kernel] : content.at("kernels").as_object()) kernels_[key] = kernel.as_string();
  } catch (const Error&) {
    // Missing or damaged: everything is measured again.
  }
}

void KernelChoices::save() const {
  Json kernels = Json::object();
  for (const auto& [key, kernel] : kernels_) kernels[key] = kernel;
  write_file(
      file_,
      Json(Json::Object{{"machine", machine_name()}, {"version", version}, {"kernels", kernels}}).dump(1) + "\n");
}

}  // namespace fovea
