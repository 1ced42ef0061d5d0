#include "fovea/base/machine.h"

#include <algorithm>
#include <fstream>
#include <optional>

namespace fovea {
namespace {

namespace fs = std::filesystem;

/// The number that a file holds; none where there is no such file, or it says "max".
std::optional<std::int64_t> number_in(const fs::path& path) {
  std::ifstream file(path);
  std::int64_t number = 0;
  return file >> number ? std::optional(number) : std::nullopt;
}

/// The number behind a word at the beginning of a line; 0 where there is none.
std::int64_t number_after(const fs::path& path, const std::string& word) {
  std::ifstream file(path);
  std::string rest;
  for (std::string first; file >> first; std::getline(file, rest)) {
    std::int64_t number = 0;
    if (first == word && file >> number) return number;
  }
  return 0;
}

/// What the files of a control group are called, and where its folder lies.
struct GroupFiles {
  fs::path top;
  const char *limit, *used, *cached;
};

/// What a group and those that it lies in leave; the cache of files that they hold can be taken back.
std::int64_t left_by_groups(const GroupFiles& files, fs::path group, std::int64_t most) {
  while (true) {
    const fs::path folder = files.top / group.relative_path();
    const auto limit = number_in(folder / files.limit), used = number_in(folder / files.used);
    if (limit && used)
      most = std::min(most,
                      std::max<std::int64_t>(*limit - *used + number_after(folder / "memory.stat", files.cached), 0));
    if (!group.has_relative_path()) return most;
    group = group.parent_path();
  }
}

}  // namespace

std::int64_t available_memory(const fs::path& root) {
  std::int64_t most = number_after(root / "proc/meminfo", "MemAvailable:") * 1024;
  const fs::path groups = root / "sys/fs/cgroup";
  const GroupFiles unified{groups, "memory.max", "memory.current", "inactive_file"},
      older{groups / "memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"};
  std::ifstream own(root / "proc/self/cgroup");
  for (std::string line; std::getline(own, line);) {  // NUMBER:CONTROLLERS:GROUP
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    if (controllers == ",,") most = left_by_groups(unified, line.substr(second + 1), most);
    if (controllers.find(",memory,") != std::string::npos)
      most = left_by_groups(older, line.substr(second + 1), most);
  }
  return most;
}

std::string machine_name() {
  static const std::string name = [] {
    std::ifstream information("/proc/cpuinfo");
    std::string result;
    for (std::string line; std::getline(information, line) && !line.empty();) {
      const auto colon = line.find(':');
      if (colon == std::string::npos || colon + 2 > line.size()) continue;
      for (const char* wanted : {"cpu family", "model\t", "model name", "stepping", "cache size"})
        if (line.rfind(wanted, 0) == 0) result += (result.empty() ? "" : ", ") + line.substr(colon + 2);
    }
    return result.empty() ? std::string("unknown processor") : result;
  }();
  return name;
}

}  // namespace fovea
