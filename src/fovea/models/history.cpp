#include "fovea/models/history.h"

#include "fovea/base/error.h"
#include "fovea/base/text.h"

namespace fovea {

const std::vector<double>& History::operator[](const std::string& name) const {
  std::vector<std::string> known;
  for (const auto& [key, values] : history) {
    if (key == name) return values;
    known.push_back(key);
  }
  fail(ErrorKind::usage, "History: '" + name + "' was not measured. " + suggest(name, known));
}

void History::add(const std::string& name, double value) {
  for (auto& [key, values] : history)
    if (key == name) return values.push_back(value);
  history.push_back({name, {value}});
}

}  // namespace fovea
