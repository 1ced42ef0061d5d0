#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <set>

#include "fovea/base/machine_error.h"
#include "fovea/data/photos/file_store.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

struct CloseArchive {
  void operator()(archive* a) const { archive_read_free(a); }
};
using Archive = std::unique_ptr<archive, CloseArchive>;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// A file's bytes from an offset on, for libarchive; any number of them read one file at once.
struct Window {
  int file = -1;
  std::int64_t at = 0;
  std::array<char, 1 << 16> bytes{};

  static la_ssize_t read(archive* tar, void* self, const void** data) {
    auto& window = *static_cast<Window*>(self);
    const ssize_t got = ::pread(window.file, window.bytes.data(), window.bytes.size(), window.at);
    if (got < 0) archive_set_error(tar, errno, "%s", std::strerror(errno));
    if (got > 0) window.at += got;
    *data = window.bytes.data();
    return got;
  }
};

class TarStore : public FileStore {
 public:
  TarStore(const fs::path& path, const StoreOptions& options) : FileStore(path.string()), limits_(options.limits) {
    file_.reset(std::fopen(path.c_str(), "rbe"));
    if (!file_) refuse(ErrorKind::unreadable, std::string("cannot be read: ") + std::strerror(errno));
    std::error_code error;
    stamp_.bytes = static_cast<std::int64_t>(fs::file_size(path, error));
    stamp_.time = fs::last_write_time(path, error).time_since_epoch().count();
    unfold();
    index();
    sort_names(&places_);
    if (const auto twice = std::ranges::adjacent_find(names_); twice != names_.end())
      refuse(ErrorKind::format, "the archive has two entries of one name, '" + *twice + "'");
    find_empty_folders(std::move(folders_));
  }

  std::string kind() const override { return "tar"; }
  Stamp stamp(std::size_t) const override { return stamp_; }

  std::string read(std::size_t i) const override {
    Window window{.file = ::fileno(file_.get()), .at = places_[i]};
    const Archive tar = open(window);
    archive_entry* entry = nullptr;
    if (archive_read_next_header(tar.get(), &entry) < ARCHIVE_WARN) cannot_read(tar, names_[i]);
    if (name_of(entry) != names_[i])
      refuse(ErrorKind::unreadable, "entry '" + names_[i] + "' is not where it was: the archive was changed");
    const std::int64_t size = archive_entry_size(entry);
    if (size > limits_.picture_bytes)
      fail(ErrorKind::resource, place(i) + ": has " + std::to_string(size) +
                                    " bytes: " + limit_words("picture_bytes", limits_.picture_bytes) + ".");
    std::string content(static_cast<std::size_t>(size), '\0');
    for (std::size_t done = 0; done < content.size();) {
      const la_ssize_t got = archive_read_data(tar.get(), content.data() + done, content.size() - done);
      if (got <= 0) cannot_read(tar, names_[i]);
      done += static_cast<std::size_t>(got);
    }
    return content;
  }

 private:
  [[noreturn]] void refuse(ErrorKind kind, const std::string& text) const { fail(kind, who_ + ": " + text + "."); }
  static std::string why(const Archive& tar, const std::string& name) {
    const char* text = archive_error_string(tar.get());
    return (name.empty() ? "" : "entry '" + name + "' ") +
           "cannot be read: " + (text != nullptr ? text : "it is cut short");
  }

  [[noreturn]] void cannot_read(const Archive& tar, const std::string& name) const {
    if (is_of_machine(archive_errno(tar.get()))) throw MachineError(who_ + ": " + why(tar, name) + ".");
    refuse(ErrorKind::unreadable, why(tar, name));
  }
  static std::string name_of(archive_entry* entry) {
    const char* text = archive_entry_pathname(entry);
    std::string name = text != nullptr ? text : "";
    if (name.starts_with("./")) name.erase(0, 2);
    return name;
  }

  Archive open(Window& window) const {
    Archive tar(archive_read_new());
    archive_read_support_format_tar(tar.get());
    archive_read_support_format_gnutar(tar.get());
    if (archive_read_open(tar.get(), &window, nullptr, Window::read, nullptr) != ARCHIVE_OK)
      refuse(ErrorKind::format, why(tar, ""));
    return tar;
  }

