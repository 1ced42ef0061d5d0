#include "fovea/base/machine.h"

#include <fstream>

namespace fovea {

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
