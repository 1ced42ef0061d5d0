#include "fovea/data/photos/folder_listing.h"

#include "fovea/base/error.h"
#include "fovea/data/photos/file_store.h"

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
  static constexpr int deepest = 32;  // links may lead in circles

  /// Input    name: empty, or ends in a slash
  void enter(const std::string& name, int depth) {
    std::error_code error;
    fs::directory_iterator entries(top_ / name, error);
    if (error) fail(ErrorKind::unreadable, (top_ / name).string() + ": cannot be read: " + error.message() + ".");
    for (const fs::directory_entry& entry : entries) {
      const std::string own = entry.path().filename().string();
      const bool folder = entry.is_directory(error);
      if (compat_ == Compat::corrected && not_a_picture(own) != nullptr && (!folder || own.front() == '.')) continue;
      if (!folder) {
        listing_.files.push_back(name + own);
        continue;
      }
      listing_.folders.push_back(name + own);
      const bool link = entry.is_symlink(error);
      if (link) listing_.links.push_back(name + own);
      if (depth < deepest && (!link || follow_links_ || depth == 0)) enter(name + own + "/", depth + 1);
    }
  }

  fs::path top_;
  bool follow_links_;
  Compat compat_;
  FolderListing listing_;
};

}  // namespace

FolderListing folder_listing(const fs::path& folder, bool follow_links, Compat compat) {
  return Walk(folder, follow_links, compat).walk();
}

}  // namespace fovea
