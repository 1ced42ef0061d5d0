#pragma once
#include <sys/stat.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace fovea {

/// The folders that are being walked, one in the other, by which a link back into one of them is noticed.
class FolderStack {
 public:
  /// False: the walk is in this folder already.
  bool enter(const struct stat& folder) {
    const std::pair id{folder.st_dev, folder.st_ino};
    if (std::ranges::find(folders_, id) != folders_.end()) return false;
    folders_.push_back(id);
    return true;
  }
  void leave() { folders_.pop_back(); }

 private:
  std::vector<std::pair<dev_t, ino_t>> folders_;
};

}  // namespace fovea
