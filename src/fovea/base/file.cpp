#include "fovea/base/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "fovea/base/descriptor.h"
#include "fovea/base/error.h"
#include "fovea/base/limits.h"
#include "fovea/base/machine_error.h"

namespace fovea {
namespace fs = std::filesystem;
namespace {

std::string system_error() { return std::strerror(errno); }

/// How the names of temporary files and folders beside `path` begin.
std::string temporary_prefix(const fs::path& path) { return "." + path.filename().string() + ".tmp"; }

/// A name beside `path` that nobody uses. A container gives the same process number again after a kill, so what an
/// earlier process left behind must not stand in the way.
fs::path temporary_beside(const fs::path& path) {
  static std::atomic<unsigned> serial{0};
  for (;;) {
    fs::path temporary =
        path.parent_path() / (temporary_prefix(path) + std::to_string(::getpid()) + "-" + std::to_string(serial++));
    std::error_code ignored;
    if (!fs::exists(fs::symlink_status(temporary, ignored))) return temporary;
  }
}

/// The file that a link points to: a rename onto the link would replace the link.
fs::path followed(const fs::path& path) {
  std::error_code error;
  if (!fs::is_symlink(path, error)) return path;
  const fs::path target = fs::canonical(path, error);
  return error ? path : target;
}

/// /dev/stdout, /dev/null or a pipe, which a rename would replace by a file.
bool is_special(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

[[noreturn]] void cannot_write(const fs::path& path, const std::string& why, std::size_t bytes) {
  std::string text = path.string() + ": cannot write: " + why + ".";
  if (bytes > 0) text += " " + std::to_string(bytes) + " bytes are needed.";
  fail(ErrorKind::resource, text + " What was there before is untouched.");
}

void write_all(const Descriptor& file, std::string_view content, const fs::path& path) {
  for (std::size_t done = 0; done < content.size();) {
    const ssize_t put = ::write(file.get(), content.data() + done, content.size() - done);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) cannot_write(path, system_error(), content.size());
    done += static_cast<std::size_t>(put);
  }
}

/// Errors   usage: there is no folder to write a file into
void require_folder(const fs::path& path) {
  const fs::path folder = path.parent_path();
  std::error_code error;
  if (!folder.empty() && !fs::is_directory(folder, error))
    fail(ErrorKind::usage, path.string() + ": cannot be written: there is no folder " + folder.string() +
                               ". Make it first, or name another file.");
}

/// Removes a temporary file or folder unless the work was finished.
class Cleanup {
 public:
  explicit Cleanup(fs::path path) : path_(std::move(path)) {}
  ~Cleanup() {
    std::error_code ignored;
    if (!done_) fs::remove_all(path_, ignored);
  }
  void done() { done_ = true; }

 private:
  fs::path path_;
  bool done_ = false;
};

fs::path parent_of(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : fs::path("."); }

/// Takes the lock by which a temporary folder is known to be in use. Returns whether it was free.
bool lock(const Descriptor& folder) { return ::flock(folder.get(), LOCK_EX | LOCK_NB) == 0; }

/// Takes temporary folders away that no process fills any more.
void remove_leftovers(const fs::path& path) {
  const std::string prefix = temporary_prefix(path);
  std::error_code error;
  std::vector<fs::path> left;
  for (fs::directory_iterator entry(parent_of(path), error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(prefix) && name.find_first_not_of("0123456789-", prefix.size()) == name.npos)
      left.push_back(entry->path());
  }
  for (const fs::path& folder : left)
    if (const Descriptor held(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW); held.get() >= 0 && lock(held))
      fs::remove_all(folder, error);
}

/// A folder of our own while it is filled: made, and locked.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const fs::path& path) {
    do {
      path_ = temporary_beside(path);
      if (::mkdir(path_.c_str(), 0777) != 0) cannot_write(path, system_error(), 0);
      held_.emplace(path_, O_RDONLY | O_DIRECTORY);
    } while (!is_ours());
  }
  const fs::path& path() const { return path_; }

