#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "fovea/base/limits.h"

namespace fovea {

/// A file that was found but is not offered, and why.
struct SkippedFile {
  std::string name, reason;
};

/// Many files by number, in a folder or in an archive that is read in place. Names are relative, with '/' between their
/// parts, sorted by their bytes; what they name is never made. Read by any number of threads.
class FileStore {
 public:
  virtual ~FileStore() = default;

  /// The folder or archive.
  const std::string& who() const { return who_; }
  const std::vector<std::string>& names() const { return names_; }
  /// "folder", "zip", "tar" or "csv".
  virtual std::string kind() const = 0;
  /// Content of file i. Errors   unreadable: gone, no permission, damaged; resource: over limits.picture_bytes
  virtual std::string read(std::size_t i) const = 0;
  /// Where file i lies as users would name it: FOLDER/NAME, ARCHIVE: NAME.
  virtual std::string place(std::size_t i) const { return who_ + ": " + names_[i]; }
  /// Length and time of change of file i (those of the archive for a file in it), by which a cache tells that it is the
  /// same. Errors   unreadable
  struct Stamp {
    std::int64_t bytes = 0, time = 0;
    bool operator==(const Stamp&) const = default;
  };
  virtual Stamp stamp(std::size_t i) const = 0;
  /// What gets rid of files that cannot be read, as a sentence.
  std::string remedy() const;
  const std::vector<SkippedFile>& skipped() const { return skipped_; }
  /// Folders without any file beneath them that is offered; those that could not be looked into are skipped() too.
  const std::vector<std::string>& empty_folders() const { return empty_folders_; }

 protected:
  explicit FileStore(std::string who) : who_(std::move(who)) {}
  /// Sorts the names. `order`, if given, is sorted along.
  void sort_names(std::vector<std::int64_t>* order = nullptr);
  /// Fills empty_folders_ of an archive, when names and what is skipped are there.
  /// Input    folders: those that it names
  void find_empty_folders(std::vector<std::string> folders);

  std::string who_;
  std::vector<std::string> names_;
  std::vector<SkippedFile> skipped_;
  std::vector<std::string> empty_folders_;
};

/// What becomes of a fault in the classes that a run would fail of: an error, or an entry of PhotoSet::faults.
enum class ClassFaults : std::uint8_t { refuse, keep };

struct StoreOptions {
  bool follow_links = false;  ///< walk into folders that symbolic links lead to
  ClassFaults faults = ClassFaults::refuse;
  ReadLimits limits = {};
};

/// The files beneath a folder. Hidden ones, files that say by their name that they are no pictures, what is no regular
/// file, and quarantines of `fovea data clean` are skipped and listed.
/// Errors   unreadable: no such folder, no permission; a MachineError
std::unique_ptr<FileStore> open_folder(const std::filesystem::path& folder, const StoreOptions& options = {});

/// One file alone. Errors   unreadable: no such file
std::unique_ptr<FileStore> open_one_file(const std::filesystem::path& path, const StoreOptions& options = {});

/// The same of a zip archive, whose limits.archive_bytes is not asked for. Errors   those of ZipReader
std::unique_ptr<FileStore> open_zip(const std::filesystem::path& path, const StoreOptions& options = {});

/// The same of a tar archive, plain or compressed by gzip, bzip2, xz or zstd; a compressed one is unfolded once into a file
/// without a name. Errors   unreadable; format: damaged, a name twice; resource: over limits.archive_bytes
std::unique_ptr<FileStore> open_tar(const std::filesystem::path& path, const StoreOptions& options = {});

/// Where a list of files comes from: `who` and `kind` are the store's.
struct FileListOrigin {
  std::string who;
  std::filesystem::path folder;
  std::string kind;
};

/// Files beneath a folder by their names; an absolute name stands for itself. `order`, as long as the names, is sorted along.
std::unique_ptr<FileStore> list_files(FileListOrigin origin, std::vector<std::string> names,
                                      std::vector<std::int64_t>& order, const ReadLimits& limits = {});

/// Length and time of change of a file of the disk. Errors   unreadable
FileStore::Stamp stamp_of(const std::filesystem::path& file);

/// True of the first bytes of a tar archive, compressed or not.
bool is_tar(std::string_view first_bytes);

/// Why a file of this name is no picture, or null: it is hidden, of a system, or of another kind by its ending. A name
/// without a known ending may be anything. Of a name that ends in a slash, why a folder holds none.
const char* not_a_picture(std::string_view name);

}  // namespace fovea
