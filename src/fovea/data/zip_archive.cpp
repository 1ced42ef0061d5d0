#include "fovea/data/zip_archive.h"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <numeric>
#include <optional>
#include <utility>

#include "fovea/base/error.h"
#include "fovea/base/text.h"

namespace fovea {
namespace fs = std::filesystem;
namespace {

/// An archive of libzip's; what was not closed in full is thrown away.
struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, Discard>;

struct CloseEntry {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

/// A libzip error of its own, freed on every way out.
class LibraryError {
 public:
  LibraryError() { zip_error_init(&error_); }
  explicit LibraryError(int code) { zip_error_init_with_code(&error_, code); }
  ~LibraryError() { zip_error_fini(&error_); }
  LibraryError(const LibraryError&) = delete;
  LibraryError& operator=(const LibraryError&) = delete;

  zip_error_t* get() { return &error_; }
  std::string text() { return zip_error_strerror(&error_); }

 private:
  zip_error_t error_;
};

/// Why a name could lead out of a folder, or nothing.
const char* unsafe_name(std::string_view name) {
  if (name.starts_with('/') || name.starts_with('\\') || (name.size() > 1 && name[1] == ':')) return "is absolute";
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find_first_of("/\\", at), name.size());
    if (name.substr(at, end - at) == "..") return "contains '..'";
    at = end + 1;
  }
  return nullptr;
}

}  // namespace

struct ZipReader::State {
  std::string name, bytes;
  ReadLimits limits;
  Archive archive;
  std::vector<ZipEntry> entries;
  std::vector<std::uint32_t> by_name;  ///< numbers of entries, which are libzip's too

  const std::string& name_of(std::uint32_t index) const { return entries[index].name; }
  /// The number of an entry, if there is one of this name.
  std::optional<std::uint32_t> find(std::string_view entry) const {
    const auto found =
        std::ranges::lower_bound(by_name, entry, {}, [&](std::uint32_t i) -> std::string_view { return name_of(i); });
    return found != by_name.end() && name_of(*found) == entry ? std::optional(*found) : std::nullopt;
  }

  [[noreturn]] void refuse(ErrorKind kind, const std::string& why) const {
    fail(kind, fmt::format("{}: {}", name, why));
  }
  [[noreturn]] void damaged(std::string_view entry, const std::string& why) const {
    refuse(ErrorKind::format, fmt::format("entry '{}' is damaged: {}. Get another copy of the file.", entry, why));
  }

  /// Opens and checks the archive; `file_bytes` is how long it is.
  /// Input    open: with libzip's flags, setting its error; kind: of an archive that cannot be opened, by libzip's code
  template <class Open, class Kind>
  void take(Open open, Kind kind, std::uint64_t file_bytes) {
    LibraryError error;
    archive.reset(open(ZIP_RDONLY | ZIP_CHECKCONS, error.get()));
    // Which name stands twice the library does not say, and survey() does.
    const int code = zip_error_code_zip(error.get());
    if (!archive && code == ZIP_ER_EXISTS) archive.reset(open(ZIP_RDONLY, error.get()));
    if (!archive)
      refuse(kind(code),
             fmt::format("is no zip archive that can be read: {}. It may be cut short; get another copy of it.",
                         error.text()));
    survey(file_bytes);
  }

  /// Checks the directory; `file_bytes` is how long the archive is.
  void survey(std::uint64_t file_bytes) {
    const auto count = static_cast<zip_uint64_t>(zip_get_num_entries(archive.get(), 0));
    if (count > static_cast<zip_uint64_t>(limits.archive_entries))
      refuse(ErrorKind::format, fmt::format("the archive has {} entries: {}.", count,
                                            limit_words("archive_entries", limits.archive_entries)));
    std::uint64_t total = 0, compressed = 0;
    for (zip_uint64_t i = 0; i < count; ++i) add(i, total, compressed);
    by_name.resize(count);
    std::iota(by_name.begin(), by_name.end(), 0u);
    const auto name_at = [&](std::uint32_t i) -> const std::string& { return name_of(i); };
    std::ranges::sort(by_name, {}, name_at);
    // The library compares the names as they are stored; two of them may still stand for one text.
    if (const auto twice = std::ranges::adjacent_find(by_name, {}, name_at); twice != by_name.end())
      refuse(ErrorKind::format, fmt::format("the archive has two entries of one name, '{}'.", name_of(*twice)));
    // Entries of a sound archive lie apart, each with its own copy of its name.
    if (compressed > file_bytes)
      refuse(ErrorKind::format, fmt::format("entries of the archive overlap: together they claim {} of its {} bytes.",
                                            compressed, file_bytes));
  }

