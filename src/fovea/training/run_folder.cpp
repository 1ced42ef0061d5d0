#include "fovea/training/run_folder.h"

#include "fovea/base/error.h"
#include "fovea/base/file.h"

namespace fovea {
namespace fs = std::filesystem;

namespace {
constexpr const char* run_file = "run.json";
std::string text_of(const Json& run) { return run.dump(2) + "\n"; }
bool is_taken(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error) && !(fs::is_directory(path, error) && fs::is_empty(path, error));
}
}  // namespace

void RunFolder::check_free(const fs::path& path, bool overwrite) {
  const bool taken = is_taken(path);
  if (taken && !overwrite)
    fail(ErrorKind::usage,
         path.string() + ": this run folder exists. Choose another with --out, or replace it with --overwrite.");
  if (taken && !is_run(path))
    fail(ErrorKind::usage,
         path.string() + ": --overwrite replaces run folders only, and this is none (it has no run.json).");
}

RunFolder RunFolder::create(const fs::path& path, Json run, bool overwrite) {
  check_free(path, overwrite);
  std::error_code error;
  if (!is_taken(path)) {
    create_folder(path, [&](const fs::path& temporary) { write_file(temporary / run_file, text_of(run)); });
  } else {
    write_file(path / run_file, text_of(run));
    for (const fs::path& old : {model_path(path), best_path(path), history_path(path)}) fs::remove(old, error);
  }
  return {path, std::move(run)};
}

RunFolder RunFolder::open(const fs::path& path) {
  if (!is_run(path)) fail(ErrorKind::unreadable, path.string() + ": is no run folder (it has no run.json).");
  const fs::path file = path / run_file;
  return {path, Json::parse(read_file(file), file.string())};
}

fs::path RunFolder::take_next(const fs::path& parent, const std::string& name) {
  std::error_code error;
  fs::create_directories(parent, error);
  for (int n = 1;; ++n) {
    fs::path path = parent / (name + "-" + std::to_string(n));
    if (fs::create_directory(path, error)) return path;
    if (!fs::exists(fs::symlink_status(path, error))) return path;  // cannot be made; create() says why
  }
}

bool RunFolder::is_run(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path / run_file, error);
}

void RunFolder::set(const std::string& key, Json value) {
  run_[key] = std::move(value);
  write_file(path_ / run_file, text_of(run_));
}

}  // namespace fovea