  /// Puts the tar archive of a compressed one into a file that has no name, so that entries can be read in any order.
  void unfold() {
    Window window{.file = ::fileno(file_.get())};
    const Archive packed(archive_read_new());
    archive_read_support_filter_all(packed.get());
    archive_read_support_format_raw(packed.get());
    archive_entry* entry = nullptr;
    if (archive_read_open(packed.get(), &window, nullptr, Window::read, nullptr) != ARCHIVE_OK ||
        archive_read_next_header(packed.get(), &entry) != ARCHIVE_OK)
      refuse(ErrorKind::format, why(packed, ""));
    if (archive_filter_count(packed.get()) < 2) return;  // not compressed
    File plain(std::tmpfile());
    if (!plain) refuse(ErrorKind::resource, std::string("no temporary file can be made: ") + std::strerror(errno));
    const std::uint64_t most = limits_.most_inflated(static_cast<std::uint64_t>(stamp_.bytes));
    std::uint64_t all = 0;
    std::array<char, 1 << 16> bytes;
    while (const la_ssize_t got = archive_read_data(packed.get(), bytes.data(), bytes.size())) {
      if (got < 0) refuse(ErrorKind::unreadable, why(packed, ""));
      all += static_cast<std::uint64_t>(got);
      if (all > most)
        refuse(ErrorKind::resource,
               "unfolds to too many bytes: " + limit_words("archive_bytes", limits_.archive_bytes) + ", and " +
                   limit_words("archive_ratio", limits_.archive_ratio));
      if (std::fwrite(bytes.data(), 1, static_cast<std::size_t>(got), plain.get()) != static_cast<std::size_t>(got))
        refuse(ErrorKind::resource, std::string("unfolding it failed: ") + std::strerror(errno));
    }
    if (std::fflush(plain.get()) != 0)
      refuse(ErrorKind::resource, std::string("unfolding it failed: ") + std::strerror(errno));
    file_ = std::move(plain);
  }

  void index() {
    Window window{.file = ::fileno(file_.get())};
    const Archive tar = open(window);
    archive_entry* entry = nullptr;
    std::int64_t entries = 0;
    while (true) {
      const int status = archive_read_next_header(tar.get(), &entry);
      if (status == ARCHIVE_EOF) return;
      if (status < ARCHIVE_WARN) refuse(ErrorKind::format, why(tar, ""));
      if (++entries > limits_.archive_entries)
        refuse(ErrorKind::format, "has too many entries: " + limit_words("archive_entries", limits_.archive_entries));
      std::string name = name_of(entry);
      if (name.empty()) continue;
      if (archive_entry_filetype(entry) == AE_IFDIR)
        folders_.push_back(name.substr(0, name.size() - (name.ends_with('/') ? 1 : 0)));
      else if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr)
        skipped_.push_back({name, "is no regular file"});
      else if (const char* reason = not_a_picture(name))
        skipped_.push_back({name, reason});
      else {
        names_.push_back(std::move(name));
        places_.push_back(archive_read_header_position(tar.get()));
      }
    }
  }

  ReadLimits limits_;
  File file_;
  std::vector<std::int64_t> places_;  ///< where the header of each file begins
  std::vector<std::string> folders_;  ///< that the archive names, until it is known which of them are empty
  Stamp stamp_;
};

}  // namespace

std::unique_ptr<FileStore> open_tar(const fs::path& path, const StoreOptions& options) {
  return std::make_unique<TarStore>(path, options);
}

bool is_tar(std::string_view first) {
  constexpr std::size_t magic = 257;
  const bool plain = first.size() >= magic + 5 && first.substr(magic, 5) == "ustar";
  return plain || first.starts_with("\x1f\x8b") || first.starts_with("BZh") ||
         first.starts_with(
             "\xfd"
             "7zXZ") ||
         first.starts_with("\x28\xb5\x2f\xfd");
}

}  // namespace fovea
