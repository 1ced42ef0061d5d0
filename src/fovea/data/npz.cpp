#include "fovea/data/npz.h"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <set>

#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/base/text.h"
#include "fovea/data/npy.h"
#include "fovea/data/sniff.h"

namespace fovea {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view suffix = ".npy";

std::string text_of(int code) {
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  std::string text = zip_error_strerror(&error);
  zip_error_fini(&error);
  return text;
}

/// One entry, inflated as it is read; libzip checks its checksum at the end.
class EntrySource : public ByteSource {
 public:
  EntrySource(zip* archive, const std::string& entry, std::string who, std::uint64_t size)
      : ByteSource(std::move(who), size), file_(zip_fopen(archive, entry.c_str(), ZIP_FL_ENC_RAW)) {
    if (file_ == nullptr) damaged(zip_strerror(archive));
  }
  ~EntrySource() override { zip_fclose(file_); }
  EntrySource(const EntrySource&) = delete;
  EntrySource& operator=(const EntrySource&) = delete;

 private:
  [[noreturn]] void damaged(const std::string& why) {
    fail(ErrorKind::unreadable, fmt::format("{}: cannot be unpacked: {}. Get the file again.", who(), why));
  }
  std::size_t next(void* to, std::size_t size) override {
    const zip_int64_t got = zip_fread(file_, to, size);
    if (got < 0) damaged(zip_file_strerror(file_));
    return static_cast<std::size_t>(got);
  }

  zip_file_t* file_;
};

}  // namespace

void NpzFile::Close::operator()(zip* archive) const { zip_discard(archive); }

NpzFile::NpzFile(const fs::path& path, const ReadLimits& limits) : path_(path.string()), limits_(limits) {
  const std::string head = first_bytes(path);
  if (!head.starts_with("PK"))
    fail(ErrorKind::format,
         fmt::format("{}: is no .npz file: its content is {}. An .npz is a zip archive of .npy arrays, "
                     "as numpy.savez writes it.",
                     path_, describe_content(head)));
  int code = 0;
  archive_.reset(zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (!archive_)
    fail(ErrorKind::format,
         fmt::format("{}: broken .npz file: {}. It may be cut short; get it again.", path_, text_of(code)));
  list_entries(fs::file_size(path));
}

void NpzFile::list_entries(std::uint64_t file_bytes) {
  const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
  if (static_cast<std::uint64_t>(count) > limits_.entries)
    fail(ErrorKind::resource, fmt::format("{}: has {} entries; the limit is {}.", path_, count, limits_.entries));
  std::set<std::string> seen;
  std::uint64_t compressed = 0, inflated = 0;
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t entry;
    if (zip_stat_index(archive_.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW, &entry) != 0)
      fail(ErrorKind::format, fmt::format("{}: entry {} is broken: {}.", path_, i, zip_strerror(archive_.get())));
    const std::string name = entry.name;
    if (!seen.insert(name).second)
      fail(ErrorKind::format,
           fmt::format("{}: entry '{}' comes twice; it is not clear which one counts.", path_, name));
    if (entry.size > limits_.most_inflated(entry.comp_size) ||
        __builtin_add_overflow(inflated, entry.size, &inflated) || inflated > limits_.total)
      fail(ErrorKind::resource,
           fmt::format(
               "{}: entry '{}' unfolds from {} to {} bytes. The limits are {} times the compressed size and {} "
               "bytes in all. Unpack it by hand if you trust it.",
               path_, name, entry.comp_size, entry.size, limits_.ratio, limits_.total));
    if (__builtin_add_overflow(compressed, entry.comp_size, &compressed) || compressed > file_bytes)
      fail(ErrorKind::format,
           fmt::format("{}: entries overlap: together they claim more than the file's {} bytes.", path_, file_bytes));
    if (name.size() > suffix.size() && name.ends_with(suffix))
      names_.push_back(name.substr(0, name.size() - suffix.size()));
  }
}

bool NpzFile::has(std::string_view name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

Array NpzFile::read(const std::string& name) const {
  if (!has(name))
    fail(ErrorKind::usage, fmt::format("{}: has no array '{}'. {}", path_, name, suggest(name, names_)));
  const std::string entry = name + std::string(suffix);
  zip_stat_t info;
  if (zip_stat(archive_.get(), entry.c_str(), ZIP_FL_ENC_RAW, &info) != 0)
    fail(ErrorKind::format, fmt::format("{}: array '{}' is broken: {}.", path_, name, zip_strerror(archive_.get())));
  EntrySource source(archive_.get(), entry, fmt::format("{}, array '{}'", path_, name), info.size);
  return read_npy(source, limits_);
}

NamedArrays read_npz(const fs::path& path, const ReadLimits& limits) {
  const NpzFile file(path, limits);
  NamedArrays arrays;
  for (const std::string& name : file.names()) arrays.emplace_back(name, file.read(name));
  return arrays;
}

void write_npz(const fs::path& path, const NamedArrays& arrays) {
  std::set<std::string> seen;
  std::vector<std::string> contents;
  for (const auto& [name, array] : arrays) {
    if (name.empty() || !seen.insert(name).second)
      fail(ErrorKind::usage, fmt::format("{}: array name '{}' is empty or comes twice.", path.string(), name));
    contents.push_back(npy_bytes(array));
  }
  replace_file(path, [&](const fs::path& temporary) {
    int code = 0;
    std::unique_ptr<zip, decltype(&zip_discard)> archive(zip_open(temporary.c_str(), ZIP_CREATE | ZIP_EXCL, &code),
                                                         &zip_discard);
    const auto refuse = [&](const std::string& why) {
      fail(ErrorKind::resource,
           fmt::format("{}: cannot write: {}. What was there before is untouched.", path.string(), why));
    };
    if (!archive) refuse(text_of(code));
    for (std::size_t i = 0; i < arrays.size(); ++i) {
      zip_source_t* source = zip_source_buffer(archive.get(), contents[i].data(), contents[i].size(), 0);
      const std::string entry = arrays[i].first + std::string(suffix);
      const zip_int64_t index =
          source == nullptr ? -1 : zip_file_add(archive.get(), entry.c_str(), source, ZIP_FL_ENC_UTF_8);
      if (index < 0) {
        zip_source_free(source);
        refuse(zip_strerror(archive.get()));
      }
      zip_set_file_compression(archive.get(), static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
      // A fixed date (1980-01-01) makes equal arrays equal files.
      zip_file_set_dostime(archive.get(), static_cast<zip_uint64_t>(index), 0, 0x21, 0);
    }
    if (zip_close(archive.get()) != 0) refuse(zip_strerror(archive.get()));
    archive.release();
  });
}

}  // namespace fovea
