#pragma once
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "fovea/kernels/kernel.h"

namespace fovea {

/// Which kernel ran fastest for an operation on this machine: measured once, kept in a file, and reused by every later
/// run, so that runs repeat bit for bit. The file belongs to one processor and one version of fovea; written for others it
/// starts anew. Processes that measure at the same time take turns, and the first answer stays.
class KernelChoices {
 public:
  /// The file may not exist yet, nor its folder. Nothing is written before something was measured.
  explicit KernelChoices(std::filesystem::path file);

  /// kernels.json in $XDG_CACHE_HOME/fovea or ~/.cache/fovea; empty when neither is set.
  static std::filesystem::path default_file();

  /// Index of the candidate to take; the cheapest by its own estimate where nothing can be measured or remembered. Only
  /// convolutions and dense products are worth it: everything else moves memory.
  std::size_t choose(const OperationSpec& operation, const Target& target, const std::vector<Candidate>& candidates);

 private:
  void load();
  void save() const;

  std::filesystem::path file_;
  std::map<std::string, std::string> kernels_;  ///< names by operation
  bool loaded_ = false, writable_ = true;
  std::mutex mutex_;
};

/// Index of the candidate with the lowest estimate, the first among equals.
std::size_t cheapest(const std::vector<Candidate>& candidates);

}  // namespace fovea
