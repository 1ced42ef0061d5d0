#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/data/photos/file_store.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

class FolderStore : public FileStore {
 public:
  FolderStore(const fs::path& folder, const StoreOptions& options)
      : FileStore(folder.string()), folder_(folder), options_(options) {
    walk("", 0);
    sort_names();
  }
  /// One file of a folder alone.
  FolderStore(const fs::path& folder, const std::string& name, const StoreOptions& options)
      : FileStore((folder / name).string()), folder_(folder), options_(options) {
    names_.push_back(name);
  }

  std::string kind() const override { return "folder"; }
  std::string place(std::size_t i) const override { return (folder_ / names_[i]).string(); }
  std::string read(std::size_t i) const override {
    return read_file(folder_ / names_[i], options_.limits.picture_bytes, "picture_bytes");
  }
  Stamp stamp(std::size_t i) const override {
    struct stat info {};
    if (::stat((folder_ / names_[i]).c_str(), &info) != 0)
      fail(ErrorKind::unreadable, place(i) + ": " + std::strerror(errno) + ".");
    return {info.st_size, std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec};
  }

 private:
  static constexpr int deepest = 32;

  /// The files beneath a folder, whose name is empty or ends in a slash. Returns whether there are any.
  bool walk(const std::string& name, int depth) {
    const fs::path path = folder_ / name;
    const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(path.c_str()), ::closedir);
    if (!open) {
      if (name.empty()) fail(ErrorKind::unreadable, who_ + ": cannot be read: " + std::strerror(errno) + ".");
      skipped_.push_back({name, std::string("cannot be opened: ") + std::strerror(errno)});
      return false;
    }
    struct stat own_info {};
    ::fstat(::dirfd(open.get()), &own_info);
    const std::pair own_id{own_info.st_dev, own_info.st_ino};
    if (std::ranges::find(above_, own_id) != above_.end()) {
      skipped_.push_back({name, "is a link to a folder that it lies in"});
      return false;
    }
    above_.push_back(own_id);
    bool any = false;
    while (const dirent* entry = ::readdir(open.get())) {
      const std::string_view own(entry->d_name);
      if (own == "." || own == "..") continue;
      std::string full = name + entry->d_name;
      if (const char* why = not_a_picture(own);
          why != nullptr && (entry->d_type != DT_DIR || own.starts_with('.') || own == "__MACOSX")) {
        skipped_.push_back({full, why});
        continue;
      }
      any = add(std::move(full), entry->d_type, depth) || any;
    }
    above_.pop_back();
    if (!any && !name.empty()) empty_folders_.push_back(name.substr(0, name.size() - 1));
    return any;
  }

  bool add(std::string name, unsigned char type, int depth) {
    const bool link = type == DT_LNK;
    if (type == DT_UNKNOWN || link) {
      struct stat info {};
      if (::stat((folder_ / name).c_str(), &info) != 0) {
        skipped_.push_back({name, errno == ELOOP ? "is a link to itself" : std::strerror(errno)});
        return false;
      }
      type = S_ISDIR(info.st_mode) ? DT_DIR : S_ISREG(info.st_mode) ? DT_REG : DT_FIFO;
    }
    if (type == DT_REG) {
      names_.push_back(std::move(name));
      return true;
    }
    if (type != DT_DIR) {
      skipped_.push_back({name, "is no regular file"});
      return false;
    }
    if (link && !options_.follow_links) {
      skipped_.push_back({name, "is a link to a folder (--follow-links walks into it)"});
      return false;
    }
    if (depth == deepest) {
      skipped_.push_back({name, "lies more than 32 folders deep"});
      return false;
    }
    return walk(name + "/", depth + 1);
  }

  fs::path folder_;
  StoreOptions options_;
  std::vector<std::pair<dev_t, ino_t>> above_;  ///< folders that are being walked
};

}  // namespace

std::unique_ptr<FileStore> open_folder(const fs::path& folder, const StoreOptions& options) {
  return std::make_unique<FolderStore>(folder, options);
}

std::unique_ptr<FileStore> open_one_file(const fs::path& path, const StoreOptions& options) {
  return std::make_unique<FolderStore>(path.parent_path(), path.filename().string(), options);
}

}  // namespace fovea