  void add(zip_uint64_t index, std::uint64_t& total, std::uint64_t& compressed) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    constexpr zip_uint64_t needed =
        ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
    if (zip_stat_index(archive.get(), index, 0, &stat) != 0 || (stat.valid & needed) != needed)
      refuse(ErrorKind::format, fmt::format("entry {} of the archive's directory is damaged.", index));
    const std::string entry = stat.name;
    if (const char* why = unsafe_name(entry))
      refuse(ErrorKind::format, fmt::format("the name '{}' of an entry {}.", entry, why));
    if (stat.encryption_method != ZIP_EM_NONE)
      refuse(ErrorKind::unsupported,
             fmt::format("entry '{}' is encrypted. Pack it again without a password.", entry));
    if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
      refuse(ErrorKind::unsupported,
             fmt::format("entry '{}' is compressed by method {}. Pack it again, stored or deflated.", entry,
                         stat.comp_method));
    if (__builtin_add_overflow(total, stat.size, &total) || total > static_cast<std::uint64_t>(limits.archive_bytes))
      refuse(ErrorKind::format, fmt::format("the archive unfolds to too many bytes: {}.",
                                            limit_words("archive_bytes", limits.archive_bytes)));
    if (stat.size > limits.most_inflated(stat.comp_size))
      refuse(ErrorKind::format,
             fmt::format("entry '{}' unfolds from {} to {} bytes, too many times as many: {}.", entry, stat.comp_size,
                         stat.size, limit_words("archive_ratio", limits.archive_ratio)));
    if (stat.comp_method == ZIP_CM_STORE && stat.size != stat.comp_size) damaged(entry, "it has two sizes");
    if (__builtin_add_overflow(compressed, stat.comp_size + entry.size(), &compressed))
      compressed = ~std::uint64_t{0};
    entries.push_back({entry, stat.size});
  }
};

/// One entry, inflated as it is read; libzip compares the checksum at its end.
class ZipReader::Entry : public ByteSource {
 public:
  Entry(const State& state, std::uint32_t index)
      : ByteSource(fmt::format("{}, entry '{}'", state.name, state.name_of(index)), state.entries[index].size),
        state_(state),
        name_(state.name_of(index)),
        left_(state.entries[index].size),
        file_(zip_fopen_index(state.archive.get(), index, 0)) {
    if (!file_) state_.damaged(name_, zip_strerror(state_.archive.get()));
  }

 private:
  std::size_t next(void* to, std::size_t size) override {
    const zip_int64_t got = zip_fread(file_.get(), to, size);
    if (got < 0) state_.damaged(name_, zip_file_strerror(file_.get()));
    if (static_cast<std::uint64_t>(got) > left_) state_.damaged(name_, "it is longer than its size");
    if (got == 0 && left_ > 0 && size > 0) state_.damaged(name_, "it is shorter than its size");
    left_ -= static_cast<std::uint64_t>(got);
    return static_cast<std::size_t>(got);
  }

  const State& state_;
  std::string name_;
  std::uint64_t left_;
  std::unique_ptr<zip_file_t, CloseEntry> file_;
};

ZipReader::ZipReader(const fs::path& path, const ReadLimits& limits) : state_(std::make_unique<State>()) {
  state_->name = path.string();
  state_->limits = limits;
  std::error_code error;
  const bool regular = fs::is_regular_file(path, error);
  const std::uintmax_t size = regular ? fs::file_size(path, error) : 0;
  if (!regular || error)
    state_->refuse(ErrorKind::unreadable, error ? "cannot be read: " + error.message() + "." : "is no regular file.");
  const auto open = [&](int flags, zip_error_t* failure) {
    int code = 0;
    zip_t* archive = zip_open(path.c_str(), flags, &code);
    zip_error_set(failure, code, errno);
    return archive;
  };
  state_->take(
      open, [](int code) { return code == ZIP_ER_OPEN ? ErrorKind::unreadable : ErrorKind::format; }, size);
}

