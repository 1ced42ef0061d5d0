#include "fovea/data/photos/quarantine_list.h"

#include <fstream>
#include <string>

namespace fovea {

bool names_quarantine_list(std::string_view name) { return name.starts_with("moved") && name.ends_with(".txt"); }

bool is_quarantine_list(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return false;
  std::string begin(quarantine_line.size(), '\0');
  std::ifstream(file, std::ios::binary).read(begin.data(), static_cast<std::streamsize>(begin.size()));
  return begin == quarantine_line;
}

}  // namespace fovea
