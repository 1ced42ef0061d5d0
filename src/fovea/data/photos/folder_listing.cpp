#include "fovea/data/photos/folder_listing.h"

#include <algorithm>
#include <cerrno>

#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/data/photos/file_store.h"
#include "fovea/data/photos/folder_stack.h"
#include "fovea/data/photos/quarantine_list.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

class Walk {
 public:
  Walk(const fs::path& top, bool follow_links, Compat compat)
      : top_(top), follow_links_(follow_links), compat_(compat) {}

  FolderListing walk() {
    std::error_code error;
    if (!fs::is_directory(top_, error))
      fail(ErrorKind::unreadable, top_.string() + ": is no folder" + (error ? ": " + error.message() : "") + ".");
    enter("", 0);
    return std::move(listing_);
  }

 private:
  static constexpr int deepest = 32;

  /// Input    name: empty, or ends in a slash
  void enter(const std::string& name, int depth) {
    std::error_code error;
    fs::directory_iterator entries(top_ / name, error);
    if (error) fail_reading((top_ / name).string(), "cannot be read", error.value());
    struct stat info {};
    if (::stat((top_ / name).c_str(), &info) != 0) fail_reading((top_ / name).string(), "cannot be read", errno);
    if (!above_.enter(info)) return;  // a link back
    for (; entries != fs::directory_iterator(); next(entries, top_ / name)) {
      const fs::directory_entry& entry = *entries;
      const std::string own = entry.path().filename().string();
      const bool folder = entry.is_directory(error);
      if (compat_ == Compat::corrected && is_left_aside(entry.path(), folder)) continue;
      if (!folder) {
        listing_.files.push_back(name + own);
        continue;
      }
      listing_.folders.push_back(name + own);
      const bool link = entry.is_symlink(error);
      if (link) listing_.links.push_back(name + own);
      if (depth < deepest && (!link || follow_links_ || depth == 0)) enter(name + own + "/", depth + 1);
    }
    above_.leave();
  }

  static void next(fs::directory_iterator& entries, const fs::path& folder) {
    std::error_code error;
    entries.increment(error);
    if (error) fail_reading(folder.string(), "cannot be read", error.value());
  }

  static bool is_left_aside(const fs::path& path, bool folder) {
    const std::string own = path.filename().string();
    if (!folder) return not_a_picture(own) != nullptr;
    if (not_a_picture(own + "/") != nullptr) return true;
    std::error_code error;
    fs::directory_iterator entries(path, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error))
      if (names_quarantine_list(entries->path().filename().string()) && is_quarantine_list(entries->path()))
        return true;
    return false;
  }

  fs::path top_;
  bool follow_links_;
  Compat compat_;
  FolderStack above_;
  FolderListing listing_;
};

}  // namespace

FolderListing folder_listing(const fs::path& folder, bool follow_links, Compat compat) {
  return Walk(folder, follow_links, compat).walk();
}

}  // namespace fovea