 private:
  /// False if another process took it for a leftover between the two calls. A disk that knows no locks is fine.
  bool is_ours() const {
    const bool taken = held_->get() >= 0 && !lock(*held_) && errno == EWOULDBLOCK;
    std::error_code error;
    return !taken && fs::exists(path_, error);
  }

  fs::path path_;
  std::optional<Descriptor> held_;
};

}  // namespace

void fail_reading(const std::string& who, const std::string& what, int why) {
  const std::string text = who + ": " + what + ": " + std::strerror(why);
  if (!is_of_machine(why)) fail(ErrorKind::unreadable, text + ".");
  throw MachineError(text + ", which is a failure of the machine and not of the file" +
                     (why == EMFILE ? ". `ulimit -n` says how many may be open." : ". Try again when it is over."));
}

std::string read_file(const fs::path& path, std::int64_t most, const char* limit) {
  Descriptor file(path, O_RDONLY | O_NONBLOCK);  // opening a pipe without a writer would wait for ever
  struct stat info {};
  if (file.get() < 0 || ::fstat(file.get(), &info) != 0) fail_reading(path.string(), "cannot be read", errno);
  if (!S_ISREG(info.st_mode)) fail(ErrorKind::unreadable, path.string() + ": is no regular file.");
  if (info.st_size > most)
    fail(ErrorKind::resource, path.string() + ": has too many bytes, " + std::to_string(info.st_size) + ": " +
                                  limit_words(limit, most) + ".");
  std::string content(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t got = ::read(file.get(), content.data() + done, content.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail_reading(path.string(), "reading failed", errno);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  content.resize(done);
  return content;
}

void sync_path(const fs::path& path) {
  Descriptor file(path, O_RDONLY);
  if (file.get() < 0 || (::fsync(file.get()) != 0 && errno != EINVAL))
    fail(ErrorKind::resource, path.string() + ": cannot be flushed to the disk: " + system_error() + ".");
}

void write_file(const fs::path& path, std::string_view content) {
  if (is_special(path)) {
    Descriptor file(path, O_WRONLY);
    if (file.get() < 0) cannot_write(path, system_error(), content.size());
    write_all(file, content, path);
    if (!file.close()) cannot_write(path, system_error(), content.size());
    return;
  }
  const fs::path target = followed(path), temporary = temporary_beside(target);
  require_folder(target);
  Descriptor file(temporary, O_WRONLY | O_CREAT | O_EXCL);
  if (file.get() < 0) cannot_write(path, system_error(), content.size());
  Cleanup cleanup(temporary);
  write_all(file, content, path);
  if (::fsync(file.get()) != 0 || !file.close() || ::rename(temporary.c_str(), target.c_str()) != 0)
    cannot_write(path, system_error(), content.size());
  cleanup.done();
  sync_path(parent_of(target));
}

void replace_file(const fs::path& path, const std::function<void(const fs::path&)>& write) {
  if (is_special(path)) cannot_write(path, "it is a device or a pipe, no regular file", 0);
  const fs::path target = followed(path), temporary = temporary_beside(target);
  require_folder(target);
  Cleanup cleanup(temporary);
  write(temporary);
  sync_path(temporary);
  if (::rename(temporary.c_str(), target.c_str()) != 0) cannot_write(path, system_error(), 0);
  cleanup.done();
  sync_path(parent_of(target));
}

void create_folder(const fs::path& name, const std::function<void(const fs::path&)>& fill) {
  const fs::path path = name.has_filename() ? name : name.parent_path();  // "runs/x/", as a shell completes it
  std::error_code error;
  if (fs::exists(path, error) && !(fs::is_directory(path, error) && fs::is_empty(path, error)))
    fail(ErrorKind::usage, path.string() + ": exists and is not empty. Choose another folder.");
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  remove_leftovers(path);
  const TemporaryFolder temporary(path);
  Cleanup cleanup(temporary.path());
  fill(temporary.path());
  sync_path(temporary.path());
  if (::rename(temporary.path().c_str(), path.c_str()) != 0) cannot_write(path, system_error(), 0);
  cleanup.done();
  sync_path(parent_of(path));
}

}  // namespace fovea
