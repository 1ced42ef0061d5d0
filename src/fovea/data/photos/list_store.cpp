#include "fovea/base/file.h"
#include "fovea/data/photos/file_store.h"

namespace fovea {
namespace {

class ListStore : public FileStore {
 public:
  ListStore(FileListOrigin origin, std::vector<std::string> names, std::vector<std::int64_t>& order,
            const ReadLimits& limits)
      : FileStore(std::move(origin.who)),
        folder_(std::move(origin.folder)),
        kind_(std::move(origin.kind)),
        limits_(limits) {
    names_ = std::move(names);
    sort_names(&order);
  }

  std::string kind() const override { return kind_; }
  std::string place(std::size_t i) const override { return path(i).string(); }
  std::string read(std::size_t i) const override {
    return read_file(path(i), limits_.picture_bytes, "picture_bytes");
  }
  Stamp stamp(std::size_t i) const override { return stamp_of(path(i)); }

 private:
  std::filesystem::path path(std::size_t i) const { return folder_ / names_[i]; }

  std::filesystem::path folder_;
  std::string kind_;
  ReadLimits limits_;
};

}  // namespace

std::unique_ptr<FileStore> list_files(FileListOrigin origin, std::vector<std::string> names,
                                      std::vector<std::int64_t>& order, const ReadLimits& limits) {
  return std::make_unique<ListStore>(std::move(origin), std::move(names), order, limits);
}

}  // namespace fovea
