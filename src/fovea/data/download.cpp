#include "fovea/data/download.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "fovea/base/error.h"
#include "fovea/base/file.h"
#include "fovea/data/hash.h"
#include "fovea/data/sniff.h"

namespace fovea {
namespace fs = std::filesystem;
namespace {

/// The temporary file of one download and what is known about its content.
class Receiver {
 public:
  Receiver(const std::string& url, const fs::path& temporary, const DownloadOptions& options)
      : options_(options), transfer_{url}, temporary_(temporary), file_(temporary, std::ios::binary) {
    if (!file_) no_space();
  }

  void take(std::string_view piece, std::uint64_t total) {
    if (head_.size() < 512) head_.append(piece.substr(0, 512 - head_.size()));
    transfer_.received += piece.size();
    transfer_.total = total;
    if (transfer_.received > options_.max_bytes || total > options_.max_bytes)
      fail(ErrorKind::unreadable,
           fmt::format("the file is larger than the {} bytes it may have", options_.max_bytes));
    if (!file_.write(piece.data(), static_cast<std::streamsize>(piece.size()))) no_space();
    sum_.update(piece);
    if (options_.progress) options_.progress(transfer_);
  }

  void finish() {
    file_.close();
    if (!file_) no_space();
    const std::string received = sum_.hex();
    if (!options_.sha256.empty() && received != options_.sha256)
      fail(ErrorKind::unreadable,
           fmt::format(
               "what came is not the file that was published ({} bytes; its content is {}); SHA-256 {}, expected {}",
               transfer_.received, describe_content(head_), received, options_.sha256));
  }

 private:
  [[noreturn]] void no_space() {
    fail(ErrorKind::resource,
         fmt::format("{}: cannot write the download of {}: {}. Make room or choose another folder with KERAS_HOME.",
                     temporary_.string(), transfer_.url, std::strerror(errno)));
  }

  const DownloadOptions& options_;
  Transfer transfer_;
  fs::path temporary_;
  std::ofstream file_;
  Sha256 sum_;
  std::string head_;
};

}  // namespace

void download(const std::string& url, const fs::path& path, const DownloadOptions& options) {
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  if (error)
    fail(ErrorKind::resource,
         fmt::format("{}: the folder cannot be made: {}.", path.parent_path().string(), error.message()));
  try {
    replace_file(path, [&](const fs::path& temporary) {
      Receiver receiver(url, temporary, options);
      options.transport(url, [&](std::string_view piece, std::uint64_t total) { receiver.take(piece, total); });
      receiver.finish();
    });
  } catch (const Error& cause) {
    if (cause.kind() != ErrorKind::unreadable) throw;
    fail(ErrorKind::unreadable, fmt::format("Download of {} failed: {}. Fetch it by hand and save it as {}.", url,
                                            cause.what(), path.string()));
  }
}

fs::path keras_home() {
  if (const char* named = std::getenv("KERAS_HOME"); named != nullptr && *named != '\0') return named;
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') return fs::path(home) / ".keras";
  fail(ErrorKind::usage, "There is no folder for downloads: neither KERAS_HOME nor HOME is set. Set KERAS_HOME.");
}

}  // namespace fovea
