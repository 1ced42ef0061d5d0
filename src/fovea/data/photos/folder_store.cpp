#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "fovea/base/file.h"
#include "fovea/base/machine_error.h"
#include "fovea/data/photos/file_store.h"
#include "fovea/data/photos/folder_stack.h"
#include "fovea/data/photos/quarantine_list.h"

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
  Stamp stamp(std::size_t i) const override { return stamp_of(folder_ / names_[i]); }

 private:
  static constexpr int deepest = 32;

  struct Entry {
    std::string name;
    unsigned char type;  ///< readdir's
  };

  void leave_aside(const std::string& name, const std::string& why) { skipped_.push_back({name, why}); }
  /// The same of a folder that may hold pictures.
  bool leave_closed(const std::string& name, const std::string& why) {
    leave_aside(name, why);
    empty_folders_.push_back(name);
    return false;
  }

  /// The files beneath a folder, whose name is empty for the top. Returns whether there are any.
  bool walk(const std::string& name, int depth) {
    const fs::path path = name.empty() ? folder_ : folder_ / name;
    std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(path.c_str()), ::closedir);
    if (!open) {
      if (name.empty() || is_of_machine(errno)) fail_reading(path.string(), "cannot be read", errno);
      return leave_closed(name, std::string("cannot be opened: ") + std::strerror(errno));
    }
    struct stat info {};
    ::fstat(::dirfd(open.get()), &info);
    if (!above_.enter(info)) {
      leave_aside(name, "is a link to a folder that it lies in");
      return false;
    }
    const std::vector<Entry> entries = entries_of(open.get(), path);
    open.reset();
    const bool any = take(name, entries, depth);
    above_.leave();
    return any;
  }

  static std::vector<Entry> entries_of(DIR* folder, const fs::path& path) {
    std::vector<Entry> entries;
    errno = 0;
    while (const dirent* entry = ::readdir(folder)) {
      const std::string_view name(entry->d_name);
      if (name != "." && name != "..") entries.push_back({entry->d_name, entry->d_type});
    }
    if (errno != 0) fail_reading(path.string(), "cannot be read", errno);
    return entries;
  }

  /// Takes what a folder holds. Returns whether there is any file.
  bool take(const std::string& folder, const std::vector<Entry>& entries, int depth) {
    const auto is_list = [&](const Entry& entry) {
      return names_quarantine_list(entry.name) && is_quarantine_list(folder_ / folder / entry.name);
    };
    if (!folder.empty() && std::ranges::any_of(entries, is_list)) {
      leave_aside(folder, "is a quarantine of `fovea data clean`");
      return false;
    }
    bool any = false;
    for (const Entry& entry : entries)
      any = add(folder.empty() ? entry.name : folder + "/" + entry.name, entry, depth) || any;
    if (!any && !folder.empty()) empty_folders_.push_back(folder);
    return any;
  }

  bool add(const std::string& name, const Entry& entry, int depth) {
    if (const char* why = not_a_picture(entry.name + "/")) {
      leave_aside(name, why);
      return false;
    }
    unsigned char type = entry.type;
    if (type == DT_UNKNOWN || type == DT_LNK) {
      struct stat info {};
      if (::stat((folder_ / name).c_str(), &info) != 0) {
        leave_aside(name, errno == ELOOP    ? "is a link to itself"
                          : errno == ENOENT ? "is a link that leads nowhere"
                                            : std::string("cannot be looked at: ") + std::strerror(errno));
        return false;
      }
      type = S_ISDIR(info.st_mode) ? DT_DIR : S_ISREG(info.st_mode) ? DT_REG : DT_FIFO;
    }
    if (type == DT_DIR) return enter(name, entry.type == DT_LNK, depth);
    const char* why = not_a_picture(entry.name);
    if (why == nullptr && type != DT_REG) why = "is no regular file";
    if (why != nullptr)
      leave_aside(name, why);
    else
      names_.push_back(name);
    return why == nullptr;
  }

  bool enter(const std::string& name, bool link, int depth) {
    if (link && !options_.follow_links)
      return leave_closed(name, "is a link to a folder (--follow-links walks into it)");
    if (depth == deepest) return leave_closed(name, "lies more than 32 folders deep");
    return walk(name, depth + 1);
  }

  fs::path folder_;
  StoreOptions options_;
  FolderStack above_;
};

}  // namespace

std::unique_ptr<FileStore> open_folder(const fs::path& folder, const StoreOptions& options) {
  return std::make_unique<FolderStore>(folder, options);
}

std::unique_ptr<FileStore> open_one_file(const fs::path& path, const StoreOptions& options) {
  return std::make_unique<FolderStore>(path.parent_path(), path.filename().string(), options);
}

}  // namespace fovea
