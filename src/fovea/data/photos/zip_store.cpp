#include <limits>
#include <mutex>

#include "fovea/base/error.h"
#include "fovea/data/photos/file_store.h"
#include "fovea/data/zip_archive.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

/// Photos are read one by one, so all of them together may be any number of bytes.
ReadLimits of_any_size(ReadLimits limits) {
  limits.archive_bytes = std::numeric_limits<std::int64_t>::max();
  return limits;
}

class ZipStore : public FileStore {
 public:
  ZipStore(const fs::path& path, const StoreOptions& options)
      : FileStore(path.string()), limits_(options.limits), archive_(path, of_any_size(options.limits)) {
    std::vector<std::string> folders;
    for (const ZipEntry& entry : archive_.entries()) {
      if (entry.name.ends_with('/'))
        folders.push_back(entry.name.substr(0, entry.name.size() - 1));
      else if (const char* why = not_a_picture(entry.name))
        skipped_.push_back({entry.name, why});
      else
        names_.push_back(entry.name);
    }
    sort_names();
    find_empty_folders(std::move(folders));
    std::error_code error;
    stamp_.bytes = static_cast<std::int64_t>(fs::file_size(path, error));
    stamp_.time = fs::last_write_time(path, error).time_since_epoch().count();
  }

  std::string kind() const override { return "zip"; }
  std::string read(std::size_t i) const override {
    const std::lock_guard<std::mutex> lock(one_reader_);
    return archive_.read(names_[i], limits_.picture_bytes, "picture_bytes");
  }
  Stamp stamp(std::size_t) const override { return stamp_; }

 private:
  ReadLimits limits_;
  ZipReader archive_;
  Stamp stamp_;
  mutable std::mutex one_reader_;
};

}  // namespace

std::unique_ptr<FileStore> open_zip(const fs::path& path, const StoreOptions& options) {
  return std::make_unique<ZipStore>(path, options);
}

}  // namespace fovea