ZipReader::ZipReader(std::string bytes, std::string name, const ReadLimits& limits)
    : state_(std::make_unique<State>()) {
  state_->name = std::move(name);
  state_->bytes = std::move(bytes);
  state_->limits = limits;
  const auto open = [&](int flags, zip_error_t* failure) {
    zip_source_t* source = zip_source_buffer_create(state_->bytes.data(), state_->bytes.size(), 0, failure);
    if (source == nullptr) state_->refuse(ErrorKind::resource, "needs more memory than this machine can give.");
    zip_t* archive = zip_open_from_source(source, flags, failure);
    if (archive == nullptr) zip_source_free(source);
    return archive;
  };
  state_->take(
      open, [](int) { return ErrorKind::format; }, state_->bytes.size());
}

ZipReader::ZipReader(ZipReader&&) noexcept = default;
ZipReader& ZipReader::operator=(ZipReader&&) noexcept = default;
ZipReader::~ZipReader() = default;

const std::vector<ZipEntry>& ZipReader::entries() const { return state_->entries; }

bool ZipReader::contains(std::string_view name) const { return state_->find(name).has_value(); }

std::unique_ptr<ByteSource> ZipReader::open(std::string_view name) const {
  const std::optional<std::uint32_t> index = state_->find(name);
  if (!index) state_->refuse(ErrorKind::format, fmt::format("the archive has no entry '{}'.", name));
  return std::make_unique<Entry>(*state_, *index);
}

std::string ZipReader::read(std::string_view name, std::int64_t most, const char* limit) const {
  const std::uint64_t bytes = open(name)->most();
  if (bytes > static_cast<std::uint64_t>(most))
    state_->refuse(ErrorKind::format,
                   fmt::format("entry '{}' has {} bytes: {}.", name, bytes, limit_words(limit, most)));
  return read(name);
}

std::string ZipReader::read(std::string_view name) const {
  const std::unique_ptr<ByteSource> source = open(name);
  std::string content(source->most(), '\0');
  source->read(content.data(), content.size());
  source->drain();
  return content;
}

struct ZipWriter::State {
  fs::path path;
  std::deque<std::string> contents;  ///< kept until libzip has written them
  std::int64_t bytes = 0;
  Archive archive;

  [[noreturn]] void cannot_write(const std::string& why) const {
    fail(ErrorKind::resource,
         fmt::format("{}: cannot be written: {}. {} bytes are needed.", path.string(), why, with_commas(bytes)));
  }
};

ZipWriter::ZipWriter(fs::path path) : state_(std::make_unique<State>()) {
  state_->path = std::move(path);
  int code = 0;
  state_->archive.reset(zip_open(state_->path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code));
  if (!state_->archive) state_->cannot_write(LibraryError(code).text());
}

ZipWriter::ZipWriter(ZipWriter&&) noexcept = default;
ZipWriter& ZipWriter::operator=(ZipWriter&&) noexcept = default;
ZipWriter::~ZipWriter() = default;

void ZipWriter::add(const std::string& name, std::string content) {
  if (const char* why = unsafe_name(name))
    fail(ErrorKind::usage, fmt::format("{}: the name '{}' of an entry {}.", state_->path.string(), name, why));
  zip_t* archive = state_->archive.get();
  if (zip_name_locate(archive, name.c_str(), 0) >= 0)
    fail(ErrorKind::usage, fmt::format("{}: two entries would be named '{}'.", state_->path.string(), name));
  state_->bytes += static_cast<std::int64_t>(content.size());
  const std::string& kept = state_->contents.emplace_back(std::move(content));
  zip_source_t* source = zip_source_buffer(archive, kept.data(), kept.size(), 0);
  if (source == nullptr) state_->cannot_write(zip_strerror(archive));
  const zip_int64_t index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    state_->cannot_write(zip_strerror(archive));
  }
  // 1 January 1980, the first day of zip's calendar.
  constexpr zip_uint16_t midnight = 0, first_day = 0x21;
  const auto entry = static_cast<zip_uint64_t>(index);
  if (zip_set_file_compression(archive, entry, ZIP_CM_STORE, 0) != 0 ||
      zip_file_set_dostime(archive, entry, midnight, first_day, 0) != 0)
    state_->cannot_write(zip_strerror(archive));
}

void ZipWriter::finish() {
  zip_t* archive = state_->archive.get();
  if (zip_close(archive) != 0) state_->cannot_write(zip_strerror(archive));
  (void)state_->archive.release();
}

}  // namespace fovea
